import { Button } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Cannot } from '../../web/parts/Cannot.tsx'
import { CopyButton } from '../../web/parts/CodeBlock.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { KeyValue } from '../../web/parts/KeyValue.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Callout, Grid, Panel, Stack } from '../../web/parts/Panel.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { usePlatformBarrier } from '../../web/platform.ts'
import { backbone } from '../../web/text/backbone.ts'
import { useText } from '../../web/text/text.ts'
import { FoundPanel } from './FoundPanel.tsx'
import { auditRoutes, type AuditState, type AuditVerdict } from './audit.schema.ts'

/** Is the log of everything whole, and can it be proved? */
export function AuditPage() {
  const all = useText(backbone)
  const text = all.auditPage
  const format = useFormat()
  const query = useQuery({ queryKey: ['audit'], queryFn: ({ signal }) => api(auditRoutes).read({}, { signal }) })
  const verify = useMutation({ mutationFn: () => api(auditRoutes).verify({}) })
  const verdict = verify.data
  return (
    <Page title={all.audit}>
      <PageHeader
        title={all.audit}
        state={
          verdict ? (
            <Status is={verdict.isWhole ? 'done' : 'failed'}>
              {verdict.isWhole ? text.whole(format.num(verdict.sealed)) : text.broken(format.num(verdict.faultCount))}
            </Status>
          ) : (
            query.data && <Status is="idle">{text.counted(format.num(query.data.events))}</Status>
          )
        }
        lede={text.lede}
      />
      <Together queries={[query]}>
        <Grid>
          <Panel title={text.log} span={6}>
            <Loaded query={query}>{state => <State state={state} />}</Loaded>
          </Panel>
          <Panel title={text.check} span={6}>
            <Stack>
              <p>{text.checkText}</p>
              <div>
                <Verify isBusy={verify.isPending} onVerify={() => verify.mutate()} />
              </div>
              {verify.error && <ErrorPanel error={verify.error} />}
              {verdict ? <Verdict verdict={verdict} /> : <p>{verify.isPending ? text.verifying : text.never}</p>}
            </Stack>
          </Panel>
          {verdict && !verdict.isWhole && <Faults verdict={verdict} />}
          <FoundPanel />
        </Grid>
      </Together>
    </Page>
  )
}

function State({ state }: { state: AuditState }) {
  const text = useText(backbone).auditPage
  const format = useFormat()
  const head = state.head ? `${state.head.position} ${state.head.hash}` : ''
  return (
    <Stack>
      <KeyValue
        items={[
          { label: text.events, value: format.num(state.events) },
          { label: text.sealed, value: format.num(state.sealed) },
          {
            label: text.unsealed,
            value: `${format.num(state.unsealed)}${state.unsealed > 0 ? ` (${text.unsealedNote})` : ''}`,
          },
          {
            label: text.head,
            value: state.head ? <code style={{ overflowWrap: 'anywhere' }}>{state.head.hash}</code> : text.noHead,
          },
        ]}
      />
      {head && (
        <Callout>
          {text.headNote} <CopyButton value={head} what={text.hash} words="shown" />
        </Callout>
      )}
    </Stack>
  )
}

function Verify({ isBusy, onVerify }: { isBusy: boolean; onVerify: () => void }) {
  const text = useText(backbone).auditPage
  const barrier = usePlatformBarrier('platform:write')
  if (barrier) return <Cannot action={text.verifyAction} {...barrier} />
  return (
    <Button variant="filled" leftSection={<IconShieldCheck />} loading={isBusy} onClick={onVerify}>
      {text.verify}
    </Button>
  )
}

function Verdict({ verdict }: { verdict: AuditVerdict }) {
  const text = useText(backbone).auditPage
  const format = useFormat()
  return (
    <p role="status">
      <Status is={verdict.isWhole ? 'done' : 'failed'}>
        {text.checked(format.num(verdict.sealed), format.duration(verdict.tookMs))}, <When at={verdict.verifiedAt} />
      </Status>
    </p>
  )
}

type Fault = AuditVerdict['faults'][number]

function Faults({ verdict }: { verdict: AuditVerdict }) {
  const text = useText(backbone).auditPage
  const columns = useFaultColumns()
  return (
    <Panel title={text.faults} note={text.todo} flush>
      <Table
        label={text.faults}
        columns={columns}
        rows={verdict.faults}
        keyOf={fault => `${fault.position} ${fault.what}`}
      />
    </Panel>
  )
}

function useFaultColumns(): Column<Fault>[] {
  const text = useText(backbone).auditPage
  const format = useFormat()
  return [
    {
      id: 'position',
      head: text.position,
      width: '120px',
      align: 'right',
      phone: 'aside',
      cell: fault => format.num(fault.position),
    },
    {
      id: 'what',
      head: text.what,
      phone: 'title',
      cell: fault => <Status is="failed">{text.fault[fault.what]}</Status>,
    },
    { id: 'event', head: text.event, cell: fault => <code>{fault.eventId}</code> },
  ]
}
