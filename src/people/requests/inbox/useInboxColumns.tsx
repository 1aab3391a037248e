import { useAsk } from '../../../web/ask.ts'
import { Go } from '../../../web/parts/Go.tsx'
import { PersonName } from '../../../web/parts/PersonLine.tsx'
import { SeatOar } from '../../../web/parts/SeatOar.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import type { Column } from '../../../web/parts/Table.tsx'
import { Waited, When } from '../../../web/parts/Time.tsx'
import { inboxWords } from '../../../web/text/inbox.ts'
import { requests } from '../../../web/text/requests.ts'
import { useText } from '../../../web/text/text.ts'
import type { InboxItem } from './inbox.schema.ts'

export function useInboxColumns(now: number): Column<InboxItem>[] {
  const text = useText(inboxWords)
  const { columns } = useText(requests)
  const { askOf } = useAsk()
  return [
    {
      id: 'ask',
      head: columns.subject,
      phone: 'title',
      cell: row => (
        <>
          <Go href={`/projects/${row.project.slug}/requests/${row.id}`}>
            {askOf({ kind: row.kind, subject: row.subject.name })}
          </Go>
          {row.forPerson && <small> {text.forPerson(row.forPerson.name)}</small>}
        </>
      ),
    },
    { id: 'project', head: text.project, width: '16%', cell: row => row.project.name },
    { id: 'from', head: columns.from, width: '14%', cell: row => <PersonName person={row.from} /> },
    { id: 'seat', head: columns.seat, width: '14%', cell: row => <SeatOar seat={row.toSeat} /> },
    {
      id: 'due',
      head: text.due,
      width: '12%',
      cell: row =>
        row.dueAt === null ? null : row.dueAt < now ? (
          <Status is="warning" size="small">
            {text.overdue}
          </Status>
        ) : (
          <When at={row.dueAt} />
        ),
    },
    {
      id: 'waiting',
      head: columns.waiting,
      width: '10%',
      align: 'right',
      phone: 'aside',
      cell: row => <Waited since={row.createdAt} />,
    },
  ]
}
