import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { seats, Seat } from '../../../people/seats.ts'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Empty } from '../../../web/parts/Empty.tsx'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { useNow } from '../../../web/parts/Time.tsx'
import { useProject } from '../../../web/project.ts'
import { playbook } from '../../../web/text/playbook.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { useText } from '../../../web/text/text.ts'
import { riskRoutes, type Risk } from './risks.schema.ts'

/** What stops the work or may stop it: since when, with which effect, and which seat owns it. */
export function RisksPanel() {
  const text = useText(playbook).risks
  const { slug } = useProject()
  const [isOpening, setOpening] = useState(false)
  const [closing, setClosing] = useState<Risk | undefined>()
  const query = useQuery({
    queryKey: ['project', slug, 'risks'],
    queryFn: ({ signal }) => api(riskRoutes).list({ project: slug }, { signal }),
  })
  const open = (
    <RightTo right="request:write" action={text.openAction}>
      <Button leftSection={<IconPlus />} onClick={() => setOpening(true)}>
        {text.open}
      </Button>
    </RightTo>
  )
  return (
    <Panel title={text.title} note={text.note} aside={open} flush>
      <Loaded query={query}>
        {({ risks }) => (
          <Table
            label={text.title}
            columns={columnsOf(text, setClosing)}
            rows={risks}
            keyOf={({ id }) => id}
            empty={<Empty title={text.none}>{text.noneText}</Empty>}
          />
        )}
      </Loaded>
      {isOpening && <OpenDialog onClose={() => setOpening(false)} />}
      {closing && <CloseDialog risk={closing} onClose={() => setClosing(undefined)} />}
    </Panel>
  )
}

function Owner({ risk: { ownerSeat, isOwnerless } }: { risk: Risk }) {
  const text = useText(playbook).risks
  const names = useText(seatWords).name
  return isOwnerless ? <Status is="warning">{`${names[ownerSeat]}; ${text.nobody}`}</Status> : names[ownerSeat]
}

function Age({ since }: { since: number }) {
  const format = useFormat()
  return format.age(useNow(60_000) - since)
}

const columnsOf = (text: typeof playbook.en.risks, onClose: (risk: Risk) => void): Column<Risk>[] => [
  {
    id: 'what',
    head: text.what,
    phone: 'title',
    width: '40%',
    cell: ({ title, effect }) => (
      <span>
        <strong>{title}</strong>
        {effect && `: ${effect}`}
      </span>
    ),
  },
  {
    id: 'kind',
    head: text.kind,
    cell: ({ kind }) => <Status is={kind === 'blocker' ? 'failed' : 'warning'}>{text.kinds[kind]}</Status>,
  },
  { id: 'owner', head: text.owner, cell: risk => <Owner risk={risk} /> },
  { id: 'age', head: text.age, align: 'right', cell: ({ openedAt }) => <Age since={openedAt} /> },
  {
    id: 'close',
    head: <span className="quiet">{text.close}</span>,
    align: 'right',
    cell: risk => (
      <RightTo right="request:write" action={text.closeAction}>
        <Button onClick={() => onClose(risk)}>{text.close}</Button>
      </RightTo>
    ),
  },
]

function OpenDialog({ onClose }: { onClose: () => void }) {
  const text = useText(playbook).risks
  const names = useText(seatWords).name
  const { slug } = useProject()
  const [kind, setKind] = useState<Risk['kind']>('risk')
  const [title, setTitle] = useState('')
  const [effect, setEffect] = useState('')
  const [ownerSeat, setOwner] = useState<Seat>('project_manager')
  const send = () => api(riskRoutes).open({ project: slug, kind, title, effect, ownerSeat })
  return (
    <FormDialog title={text.open} submit={text.open} send={send} onClose={onClose}>
      <Segmented
        label={text.kind}
        value={kind}
        onChange={setKind}
        options={(['risk', 'blocker'] as const).map(value => ({ value, label: text.kinds[value] }))}
      />
      <TextInput required label={text.what} value={title} onChange={event => setTitle(event.target.value)} />
      <Textarea label={text.effect} value={effect} onChange={event => setEffect(event.target.value)} />
      <NativeSelect
        label={text.owner}
        value={ownerSeat}
        onChange={event => setOwner(Seat.parse(event.target.value))}
        data={seats.map(value => ({ value, label: names[value] }))}
      />
    </FormDialog>
  )
}

function CloseDialog({ risk, onClose }: { risk: Risk; onClose: () => void }) {
  const text = useText(playbook).risks
  const { slug } = useProject()
  const [outcome, setOutcome] = useState('')
  const send = () => api(riskRoutes).close({ project: slug, risk: risk.id, outcome })
  return (
    <FormDialog title={risk.title} submit={text.close} send={send} onClose={onClose}>
      <Textarea required label={text.outcome} value={outcome} onChange={event => setOutcome(event.target.value)} />
    </FormDialog>
  )
}
