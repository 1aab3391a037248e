import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { ConfirmButton } from '../../web/parts/ConfirmButton.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { Ago, When } from '../../web/parts/Time.tsx'
import { access } from '../../web/text/access.ts'
import { backbone } from '../../web/text/backbone.ts'
import { useText } from '../../web/text/text.ts'
import { sessionRoutes, type Session } from './sessions.schema.ts'

/** Browsers in which somebody is signed in: the reader's own, or everybody's for those who guard the platform. */
export function SessionsPanel({ whose }: { whose: 'mine' | 'everybodys' }) {
  const text = useText(access)
  const { more } = useText(backbone).accessPage
  const queries = useQueryClient()
  const queryKey = ['users', 'sessions', whose]
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ signal, pageParam }) =>
      api(sessionRoutes)[whose]({ limit: 100, ...(pageParam && { after: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
  const end = async (session: string) => {
    await api(sessionRoutes)[whose === 'mine' ? 'endMine' : 'endAny']({ session })
    await queries.invalidateQueries({ queryKey })
  }
  const columns = useColumns(end)
  const isMine = whose === 'mine'
  const title = isMine ? text.mySessions : text.sessions
  return (
    <>
      <Panel title={title} note={isMine ? text.mySessionsNote : text.sessionsNote} flush>
        <Loaded query={query}>
          {({ pages }) => (
            <Table
              label={title}
              columns={columns}
              rows={pages.flatMap(page => page.sessions)}
              keyOf={session => session.id}
            />
          )}
        </Loaded>
      </Panel>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {more}
        </Button>
      )}
    </>
  )
}

function useColumns(end: (session: string) => Promise<void>): Column<Session>[] {
  const text = useText(access)
  const format = useFormat()
  return [
    {
      id: 'person',
      head: text.person,
      phone: 'title',
      cell: ({ person, isThis }) => (
        <>
          <PersonName person={person} /> {isThis && <Chip tone="accent">{text.thisOne}</Chip>}
        </>
      ),
    },
    { id: 'began', head: text.began, cell: session => <When at={session.createdAt} /> },
    { id: 'seen', head: text.seen, cell: session => <Ago at={session.lastSeenAt} /> },
    { id: 'ends', head: text.ends, phone: 'hide', cell: session => format.date(session.expiresAt) },
    {
      id: 'end',
      head: <span className="quiet">{text.end}</span>,
      align: 'right',
      phone: 'aside',
      cell: ({ id, person, isThis }) =>
        !isThis && (
          <ConfirmButton
            size="xs"
            tone="danger"
            confirm={text.end}
            consequence={text.endText(person.name)}
            onConfirm={() => end(id)}
          >
            {text.end}
          </ConfirmButton>
        ),
    },
  ]
}
