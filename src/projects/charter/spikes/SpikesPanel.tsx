import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Empty } from '../../../web/parts/Empty.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { PersonName } from '../../../web/parts/PersonLine.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { When, useNow } from '../../../web/parts/Time.tsx'
import { useProject } from '../../../web/project.ts'
import { playbook } from '../../../web/text/playbook.ts'
import { useText } from '../../../web/text/text.ts'
import type { Phase, PhasePlan } from '../playbook/phases.schema.ts'
import { CloseSpikeDialog, StartSpikeDialog } from './SpikeDialogs.tsx'
import css from './spikes.module.css'
import { spikeRoutes, type Spike } from './spikes.schema.ts'

/** What is being found out: the question, who, until when; and what came out of the last ones. */
export function SpikesPanel() {
  const text = useText(playbook).spikes
  const { slug } = useProject()
  const [closing, setClosing] = useState<Spike | undefined>()
  const query = useQuery({
    queryKey: ['project', slug, 'spikes'],
    queryFn: async ({ signal }) => {
      const list = async (state: 'open' | 'closed', limit: number) =>
        (await api(spikeRoutes).list({ project: slug, state, limit }, { signal })).spikes
      return { open: await list('open', 100), closed: await list('closed', 10) }
    },
  })
  return (
    <Panel title={text.title} note={text.note} aside={<StartSpike label={text.start} />} flush>
      <Loaded query={query}>
        {({ open, closed }) => (
          <>
            <Table
              label={text.title}
              columns={openColumns(text, setClosing)}
              rows={open}
              keyOf={({ id }) => id}
              empty={<Empty title={text.none}>{text.noneText}</Empty>}
            />
            {closed.length > 0 && (
              <Table label={text.closed} columns={closedColumns(text)} rows={closed} keyOf={({ id }) => id} />
            )}
          </>
        )}
      </Loaded>
      {closing && <CloseSpikeDialog spike={closing} onClose={() => setClosing(undefined)} />}
    </Panel>
  )
}

type StartProps = { phase?: Phase; idea?: PhasePlan['spike']; label: string }

/** Opens the form, filled with an idea where there is one. */
export function StartSpike({ phase = 'understanding', idea, label }: StartProps) {
  const text = useText(playbook).spikes
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <RightTo right="request:write" action={text.startAction}>
        <Button {...(!idea && { leftSection: <IconPlus /> })} onClick={() => setOpen(true)}>
          {label}
        </Button>
      </RightTo>
      {isOpen && <StartSpikeDialog phase={phase} idea={idea} onClose={() => setOpen(false)} />}
    </>
  )
}

function Timebox({ spike: { untilAt } }: { spike: Spike }) {
  const text = useText(playbook).spikes
  const format = useFormat()
  const now = useNow(60_000)
  return untilAt < now ? (
    <Status is="warning">{text.late(format.age(now - untilAt))}</Status>
  ) : (
    text.until(format.date(untilAt))
  )
}

type Text = typeof playbook.en.spikes

function Asked({ text, spike: { question, success, failure } }: { text: Text; spike: Spike }) {
  return (
    <span className={css['two']}>
      <strong>{question}</strong>
      <small>
        {text.success}: {success}. {text.failure}: {failure}
      </small>
    </span>
  )
}

const openColumns = (text: Text, onClose: (spike: Spike) => void): Column<Spike>[] => [
  {
    id: 'what',
    head: text.what,
    phone: 'title',
    width: '50%',
    cell: spike => <Asked text={text} spike={spike} />,
  },
  { id: 'who', head: text.who, cell: ({ owner }) => <PersonName person={owner} /> },
  { id: 'when', head: text.when, cell: spike => <Timebox spike={spike} /> },
  {
    id: 'close',
    head: <span className="quiet">{text.close}</span>,
    align: 'right',
    cell: spike => (
      <RightTo right="request:write" action={text.closeAction}>
        <Button onClick={() => onClose(spike)}>{text.close}</Button>
      </RightTo>
    ),
  },
]

const closedColumns = (text: Text): Column<Spike>[] => [
  {
    id: 'what',
    head: text.closed,
    phone: 'title',
    width: '50%',
    cell: ({ question, outcome }) => (
      <span className={css['two']}>
        <strong>{question}</strong>
        <small>{outcome}</small>
      </span>
    ),
  },
  { id: 'who', head: text.who, phone: 'hide', cell: ({ owner }) => <PersonName person={owner} /> },
  {
    id: 'result',
    head: text.result,
    cell: ({ state, verdict }) => (
      <Status is={state === 'unanswered' ? 'idle' : verdict === 'go' ? 'done' : 'failed'}>
        {text.state[state]}
        {verdict && `; ${text.verdicts[verdict]}`}
      </Status>
    ),
  },
  {
    id: 'when',
    head: text.ended,
    align: 'right',
    phone: 'aside',
    cell: ({ closedAt }) => closedAt !== null && <When at={closedAt} />,
  },
]
