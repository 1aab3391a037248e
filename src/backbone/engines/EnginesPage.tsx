import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { CannotNote } from '../../web/parts/Cannot.tsx'
import { ConfirmButton } from '../../web/parts/ConfirmButton.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { KeyValue } from '../../web/parts/KeyValue.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid, Panel, Stack } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { Duration } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { backbone } from '../../web/text/backbone.ts'
import { useText } from '../../web/text/text.ts'
import { attemptRoutes, engineRoutes, type EngineInfo } from './attempts/attempts.schema.ts'
import { stepLooks } from './engines.look.ts'
import { RecentSteps } from './RecentSteps.tsx'

const everyMs = 3_000

/** Where code runs, what keeps it apart, and what runs now. */
export function EnginesPage() {
  const all = useText(backbone)
  const text = all.enginesPage
  const query = useQuery({
    queryKey: ['engines'],
    queryFn: ({ signal }) => api(engineRoutes).list({}, { signal }),
    // what running steps use is measured at the moment of asking; there is no event to wait for
    refetchInterval: ({ state }) => (state.data?.engines.some(busy) ? everyMs : false),
  })
  const [engine] = query.data?.engines ?? []
  return (
    <Page title={all.engines}>
      <PageHeader title={all.engines} lede={text.lede} state={engine && <Answer engine={engine} />} />
      <Loaded query={query} level={1}>
        {({ engines }) => engines.map(one => <Engine key={one.name} engine={one} />)}
      </Loaded>
    </Page>
  )
}

const busy = ({ running, queued }: EngineInfo) => running + queued > 0

function Answer({ engine }: { engine: EngineInfo }) {
  const text = useText(backbone).enginesPage
  const { running, width, queued } = engine
  return busy(engine) ? (
    <Status is={queued > 0 ? 'waiting' : 'running'}>{text.answer(running, width, queued)}</Status>
  ) : (
    <Status is="done">{text.free(width)}</Status>
  )
}

function Engine({ engine }: { engine: EngineInfo }) {
  const text = useText(backbone).enginesPage
  const format = useFormat()
  const { isolation, limits } = engine
  const isKept = isolation.kind !== 'none'
  return (
    <Grid>
      <Panel title={text.isolation} note={engine.name} span={8}>
        <Stack>
          <Status is={isKept ? 'done' : 'warning'}>{isKept ? text.kept : text.open}</Status>
          <p>{text.meaning[isolation.kind]}</p>
          <KeyValue items={[{ label: text.found, value: isolation.reason }]} />
          {engine.cannotRun === null ? (
            <Status is="done">{text.mayRun}</Status>
          ) : (
            <CannotNote action={text.run} because={text.notTrusted} ask={{ name: text.owner }} />
          )}
        </Stack>
      </Panel>
      <Panel title={text.limits} span={4}>
        <KeyValue
          layout="spread"
          items={[
            { label: text.places, value: format.num(engine.width) },
            { label: text.memory, value: format.bytes(limits.memoryBytes) },
            { label: text.time, value: format.duration(limits.wallMs) },
            { label: text.processes, value: format.num(limits.processes) },
          ]}
        />
      </Panel>
      <Panel title={text.steps} note={text.stepsNote} flush>
        <Table
          label={text.steps}
          columns={useColumns()}
          rows={engine.attempts}
          keyOf={step => step.id}
          empty={text.idle}
        />
      </Panel>
      <RecentSteps />
    </Grid>
  )
}

type Step = EngineInfo['attempts'][number]

function useColumns(): Column<Step>[] {
  const text = useText(backbone).enginesPage
  const format = useFormat()
  return [
    { id: 'step', head: text.step, phone: 'title', cell: step => <StepName step={step} /> },
    {
      id: 'state',
      head: text.state,
      phone: 'aside',
      width: '17%',
      cell: step => (
        <Status is={stepLooks[step.state]} size="small">
          {step.position === null ? text.states[step.state] : text.next(step.position)}
        </Status>
      ),
    },
    { id: 'by', head: text.by, width: '18%', cell: step => <PersonName person={step.by} /> },
    {
      id: 'used',
      head: text.used,
      width: '22%',
      cell: ({ cpuSeconds, peakMemoryBytes }) =>
        cpuSeconds === null || peakMemoryBytes === null
          ? ''
          : text.usage(format.duration(cpuSeconds * 1000), format.bytes(peakMemoryBytes)),
    },
    {
      id: 'since',
      head: text.since,
      align: 'right',
      width: '11%',
      cell: step => <Duration from={step.startedAt ?? step.createdAt} to={step.finishedAt ?? undefined} />,
    },
    {
      id: 'stop',
      head: <span className="quiet">{text.stop}</span>,
      align: 'right',
      width: '96px',
      cell: step => <Stop step={step} />,
    },
  ]
}

function StepName({ step }: { step: Step }) {
  const href = placeOf(step.project, { kind: step.kind, id: step.subject })
  const name = `${step.kind} ${step.subject.slice(0, 8)}`
  return (
    <>
      {href ? <Go href={href}>{name}</Go> : name} <Go href={`/projects/${step.project}`}>{step.project}</Go>
    </>
  )
}

function Stop({ step }: { step: Step }) {
  const text = useText(backbone).enginesPage
  const queries = useQueryClient()
  const stop = async () => {
    await api(attemptRoutes).cancel({ project: step.project, attempt: step.id })
    await queries.invalidateQueries({ queryKey: ['engines'] })
  }
  if (step.cancelRequested) return text.stopping
  return (
    <ConfirmButton consequence={text.stopNote} confirm={text.stop} tone="danger" size="xs" onConfirm={stop}>
      {text.stop}
    </ConfirmButton>
  )
}
