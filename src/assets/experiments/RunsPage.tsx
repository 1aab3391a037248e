import { Button } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { z } from 'zod'
import { AppError, messageOf } from '../../kernel/errors.ts'
import { hypothesisRoutes } from '../../projects/hypotheses/hypotheses.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Empty } from '../../web/parts/Empty.tsx'
import { FilterBar, type FilterProblem } from '../../web/parts/FilterBar.tsx'
import type { Grammar } from '../../web/parts/grammar.ts'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { SkeletonRows } from '../../web/parts/Skeleton.tsx'
import { Table, type Sort } from '../../web/parts/Table.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { parts } from '../../web/text/parts.ts'
import { runs } from '../../web/text/runs.ts'
import { useText } from '../../web/text/text.ts'
import { experimentRoutes, type RunSummary } from './experiments.schema.ts'
import { columnsOf } from './view/runColumns.tsx'
import { fieldOf } from './view/runs.look.ts'
import { RunsChart } from './view/RunsChart.tsx'

/** Every run of the project with its metrics and params: which is best; the filter is MLflow's grammar. */
export function RunsPage() {
  const text = useText(runs)
  const { nothingFits } = useText(parts)
  const { slug } = useProject()
  const navigate = useNavigate()
  const format = useFormat()
  const { filter = '', order = '' } = useSearch({ from: '/projects/$slug/runs' })
  const query = useRuns({ slug, filter, order })
  const hypotheses = useHypotheses(slug)
  // a filter that cannot be read leaves what was shown
  const [last, setLast] = useState(query.data)
  if (query.data && query.data !== last) setLast(query.data)
  const rows = (query.data ?? last)?.pages.flatMap(page => page.runs)
  const show = (search: { filter: string; order: string }) =>
    void navigate({
      to: '/projects/$slug/runs',
      params: { slug },
      search: { ...(search.filter && { filter: search.filter }), ...(search.order && { order: search.order }) },
      replace: true,
    })
  const isFirst = rows?.length === 0 && !filter
  return (
    <Page title={text.runs}>
      <ProjectTabs counts={{ runs: query.hasNextPage || filter ? undefined : rows?.length }} />
      <PageHeader title={text.runs} lede={text.lede} />
      {!isFirst && (
        <FilterBar
          value={filter}
          onChange={value => show({ filter: value, order })}
          placeholder={text.filter}
          grammar={{ ...grammarOf(rows ?? []), ...(query.error && { problem: problemOf(query.error) }) }}
        />
      )}
      {rows && <RunsChart rows={rows} slug={slug} />}
      {isFirst ? (
        <Empty title={text.none} code={`export MLFLOW_TRACKING_URI=${location.origin}`}>
          {text.noneText}
        </Empty>
      ) : rows ? (
        <Panel flush>
          <Table
            label={text.runs}
            columns={columnsOf(rows, { slug, text, format, hypotheses })}
            rows={rows}
            keyOf={row => row.id}
            wide
            empty={nothingFits}
            {...(order && { sort: sortOf(order) })}
            onSort={({ by, direction }) => show({ filter, order: `${by} ${direction}` })}
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

function useRuns({ slug, filter, order }: { slug: string; filter: string; order: string }) {
  return useInfiniteQuery({
    queryKey: ['project', slug, 'runs', filter, order],
    queryFn: ({ signal, pageParam }) =>
      api(experimentRoutes).list(
        {
          project: slug,
          ...(filter && { filter }),
          ...(order && { orderBy: order }),
          ...(pageParam && { after: pageParam }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    placeholderData: keepPreviousData,
  })
}

/** By id: runs name what they test so. */
function useHypotheses(slug: string) {
  const { data } = useQuery({
    queryKey: ['project', slug, 'hypotheses'],
    queryFn: ({ signal }) => api(hypothesisRoutes).list({ project: slug }, { signal }),
  })
  return new Map(data?.hypotheses.map(one => [one.id, one]))
}

const sortOf = (order: string): Sort => ({
  by: order.replace(/ (asc|desc)$/, ''),
  direction: order.endsWith(' desc') ? 'desc' : 'asc',
})

const Placed = z.object({ at: z.number().optional() })

function problemOf(error: unknown): FilterProblem {
  const { at } = Placed.safeParse(error instanceof AppError ? error.details : undefined).data ?? {}
  return { message: messageOf(error), ...(at !== undefined && { at }) }
}

/** What can be asked for is what the shown runs have. */
function grammarOf(rows: readonly RunSummary[]): Grammar {
  const metrics = new Set(rows.flatMap(row => row.metrics.map(({ key }) => fieldOf('metrics', key))))
  const params = Map.groupBy(
    rows.flatMap(row => row.params),
    ({ key }) => fieldOf('params', key),
  )
  const status = [...new Set(rows.map(row => `'${row.status}'`))]
  return {
    fields: [...metrics, ...params.keys(), 'attributes.status', 'attributes.run_name', 'attributes.start_time'],
    valuesOf: field =>
      field === 'attributes.status'
        ? status
        : [...new Set(params.get(field)?.map(({ value }) => `'${value.replaceAll("'", "''")}'`))],
  }
}
