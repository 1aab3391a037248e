import { Button } from '@mantine/core'
import { IconArrowsDiff } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { z } from 'zod'
import { AppError, messageOf } from '../../kernel/errors.ts'
import { hypothesisRoutes } from '../../projects/hypotheses/hypotheses.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { useKeys } from '../../web/keys.ts'
import { Empty } from '../../web/parts/Empty.tsx'
import { FilterBar, type FilterProblem } from '../../web/parts/FilterBar.tsx'
import type { Grammar } from '../../web/parts/grammar.ts'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { SkeletonRows } from '../../web/parts/Skeleton.tsx'
import { Table, type Sort } from '../../web/parts/Table.tsx'
import { SelectionBar } from '../../web/parts/TableSelection.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { parts } from '../../web/text/parts.ts'
import { runs } from '../../web/text/runs.ts'
import { compare } from '../../web/text/compare.ts'
import { useText } from '../../web/text/text.ts'
import { experimentRoutes, mostCompared, type RunSummary } from './experiments.schema.ts'
import { KeyMenu } from './view/KeyMenu.tsx'
import { columnsOf, firstKeys } from './view/runColumns.tsx'
import { fieldOf, hasCourse, keysOf } from './view/runs.look.ts'
import { listOf, said, stats, type RunsSearch } from './view/addresses.schema.ts'
import { RunsChart } from './view/RunsChart.tsx'
import { useCurves } from './view/useCurves.ts'

/** Every run of the project with its metrics and params: which is best; the filter is MLflow's grammar. */
export function RunsPage() {
  const text = useText(runs)
  const { slug } = useProject()
  const { search, show } = useShown()
  const { filter = '', order = '' } = search
  const query = useRuns({ slug, filter, order })
  const count = useCount(slug, filter)
  // a filter that cannot be read leaves what was shown
  const [last, setLast] = useState(query.data)
  if (query.data && query.data !== last) setLast(query.data)
  const pages = (query.data ?? last)?.pages.map(page => page.runs)
  const rows = pages?.flat()
  const isFirst = rows?.length === 0 && !filter
  return (
    <Page title={text.runs}>
      <ProjectTabs counts={{ runs: count?.total }} />
      <PageHeader title={text.runs} lede={text.lede} />
      {!isFirst && (
        <FilterBar
          value={filter}
          onChange={value => show({ filter: value })}
          placeholder={text.filter}
          grammar={{ ...grammarOf(rows ?? []), ...(query.error && { problem: problemOf(query.error) }) }}
          {...(count && { count: { shown: count.matching, total: count.total } })}
        >
          <Columns rows={rows ?? []} />
        </FilterBar>
      )}
      {rows && <RunsChart rows={rows} slug={slug} />}
      {isFirst ? (
        <Empty title={text.none} code={`export MLFLOW_TRACKING_URI=${location.origin}`}>
          {text.noneText}
        </Empty>
      ) : pages ? (
        <RunsTable pages={pages} />
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

/** What the address says of the page, and how to say something else there. */
function useShown() {
  const { slug } = useProject()
  const navigate = useNavigate()
  const search = useSearch({ from: '/projects/$slug/runs' })
  const show = (change: RunsSearch) =>
    void navigate({
      to: '/projects/$slug/runs',
      params: { slug },
      search: said({ ...search, ...change }),
      replace: true,
      resetScroll: false,
    })
  return { search, show }
}

/** Which metrics and params are columns, which of them stay in sight, and which of a metric's values is shown. */
function Columns({ rows }: { rows: readonly RunSummary[] }) {
  const text = useText(runs)
  const { search, show } = useShown()
  const keys = keysOf(rows)
  const chosen = listOf(search.columns) ?? firstKeys(keys).map(({ id }) => id)
  const pins = listOf(search.pins) ?? []
  return (
    <>
      <Segmented
        label={text.stat.label}
        value={search.stat ?? 'last'}
        onChange={stat => show({ stat: stat === 'last' ? undefined : stat })}
        options={stats.map(stat => ({ value: stat, label: text.stat[stat], title: text.stat.label }))}
      />
      <KeyMenu
        label={text.columns}
        options={keys.map(({ id, kind, key }) => ({ id, label: key, group: text[kind] }))}
        chosen={chosen}
        onChoose={list => show({ columns: list.join(',') || 'none' })}
        pins={{
          held: pins,
          onPin: held => {
            const added = held.filter(id => !chosen.includes(id))
            show({ pins: held.join(','), ...(added.length > 0 && { columns: [...chosen, ...added].join(',') }) })
          },
        }}
      >
        {text.columnsOf(chosen.length, keys.length)}
      </KeyMenu>
    </>
  )
}

function RunsTable({ pages }: { pages: readonly (readonly RunSummary[])[] }) {
  const text = useText(runs)
  const { nothingFits } = useText(parts)
  const format = useFormat()
  const { slug } = useProject()
  const navigate = useNavigate()
  const hypotheses = useHypotheses(slug)
  const { search, show } = useShown()
  const rows = pages.flat()
  const all = keysOf(rows)
  const wanted = listOf(search.columns)
  const keys = wanted ? all.filter(({ id }) => wanted.includes(id)) : firstKeys(all)
  const { stat = 'last', order = '' } = search
  const metrics = keys.flatMap(({ kind, key }) => (kind === 'metrics' && hasCourse(rows, key) ? [key] : []))
  const course = metrics[0]
  const curves = useCurves({ keys: stat === 'last' ? metrics.slice(0, 1) : metrics, lists: pages, points: 40 })
  const shown = { keys, pins: listOf(search.pins) ?? [], stat, curves, course }
  return (
    <>
      <Panel flush>
        <Table
          label={text.runs}
          columns={columnsOf(rows, { slug, text, format, hypotheses }, shown)}
          rows={rows}
          keyOf={row => row.id}
          nameOf={row => row.name}
          wide
          empty={nothingFits}
          {...(order && { sort: sortOf(order) })}
          onSort={({ by, direction }) => show({ order: `${by} ${direction}` })}
          onOpen={row => void navigate({ to: '/projects/$slug/runs/$id', params: { slug, id: row.id } })}
          selected={new Set(listOf(search.chosen))}
          onSelect={chosen => show({ chosen: [...chosen].join(',') })}
        />
      </Panel>
      <Chosen />
    </>
  )
}

/** What can be done with the chosen runs. */
function Chosen() {
  const text = useText(compare)
  const { slug } = useProject()
  const navigate = useNavigate()
  const { search, show } = useShown()
  const chosen = listOf(search.chosen) ?? []
  const mayCompare = chosen.length > 1 && chosen.length <= mostCompared
  const onCompare = () =>
    mayCompare
      ? void navigate({ to: '/projects/$slug/compare', params: { slug }, search: { runs: chosen.join(',') } })
      : false
  useKeys({ c: onCompare })
  return (
    <SelectionBar count={chosen.length} onClear={() => show({ chosen: undefined })}>
      {mayCompare ? (
        <Button variant="filled" leftSection={<IconArrowsDiff />} onClick={onCompare}>
          {text.compare}
        </Button>
      ) : (
        <span>{chosen.length < 2 ? text.oneMore : text.tooMany(mostCompared)}</span>
      )}
    </SelectionBar>
  )
}

/** How many runs there are, and how many of them satisfy the filter. */
function useCount(slug: string, filter: string) {
  const { data } = useQuery({
    queryKey: ['project', slug, 'run-count', filter],
    queryFn: ({ signal }) => api(experimentRoutes).count({ project: slug, ...(filter && { filter }) }, { signal }),
    placeholderData: keepPreviousData,
  })
  return data
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
