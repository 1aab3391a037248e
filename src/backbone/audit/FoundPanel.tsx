import { Button, Select, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { userRoutes } from '../../people/users/users.schema.ts'
import { api } from '../../web/api.ts'
import { CannotNote } from '../../web/parts/Cannot.tsx'
import { EventDid, seatOf } from '../../web/parts/EventTimeline.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { usePlatformBarrier } from '../../web/platform.ts'
import { portfolioQuery } from '../../web/queries.ts'
import { actWords } from '../../web/text/acts.ts'
import { backbone } from '../../web/text/backbone.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { auditRoutes, type AuditEvent, type Sought } from './audit.schema.ts'
import css from './FoundPanel.module.css'

/** What everybody did, narrowed by person, project, act, thing and time; what is found can be taken along as a file. */
export function FoundPanel() {
  const text = useText(backbone).auditPage
  const barrier = usePlatformBarrier('platform:write', { isLook: true })
  return (
    <Panel title={text.found} note={text.foundNote} flush aside={!barrier && <Files />}>
      {barrier ? <CannotNote action={text.seeAction} {...barrier} /> : <Found />}
    </Panel>
  )
}

const day = 86_400_000

/** Days as the reader means them: from the first midnight to the last, in their own zone. */
function useSought(): Sought {
  const { from, until, ...rest } = useSearch({ from: '/backbone/audit' })
  const midnight = (date: string) => new Date(`${date}T00:00:00`).getTime()
  return {
    ...rest,
    ...(from !== undefined && { since: midnight(from) }),
    ...(until !== undefined && { until: midnight(until) + day }),
  }
}

function Files() {
  const sought = useSought()
  const address = (format: string) => {
    const told = Object.entries({ ...sought, format }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    )
    return `/api/audit/file?${new URLSearchParams(told)}`
  }
  return (['csv', 'ndjson'] as const).map(format => (
    <Button key={format} component="a" size="xs" href={address(format)} download leftSection={<IconDownload />}>
      {format.toUpperCase()}
    </Button>
  ))
}

function Found() {
  const text = useText(backbone).auditPage
  const sought = useSought()
  const query = useInfiniteQuery({
    queryKey: ['audit', 'events', sought],
    queryFn: ({ signal, pageParam }) =>
      api(auditRoutes).events({ ...sought, limit: 25, ...(pageParam && { before: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    placeholderData: keepPreviousData,
  })
  const columns = useColumns()
  return (
    <>
      <Filters />
      <Loaded query={query}>
        {({ pages }) => (
          <Table
            label={text.found}
            columns={columns}
            rows={pages.flatMap(page => page.events)}
            keyOf={event => event.id}
            empty={text.none}
          />
        )}
      </Loaded>
      {query.hasNextPage && (
        <div className={css['more']}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text.more}
          </Button>
        </div>
      )}
    </>
  )
}

type Choice = 'person' | 'project' | 'verb' | 'kind'

function Filters() {
  const text = useText(backbone).auditPage
  const words = useText(actWords)
  const search = useSearch({ from: '/backbone/audit' })
  const navigate = useNavigate({ from: '/backbone/audit' })
  const people = useQuery({
    queryKey: ['users', 'names'],
    queryFn: ({ signal }) => api(userRoutes).list({ limit: 500 }, { signal }),
  })
  const portfolio = useQuery(portfolioQuery())
  const set = (name: Choice | 'from' | 'until') => (value: string | null) =>
    void navigate({ search: { ...search, [name]: value || undefined }, replace: true })
  const choice = (name: Choice, label: string, data: { value: string; label: string }[]) => (
    <Select
      aria-label={label}
      placeholder={label}
      clearable
      searchable
      data={data}
      value={search[name] ?? null}
      onChange={set(name)}
    />
  )
  const named = (all: Record<string, string>) =>
    Object.entries(all).map(([value, label]) => ({ value, label: label.replace(/[：:]$/, '') }))
  const date = (name: 'from' | 'until') => (
    <TextInput
      type="date"
      aria-label={text[name]}
      value={search[name] ?? ''}
      onChange={event => set(name)(event.target.value)}
    />
  )
  return (
    <div className={css['filters']}>
      {choice(
        'person',
        text.people,
        (people.data?.users ?? []).map(({ id, name }) => ({ value: id, label: name })),
      )}
      {choice(
        'project',
        text.projects,
        (portfolio.data?.projects ?? []).map(({ project }) => ({ value: project.slug, label: project.name })),
      )}
      {choice('verb', text.acts, named(words.verb))}
      {choice('kind', text.things, named(words.kind))}
      {date('from')}
      {date('until')}
    </div>
  )
}

function useColumns(): Column<AuditEvent>[] {
  const text = useText(backbone).auditPage
  const words = useText(actWords)
  const seats = useText(seatWords)
  return [
    { id: 'when', head: text.when, width: '84px', phone: 'aside', cell: event => <When at={event.recordedAt} /> },
    {
      id: 'who',
      head: text.who,
      width: '22%',
      cell: ({ actor, actedBy, seat }) => {
        const held = seatOf(seat)
        return (
          <>
            <PersonName person={actor} /> {held && <abbr title={seats.name[held]}>{seats.short[held]}</abbr>}
            {actedBy && <small className={css['thin']}> {words.actedBy(actedBy)}</small>}
          </>
        )
      },
    },
    {
      id: 'act',
      head: text.act,
      phone: 'title',
      cell: event => (
        <span className={css['act']}>
          <EventDid event={event} slug={event.project?.slug ?? ''} />
        </span>
      ),
    },
    {
      id: 'where',
      head: text.where,
      width: '18%',
      cell: ({ project }) =>
        project ? <Go href={`/projects/${project.slug}/events`}>{project.name}</Go> : text.onPlatform,
    },
    {
      id: 'how',
      head: text.how,
      width: '12%',
      phone: 'hide',
      cell: ({ source }) => words.source[source] ?? source,
    },
  ]
}
