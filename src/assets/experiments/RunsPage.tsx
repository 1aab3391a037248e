import { Button } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { messageOf } from '../../kernel/errors.ts'
import { api } from '../../web/api.ts'
import { useFormat, type Format } from '../../web/format.ts'
import { Empty } from '../../web/parts/Empty.tsx'
import { FilterBar } from '../../web/parts/FilterBar.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { SkeletonRows } from '../../web/parts/Skeleton.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { Duration, When } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { runs } from '../../web/text/runs.ts'
import { useText } from '../../web/text/text.ts'
import { experimentRoutes, type RunSummary } from './experiments.schema.ts'
import { directionOf, frequentKeys, runStatus } from './view/runs.look.ts'

/** Every run of the project with its metrics and params, newest first; the filter is MLflow's grammar. */
export function RunsPage() {
  const text = useText(runs)
  const { slug } = useProject()
  const navigate = useNavigate()
  const format = useFormat()
  const { filter = '' } = useSearch({ from: '/projects/$slug/runs' })
  const query = useInfiniteQuery({
    queryKey: ['project', slug, 'runs', filter],
    queryFn: ({ signal, pageParam }) =>
      api(experimentRoutes).list(
        { project: slug, ...(filter && { filter }), ...(pageParam && { after: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    placeholderData: keepPreviousData,
  })
  const rows = query.data?.pages.flatMap(page => page.runs)
  const toFilter = (value: string) =>
    void navigate({
      to: '/projects/$slug/runs',
      params: { slug },
      search: value ? { filter: value } : {},
      replace: true,
    })
  return (
    <Page title={text.runs}>
      <ProjectTabs />
      <PageHeader title={text.runs} lede={text.lede} />
      <FilterBar
        value={filter}
        onChange={toFilter}
        placeholder={text.filter}
        grammar={query.error ? { problem: messageOf(query.error) } : {}}
      />
      {rows?.length === 0 && !filter ? (
        <Empty title={text.none} code={`export MLFLOW_TRACKING_URI=${location.origin}`}>
          {text.noneText}
        </Empty>
      ) : rows ? (
        <Panel flush>
          <Table
            label={text.runs}
            columns={columnsOf(rows, { slug, text, format })}
            rows={rows}
            keyOf={row => row.id}
            wide
            onOpen={row => void navigate({ to: '/projects/$slug/runs/$id', params: { slug, id: row.id } })}
          />
        </Panel>
      ) : (
        !query.error && <SkeletonRows />
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
const arrows = { lower: '↓', higher: '↑' }

function columnsOf(rows: readonly RunSummary[], said: Said): Column<RunSummary>[] {
  const metrics = frequentKeys(
    rows.map(row => row.metrics),
    4,
  )
  const params = frequentKeys(
    rows.map(row => row.params),
    4,
  )
  return [
    ...runColumns(said),
    ...metrics.map((key): Column<RunSummary> => {
      const better = directionOf(key)
      return {
        id: `metric ${key}`,
        head: better ? `${key} ${arrows[better]}` : key,
        group: said.text.metrics,
        align: 'right',
        cell: row => said.format.num(row.metrics.find(metric => metric.key === key)?.value),
      }
    }),
    ...params.map((key): Column<RunSummary> => ({
      id: `param ${key}`,
      head: key,
      group: said.text.params,
      phone: 'hide',
      cell: row => <code>{row.params.find(param => param.key === key)?.value ?? '–'}</code>,
    })),
  ]
}

function runColumns({ slug, text }: Said): Column<RunSummary>[] {
  const { column } = text
  return [
    {
      id: 'run',
      head: column.run,
      phone: 'title',
      cell: row => <Go href={`/projects/${slug}/runs/${row.id}`}>{row.name}</Go>,
    },
    {
      id: 'state',
      head: column.state,
      phone: 'aside',
      cell: row => (
        <Status is={runStatus[row.status]} size="small">
          {text.status[row.status]}
        </Status>
      ),
    },
    { id: 'who', head: column.who, cell: row => <PersonName person={row.by} /> },
    { id: 'hypothesis', head: text.hypothesis, phone: 'hide', cell: row => row.hypothesisId ?? '–' },
    { id: 'started', head: column.started, align: 'right', cell: row => <When at={row.startedAt} /> },
    {
      id: 'wall',
      head: column.wall,
      align: 'right',
      cell: row => <Duration from={row.startedAt} to={row.endedAt ?? undefined} />,
    },
  ]
}
