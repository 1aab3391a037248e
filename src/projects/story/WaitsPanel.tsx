import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { Request } from '../../people/requests/requests.schema.ts'
import type { Seat } from '../../people/seats.ts'
import { useAsk } from '../../web/ask.ts'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { Waited } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { courseQuery } from '../../web/queries.ts'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'
import css from './story.module.css'
import { openRequestsQuery } from './storyQueries.tsx'

type Telling = {
  text: typeof story.en
  ask: ReturnType<typeof useAsk>
  isEmpty: (seat: Seat) => boolean
}

/** What waits, on which seat, since when, and whether anybody could end it. */
export function WaitsPanel() {
  const { slug } = useProject()
  const text = useText(story)
  const router = useRouter()
  const ask = useAsk()
  const requests = useQuery(openRequestsQuery(slug))
  const course = useQuery(courseQuery(slug))
  const isEmpty = (seat: Seat) => course.data?.crew.find(one => one.seat === seat)?.state === 'empty'
  return (
    <Panel title={text.waits} flush>
      <Loaded query={requests}>
        {({ requests: rows }) => (
          <Table
            label={text.waits}
            columns={columnsOf({ text, ask, isEmpty })}
            rows={rows}
            keyOf={({ id }) => id}
            onOpen={({ id }) => router.history.push(`/projects/${slug}/requests/${id}`)}
            empty={text.nothingWaits}
          />
        )}
      </Loaded>
    </Panel>
  )
}

const columnsOf = ({ text, ask, isEmpty }: Telling): Column<Request>[] => [
  {
    id: 'what',
    head: text.what,
    phone: 'title',
    cell: request => (
      <span className={css['two']}>
        <strong>{ask.askOf({ kind: request.kind, subject: request.subject.name })}</strong>
        {request.blocks && <small>{text.blocks(ask.blockedOf(request.blocks))}</small>}
      </span>
    ),
  },
  {
    id: 'on',
    head: text.on,
    cell: ({ toSeat }) => (
      <span className={css['two']}>
        <SeatOar seat={toSeat} state={isEmpty(toSeat) ? 'empty' : 'filled'} />
        {isEmpty(toSeat) && <small className={css['hole']}>{text.nobodySits}</small>}
      </span>
    ),
  },
  { id: 'from', head: text.from, phone: 'hide', cell: ({ from }) => <PersonName person={from} /> },
  { id: 'since', head: text.since, align: 'right', phone: 'aside', cell: one => <Waited since={one.createdAt} /> },
]
