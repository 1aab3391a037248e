import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Request } from '../../../people/requests/requests.schema.ts'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Empty } from '../../../web/parts/Empty.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Callout, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { SeatOar } from '../../../web/parts/SeatOar.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { Waited } from '../../../web/parts/Time.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { ProjectTabs } from '../../../web/shell/ProjectTabs.tsx'
import { asking } from '../../../web/text/asking.ts'
import { requests } from '../../../web/text/requests.ts'
import { useText } from '../../../web/text/text.ts'
import css from './handoffs.module.css'
import { handoffRoutes, type Edge, type HandoffDesk } from './handoffs.schema.ts'
import { ReturnReason } from './reasons.schema.ts'

/** Where work waits between seats, how often it comes back, and what would help. */
export function HandoffsPage() {
  const text = useText(asking)
  const words = useText(requests)
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'handoffs'],
    queryFn: ({ signal }) => api(handoffRoutes).desk({ project: slug }, { signal }),
  })
  return (
    <Page title={text.title} path={[{ label: words.requests, href: `/projects/${slug}/requests` }]}>
      <ProjectTabs />
      <PageHeader title={text.title} lede={text.lede} />
      <Loaded query={query}>
        {desk =>
          desk.edges.length === 0 ? (
            <Panel>
              <Empty title={text.noEdges}>{text.noEdgesText}</Empty>
            </Panel>
          ) : (
            <>
              <QueuePanel queue={desk.queue} />
              <EdgesPanel desk={desk} />
              <ReasonsPanel desk={desk} />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

function QueuePanel({ queue }: { queue: Request[] }) {
  const text = useText(asking)
  const { slug } = useProject()
  const navigate = useNavigate()
  const columns = useQueueColumns(slug)
  return (
    <Panel title={text.queue} note={text.queueNote} flush>
      <Table
        label={text.queue}
        columns={columns}
        rows={queue}
        keyOf={row => row.id}
        onOpen={row => void navigate({ to: '/projects/$slug/requests/$id', params: { slug, id: row.id } })}
        empty={text.nothingWaits}
      />
    </Panel>
  )
}

function useQueueColumns(slug: string): Column<Request>[] {
  const text = useText(asking)
  const { columns: heads } = useText(requests)
  return [
    {
      id: 'subject',
      head: heads.subject,
      phone: 'title',
      cell: row => <Go href={placeOf(slug, { kind: 'request', id: row.id }) ?? ''}>{row.subject.name}</Go>,
    },
    { id: 'edge', head: text.columns.edge, cell: row => <EdgeName fromSeat={row.fromSeat} toSeat={row.toSeat} /> },
    {
      id: 'waiting',
      head: heads.waiting,
      align: 'right',
      phone: 'aside',
      cell: row => <Waited since={row.createdAt} />,
    },
  ]
}

function EdgeName({ fromSeat, toSeat }: Pick<Edge, 'fromSeat' | 'toSeat'>) {
  const text = useText(asking)
  return (
    <span className={css['edge']}>
      {fromSeat ? <SeatOar seat={fromSeat} /> : text.fromNobody} → <SeatOar seat={toSeat} />
    </span>
  )
}

function EdgesPanel({ desk }: { desk: HandoffDesk }) {
  const text = useText(asking)
  const format = useFormat()
  const rate = (value: number | null) => (value === null ? text.none : format.share(value))
  const columns = useEdgeColumns(desk)
  return (
    <Panel title={text.edges} note={text.edgesNote} flush>
      <Table
        label={text.edges}
        columns={columns}
        rows={desk.edges}
        keyOf={row => `${row.fromSeat ?? ''}>${row.toSeat}`}
      />
      <p className={css['rolled']} title={text.how.rolled}>
        {text.rolled}: <strong>{rate(desk.rolledFirstTimeRight)}</strong>
      </p>
    </Panel>
  )
}

function useEdgeColumns(desk: HandoffDesk): Column<Edge>[] {
  const text = useText(asking)
  const format = useFormat()
  const rate = (value: number | null) => (value === null ? text.none : format.share(value))
  const how = (head: string, title: string) => <abbr title={title}>{head}</abbr>
  return [
    { id: 'edge', head: text.columns.edge, phone: 'title', cell: row => <EdgeName {...row} /> },
    {
      id: 'open',
      head: text.columns.open,
      said: text.columns.open,
      align: 'right',
      width: '9%',
      cell: row => format.num(row.open),
    },
    {
      id: 'wait',
      head: how(text.columns.wait, text.how.wait),
      said: text.columns.wait,
      align: 'right',
      width: '14%',
      cell: row => (row.medianWaitMs === null ? text.none : format.age(row.medianWaitMs)),
    },
    {
      id: 'bounce',
      head: how(text.columns.bounce, text.how.bounce),
      said: text.columns.bounce,
      align: 'right',
      width: '14%',
      cell: row => <span title={text.answered(row.returned, row.accepted + row.returned)}>{rate(row.bounceRate)}</span>,
    },
    {
      id: 'right',
      head: how(text.columns.right, text.how.right),
      align: 'right',
      width: '14%',
      phone: 'aside',
      cell: row => rate(row.firstTimeRight),
    },
    { id: 'behind', head: '', width: '20%', cell: row => <Behind ids={row.requests} among={desk.requests} /> },
  ]
}

/** A number opens to the requests from which it was computed. */
function Behind({ ids, among }: { ids: readonly string[]; among: readonly Request[] }) {
  const text = useText(asking)
  const words = useText(requests)
  const { slug } = useProject()
  const found = among.filter(request => ids.includes(request.id))
  return (
    <details className={css['behind']}>
      <summary>{text.behind(ids.length)}</summary>
      <ul>
        {found.map(request => (
          <li key={request.id}>
            <Go href={placeOf(slug, { kind: 'request', id: request.id }) ?? ''}>{request.subject.name}</Go>,{' '}
            {words.state[request.state].toLowerCase()}
          </li>
        ))}
      </ul>
    </details>
  )
}

function ReasonsPanel({ desk }: { desk: HandoffDesk }) {
  const text = useText(asking)
  const { slug } = useProject()
  const all = Map.groupBy(
    desk.edges.flatMap(edge => edge.reasons),
    reason => reason.code,
  )
  const rows = [...all]
    .map(([code, of]) => ({
      code: ReturnReason.catch('other').parse(code),
      requests: of.flatMap(one => one.requests),
    }))
    .toSorted((a, b) => b.requests.length - a.requests.length)
  const [top] = rows
  return (
    <Panel title={text.reasons} note={text.edgesNote}>
      <Stack>
        {top ? (
          <Callout>
            {text.asksFor}: <Go href={`/projects/${slug}/${text.hints[top.code].way}`}>{text.hints[top.code].hint}</Go>
          </Callout>
        ) : (
          <p>{text.noReasons}</p>
        )}
        {rows.map(row => (
          <div key={row.code} className={css['reason']}>
            <strong>{text.hints[row.code].reason}</strong>
            <span>{text.times(row.requests.length)}</span>
            <Behind ids={row.requests} among={desk.requests} />
          </div>
        ))}
      </Stack>
    </Panel>
  )
}
