import { Button, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { projectRoutes } from '../people/projects/projects.schema.ts'
import { seats } from '../people/seats.ts'
import { timelineRoutes, type TimelineEvent } from '../people/timeline/timeline.schema.ts'
import { api } from '../web/api.ts'
import { useLive } from '../web/live.ts'
import { Empty } from '../web/parts/Empty.tsx'
import { ErrorPanel } from '../web/parts/ErrorPanel.tsx'
import { EventDid, seatOf } from '../web/parts/EventTimeline.tsx'
import { FilterBar } from '../web/parts/FilterBar.tsx'
import { LiveDot } from '../web/parts/LiveDot.tsx'
import { Page } from '../web/parts/Page.tsx'
import { PageHeader } from '../web/parts/PageHeader.tsx'
import { Panel } from '../web/parts/Panel.tsx'
import { PersonName } from '../web/parts/PersonLine.tsx'
import { SeatOar } from '../web/parts/SeatOar.tsx'
import { SkeletonRows } from '../web/parts/Skeleton.tsx'
import { Table, type Column } from '../web/parts/Table.tsx'
import { When } from '../web/parts/Time.tsx'
import { useProject } from '../web/project.ts'
import { projectQuery } from '../web/queries.ts'
import { ProjectTabs } from '../web/shell/ProjectTabs.tsx'
import { actWords } from '../web/text/acts.ts'
import { eventWords } from '../web/text/events.ts'
import { seatWords } from '../web/text/seats.ts'
import { useText } from '../web/text/text.ts'
import { EventSheet } from './EventSheet.tsx'
import css from './EventsPage.module.css'

type EventSearch = { seat?: string; person?: string; verb?: string; kind?: string; id?: string }

/** Everything that happened in the project, newest first and live; each event opens to its details. */
export function EventsPage() {
  const text = useText(eventWords)
  const { slug } = useProject()
  const live = useLive()
  const search = useSearch({ from: '/projects/$slug/events' })
  const navigate = useNavigate({ from: '/projects/$slug/events' })
  const [open, setOpen] = useState<TimelineEvent | undefined>()
  const query = useEvents(slug, search)
  const columns = useColumns(slug)
  const [words, setWords] = useState('')
  const sayOf = useSayOf()
  const all = query.data?.pages.flatMap(page => page.events)
  const rows = all?.filter(event => holdsAll(sayOf(event), words))
  const narrow = (next: EventSearch) => void navigate({ search: next, replace: true })
  const isFiltered = words !== '' || Object.values(search).some(value => value !== undefined)
  return (
    <Page title={text.title} actions={<LiveDot state={live === 'ended' ? 'offline' : live} />}>
      <ProjectTabs />
      <PageHeader title={text.title} lede={text.lede} />
      <FilterBar
        value={words}
        onChange={setWords}
        placeholder={text.search}
        {...(rows && all && { count: { shown: rows.length, total: all.length } })}
      />
      <Filters slug={slug} search={search} onChange={narrow} />
      <Panel flush>
        {rows ? (
          <Table
            label={text.title}
            columns={columns}
            rows={rows}
            keyOf={event => event.id}
            onOpen={setOpen}
            empty={isFiltered ? text.noneFits : <Empty title={text.none}>{text.noneText}</Empty>}
          />
        ) : query.error ? (
          <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows rows={12} />
        )}
      </Panel>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.older}
        </Button>
      )}
      {open && (
        <EventSheet
          event={open}
          slug={slug}
          onClose={() => setOpen(undefined)}
          onFollow={({ kind, id }) => {
            setOpen(undefined)
            narrow({ kind, id })
          }}
        />
      )}
    </Page>
  )
}

function useEvents(slug: string, search: EventSearch) {
  return useInfiniteQuery({
    queryKey: ['project', slug, 'events', 'list', search],
    queryFn: ({ signal, pageParam }) =>
      api(timelineRoutes).list({ project: slug, ...search, ...(pageParam && { before: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
}

/** All words of an event as they are read, so that any of them finds it. */
function useSayOf() {
  const acts = useText(actWords)
  const names = useText(seatWords).name
  return ({ actor, seat, verb, object, source }: TimelineEvent) => {
    const held = seatOf(seat)
    const act =
      acts.act[`${verb} ${object.kind}`] ?? `${acts.verb[verb] ?? verb} ${acts.kind[object.kind] ?? object.kind}`
    return [
      actor.name,
      held && names[held],
      act,
      object.name,
      object.version && `v${object.version}`,
      acts.source[source],
    ].join(' ')
  }
}

const holdsAll = (said: string, words: string) =>
  words
    .toLowerCase()
    .split(/\s+/)
    .every(word => said.toLowerCase().includes(word))

function useColumns(slug: string): Column<TimelineEvent>[] {
  const text = useText(eventWords)
  const acts = useText(actWords)
  return [
    { id: 'when', head: text.when, width: '74px', phone: 'aside', cell: event => <When at={event.occurredAt} /> },
    { id: 'person', head: text.person, width: '20%', cell: event => <PersonName person={event.actor} /> },
    {
      id: 'seat',
      head: text.seat,
      width: '18%',
      cell: event => {
        const seat = seatOf(event.seat)
        return seat ? <SeatOar seat={seat} /> : null
      },
    },
    {
      id: 'did',
      head: text.did,
      phone: 'title',
      cell: event => (
        <span className={css['did']}>
          <EventDid event={event} slug={slug} />
        </span>
      ),
    },
    {
      id: 'from',
      head: text.from,
      width: '13%',
      phone: 'hide',
      cell: event => acts.source[event.source] ?? event.source,
    },
  ]
}

function Filters({
  slug,
  search,
  onChange,
}: {
  slug: string
  search: EventSearch
  onChange: (next: EventSearch) => void
}) {
  const text = useText(eventWords)
  const acts = useText(actWords)
  const names = useText(seatWords).name
  const crew = useQuery({
    queryKey: [...projectQuery(slug).queryKey, 'seats'],
    queryFn: ({ signal }) => api(projectRoutes).seats({ project: slug }, { signal }),
  })
  const people = new Map(crew.data?.seats.map(({ person }) => [person.id, person.name]))
  const set = (name: keyof EventSearch) => (value: string | null) => {
    const { [name]: _, ...rest } = search
    onChange(value === null ? rest : { ...rest, [name]: value })
  }
  const choice = (name: 'seat' | 'person' | 'verb', data: { value: string; label: string }[]) => (
    <Select
      aria-label={text.all[name]}
      placeholder={text.all[name]}
      clearable
      searchable
      data={data}
      value={search[name] ?? null}
      onChange={set(name)}
    />
  )
  return (
    <div className={css['filters']}>
      {choice(
        'seat',
        seats.map(seat => ({ value: seat, label: names[seat] })),
      )}
      {choice(
        'person',
        Array.from(people, ([value, label]) => ({ value, label })),
      )}
      {choice(
        'verb',
        Object.entries(acts.verb).map(([value, label]) => ({ value, label: label.replace(/[：:]$/, '') })),
      )}
      {search.kind !== undefined && (
        <Button rightSection={<IconX />} onClick={() => onChange({})} title={text.clear}>
          {text.onlyAbout(acts.kind[search.kind] ?? search.kind)}
        </Button>
      )}
    </div>
  )
}
