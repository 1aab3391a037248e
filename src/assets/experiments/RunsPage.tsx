import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { attemptRoutes, type Attempt } from '../../backbone/engines/attempts/attempts.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat, type Format } from '../../web/format.ts'
import { Empty } from '../../web/parts/Empty.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { SkeletonRows } from '../../web/parts/Skeleton.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { Duration, When } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { runs } from '../../web/text/runs.ts'
import { useText } from '../../web/text/text.ts'
import { AttemptStatus } from './view/ExecutionPanel.tsx'

/** The runs that the platform executed, newest first. */
export function RunsPage() {
  const text = useText(runs)
  const { slug } = useProject()
  const navigate = useNavigate()
  const format = useFormat()
  const query = useInfiniteQuery({
    queryKey: ['project', slug, 'attempts', 'run'],
    queryFn: ({ signal, pageParam }) =>
      api(attemptRoutes).list({ project: slug, kind: 'run', ...(pageParam && { before: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
  const rows = query.data?.pages.flatMap(page => page.attempts)
  return (
    <Page title={text.runs}>
      <ProjectTabs />
      <PageHeader title={text.runs} lede={text.lede} />
      {rows?.length === 0 ? (
        <Empty title={text.none} code={`export MLFLOW_TRACKING_URI=${location.origin}`}>
          {text.noneText}
        </Empty>
      ) : rows ? (
        <Panel flush>
          <Table
            label={text.runs}
            columns={columnsOf({ slug, text, format })}
            rows={rows}
            keyOf={row => row.id}
            onOpen={row => void navigate({ to: '/projects/$slug/runs/$id', params: { slug, id: row.subject } })}
          />
        </Panel>
      ) : query.error ? (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonRows />
      )}
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.older}
        </Button>
      )}
    </Page>
  )
}

type Said = { slug: string; text: (typeof runs)['en']; format: Format }

function columnsOf({ slug, text, format }: Said): Column<Attempt>[] {
  const { column } = text
  return [
    {
      id: 'run',
      head: column.run,
      phone: 'title',
      cell: row => (
        <Go href={`/projects/${slug}/runs/${row.subject}`}>
          <code>{row.subject.slice(0, 12)}</code>
        </Go>
      ),
    },
    {
      id: 'state',
      head: column.state,
      width: '24%',
      phone: 'aside',
      cell: row => <AttemptStatus attempt={row} size="small" />,
    },
    { id: 'who', head: column.who, width: '17%', cell: row => <PersonName person={row.by} /> },
    {
      id: 'queue',
      head: column.queue,
      align: 'right',
      width: '10%',
      phone: 'hide',
      cell: row => (row.queueMs === null ? '–' : format.duration(row.queueMs)),
    },
    {
      id: 'wall',
      head: column.wall,
      align: 'right',
      width: '11%',
      cell: row => (row.startedAt === null ? '–' : <Duration from={row.startedAt} to={row.finishedAt ?? undefined} />),
    },
    {
      id: 'memory',
      head: column.memory,
      align: 'right',
      width: '12%',
      phone: 'hide',
      cell: row => (row.peakMemoryBytes === null ? '–' : format.bytes(row.peakMemoryBytes)),
    },
    { id: 'started', head: column.started, align: 'right', width: '10%', cell: row => <When at={row.createdAt} /> },
  ]
}
