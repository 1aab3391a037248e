import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Chip } from '../../../web/parts/Chip.tsx'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { EventDid } from '../../../web/parts/EventTimeline.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { Ago, useNow } from '../../../web/parts/Time.tsx'
import { agents as agentWords } from '../../../web/text/agents.ts'
import { parts } from '../../../web/text/parts.ts'
import { useText } from '../../../web/text/text.ts'
import css from './agents.module.css'
import { agentRoutes, type Agent } from './agents.schema.ts'
import { NewAgent } from './NewAgent.tsx'

/** The agents that act for the reader: how to make one, how to connect it, and what each did last. */
export function AgentsPanel({ slug }: { slug: string }) {
  const text = useText(agentWords)
  const { more } = useText(parts)
  const query = useInfiniteQuery({
    queryKey: ['agents'],
    queryFn: ({ signal, pageParam }) =>
      api(agentRoutes).list({ limit: 50, ...(pageParam && { before: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
  const columns = useColumns()
  return (
    <Panel title={text.title} note={text.note} span={12}>
      <Stack>
        <NewAgent slug={slug} />
        <Loaded query={query}>
          {({ pages }) => (
            <Table
              label={text.title}
              columns={columns}
              rows={pages.flatMap(page => page.agents)}
              keyOf={agent => agent.id}
              empty={text.none}
            />
          )}
        </Loaded>
        {query.hasNextPage && (
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {more}
          </Button>
        )}
      </Stack>
    </Panel>
  )
}

function useColumns(): Column<Agent>[] {
  const text = useText(agentWords)
  const format = useFormat()
  return [
    {
      id: 'name',
      head: text.column.name,
      phone: 'title',
      cell: ({ name, prefix, rights }) => (
        <span className={css['agent']}>
          <span>
            <strong>{name}</strong> <code>{prefix}…</code>
          </span>
          <small title={rights.join(', ')}>{text.rightCount(rights.length)}</small>
        </span>
      ),
    },
    {
      id: 'projects',
      head: text.column.projects,
      cell: ({ projects }) => (
        <span className={css['projects']}>
          {projects.map(({ slug, name }) => (
            <Go key={slug} href={`/projects/${slug}`}>
              {name}
            </Go>
          ))}
        </span>
      ),
    },
    { id: 'did', head: text.column.did, width: '34%', cell: agent => <LastAct agent={agent} /> },
    {
      id: 'used',
      head: text.column.used,
      width: '110px',
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? text.never : <Ago at={lastUsedAt} />),
    },
    { id: 'ends', head: text.column.ends, width: '100px', cell: ({ expiresAt }) => format.date(expiresAt) },
    {
      id: 'end',
      head: <span className="quiet">{text.end}</span>,
      align: 'right',
      phone: 'aside',
      width: '110px',
      cell: agent => <End agent={agent} />,
    },
  ]
}

function LastAct({ agent: { lastAct, projects } }: { agent: Agent }) {
  const text = useText(agentWords)
  const project = projects.find(({ id }) => id === lastAct?.projectId)
  if (!lastAct || !project) return <small className={css['thin']}>{text.nothing}</small>
  return (
    <span>
      <EventDid event={lastAct} slug={project.slug} />{' '}
      <small className={css['thin']}>
        <Ago at={lastAct.occurredAt} />
      </small>
    </span>
  )
}

function End({ agent: { id, name, endedAt, expiresAt } }: { agent: Agent }) {
  const text = useText(agentWords)
  const queries = useQueryClient()
  const now = useNow(60_000)
  if (endedAt !== null) return <Chip tone="quiet">{text.ended}</Chip>
  if (expiresAt <= now) return <Chip tone="quiet">{text.over}</Chip>
  const end = async () => {
    await api(agentRoutes).end({ agent: id })
    await queries.invalidateQueries({ queryKey: ['agents'] })
  }
  return (
    <ConfirmButton variant="subtle" tone="danger" confirm={text.end} consequence={text.endText(name)} onConfirm={end}>
      {text.end}
    </ConfirmButton>
  )
}
