import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Empty } from '../../../web/parts/Empty.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { useProject } from '../../../web/project.ts'
import { goals } from '../../../web/text/goals.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { useText } from '../../../web/text/text.ts'
import { ChangeDialog, MakeDialog, SettleDialog } from './PromiseDialogs.tsx'
import css from './promises.module.css'
import { promiseRoutes, type PromiseNow } from './promises.schema.ts'

type Asked = { kind: 'make' } | { kind: 'change' | 'settle'; promise: PromiseNow }

/** The ledger: what was said to whom with which odds, and what is expected now. */
export function PromisesPanel() {
  const text = useText(goals).promises
  const { slug } = useProject()
  const [asked, setAsked] = useState<Asked | undefined>()
  const query = useQuery({
    queryKey: ['project', slug, 'promises'],
    queryFn: ({ signal }) => api(promiseRoutes).list({ project: slug }, { signal }),
  })
  const make = (
    <RightTo right="project:write" action={text.makeAction}>
      <Button leftSection={<IconPlus />} onClick={() => setAsked({ kind: 'make' })}>
        {text.make}
      </Button>
    </RightTo>
  )
  const close = () => setAsked(undefined)
  return (
    <Panel title={text.title} note={text.note} aside={make} flush>
      <Loaded query={query}>
        {({ promises }) => (
          <Table
            label={text.title}
            columns={columnsOf({ text, onAsk: setAsked })}
            rows={promises}
            keyOf={({ id }) => id}
            empty={<Empty title={text.none}>{text.noneText}</Empty>}
          />
        )}
      </Loaded>
      <Calibration />
      {asked?.kind === 'make' && <MakeDialog onClose={close} />}
      {asked?.kind === 'change' && <ChangeDialog promise={asked.promise} onClose={close} />}
      {asked?.kind === 'settle' && <SettleDialog promise={asked.promise} onClose={close} />}
    </Panel>
  )
}

const marks: Record<PromiseNow['state'], StatusKind> = {
  open: 'running',
  kept: 'done',
  missed: 'failed',
  changed: 'idle',
}

export function PromiseState({ promise }: { promise: PromiseNow }) {
  const text = useText(goals).promises
  const format = useFormat()
  if (promise.state !== 'open') return <Status is={marks[promise.state]}>{text.state[promise.state]}</Status>
  if (promise.acceptedAt === null)
    return <Status is="waiting">{promise.replaces ? text.change_of : text.offered}</Status>
  if (promise.lateDays) return <Status is="warning">{text.late(format.num(promise.lateDays))}</Status>
  return <Status is="running">{promise.lateDays === 0 ? text.onCourse : text.state.open}</Status>
}

function When({ promise }: { promise: PromiseNow }) {
  const text = useText(goals).promises
  const format = useFormat()
  return (
    <span className={css['two']}>
      <span>{format.date(promise.dueAt)}</span>
      <small>{text.odds_at(format.share(promise.odds, 0))}</small>
    </span>
  )
}

function What({ promise: { statement, metric, low, high, toldBy, toSeat, reason } }: { promise: PromiseNow }) {
  const text = useText(goals).promises
  const seats = useText(seatWords)
  const format = useFormat()
  const range =
    low === null && high === null
      ? ''
      : `${low === null ? '' : format.num(low)}–${high === null ? '' : format.num(high)}`
  const told = text.toldBy(toldBy.name, seats.name[toSeat])
  return (
    <span className={css['two']}>
      <strong>{statement}</strong>
      <small>{[[metric, range].filter(Boolean).join(' '), told, reason].filter(Boolean).join('; ')}</small>
    </span>
  )
}

type Telling = { text: typeof goals.en.promises; onAsk: (asked: Asked) => void }

const columnsOf = ({ text, onAsk }: Telling): Column<PromiseNow>[] => [
  { id: 'what', head: text.what, phone: 'title', width: '42%', cell: one => <What promise={one} /> },
  { id: 'when', head: text.when, cell: one => <When promise={one} /> },
  { id: 'state', head: text.how, cell: one => <PromiseState promise={one} /> },
  {
    id: 'act',
    head: <span className="quiet">{text.act}</span>,
    align: 'right',
    cell: one => one.state === 'open' && <Acts promise={one} onAsk={onAsk} />,
  },
]

function Acts({ promise, onAsk }: { promise: PromiseNow; onAsk: Telling['onAsk'] }) {
  const text = useText(goals).promises
  const { slug, seat } = useProject()
  const queries = useQueryClient()
  const act = useMutation({
    mutationFn: (kind: 'accept' | 'tell') => api(promiseRoutes)[kind]({ project: slug, promise: promise.id }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const isMine = seat === promise.toSeat
  const isUntold = promise.alertedAt !== null && promise.toldAt === null
  return (
    <span className={css['acts']}>
      {isMine && promise.acceptedAt === null && (
        <Button variant="filled" onClick={() => act.mutate('accept')} loading={act.isPending}>
          {text.accept}
        </Button>
      )}
      {isUntold && seat === 'project_manager' && (
        <Button onClick={() => act.mutate('tell')} loading={act.isPending}>
          {text.told}
        </Button>
      )}
      <RightTo right="project:write" action={text.change}>
        <Button onClick={() => onAsk({ kind: 'change', promise })}>{text.change}</Button>
        <Button onClick={() => onAsk({ kind: 'settle', promise })}>{text.settle}</Button>
      </RightTo>
      {act.error && <ErrorPanel error={act.error} />}
    </span>
  )
}

function Calibration() {
  const text = useText(goals).promises
  const format = useFormat()
  const types = useQuery({
    queryKey: ['portfolio', 'calibration'],
    queryFn: ({ signal }) => api(promiseRoutes).calibration({}, { signal }),
  })
  return (types.data?.types ?? []).map(({ type, n, kept, meanOdds, brier }) => (
    <p key={type} className={css['score']}>
      {text.scoreOf({
        type: type || text.anyType,
        n: format.num(n),
        kept: format.num(kept),
        odds: format.share(meanOdds, 0),
        brier: format.num(brier, 2),
      })}
    </p>
  ))
}
