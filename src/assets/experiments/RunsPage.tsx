import { Button, NativeSelect } from '@mantine/core'
import { IconArrowsDiff } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
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
import { EndlessTable } from '../../web/parts/EndlessTable.tsx'
import type { Sort } from '../../web/parts/Table.tsx'
import { SelectionBar } from '../../web/parts/TableSelection.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { parts } from '../../web/text/parts.ts'
import { runs } from '../../web/text/runs.ts'
import { compare } from '../../web/text/compare.ts'
import { runsTable } from '../../web/text/runsTable.ts'
import { useText } from '../../web/text/text.ts'
import { experimentRoutes, mostCompared, type RunSummary } from './experiments.schema.ts'
import { BulkActions } from './view/BulkActions.tsx'
import { DeletedExperiments } from './view/DeletedExperiments.tsx'
import { GroupsTable } from './view/GroupsTable.tsx'
import { KeyMenu } from './view/KeyMenu.tsx'
import { columnsOf, firstKeys } from './view/runColumns.tsx'
import { fieldOf, hasCourse, keysOf, statField, tellingParams, type Key } from './view/runs.look.ts'
import { listOf, said, stats, type RunsSearch, type Stat } from './view/addresses.schema.ts'
import { RunsChart } from './view/RunsChart.tsx'
import { useCurves } from './view/useCurves.ts'
import { ViewsMenu } from './view/ViewsMenu.tsx'

/** Every run of the project with its metrics and params: which is best; the filter is MLflow's grammar. */
export function RunsPage() {
  const text = useText(runs)
  const { slug } = useProject()
  const { search, show, open } = useShown()
  const { filter = '', order = '', group, trash } = search
  const query = useRuns({ slug, filter, order, trash })
  const count = useCount({ slug, filter, trash })
  // a filter that cannot be read leaves what was shown
  const [last, setLast] = useState(query.data)
  if (query.data && query.data !== last) setLast(query.data)
  const held = (query.data ?? last)?.pages
  const pages = useMemo(() => held?.map(page => page.runs), [held])
  const rows = useMemo(() => pages?.flat(), [pages])
  const first = pages?.[0] ?? nothing
  const keys = useAllKeys(first)
  const isFirst = rows?.length === 0 && !filter && !trash && count?.total === 0
  const onGroup = (condition: string) =>
    show({ filter: [filter, condition].filter(one => one !== '').join(' AND '), group: undefined })
  return (
    <Page title={text.runs}>
      <ProjectTabs counts={{ runs: trash ? undefined : count?.total }} />
      <PageHeader title={text.runs} lede={text.lede} />
      {!isFirst && (
        <FilterBar
          value={filter}
          onChange={value => show({ filter: value })}
          placeholder={text.filter}
          grammar={{
            ...grammarOf(first, { keys, stat: search.stat ?? 'last' }),
            ...(query.error && { problem: problemOf(query.error) }),
          }}
          {...(count && { count: { shown: count.matching, total: count.total } })}
        >
          <Grouping first={first} />
          <ViewsMenu search={search} onOpen={open} />
          <WhichRuns />
          <Columns keys={keys} first={first} />
        </FilterBar>
      )}
      {trash && <DeletedExperiments />}
      {rows && !trash && <RunsChart rows={rows.slice(0, mostDots)} isPart={rows.length > mostDots} slug={slug} />}
      {isFirst ? (
        <Empty title={text.none} code={`export MLFLOW_TRACKING_URI=${location.origin}`}>
          {text.noneText}
        </Empty>
      ) : group && !trash ? (
        <GroupsTable
          key={group}
          by={group}
          {...{ filter, order }}
          metrics={metricsShown(search, first)}
          onOpen={onGroup}
        />
      ) : pages && rows ? (
        <RunsTable
          pages={pages}
          rows={rows}
          keys={keys}
          onEnd={() => void (query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage())}
        />
      ) : (
        !query.error && <SkeletonRows />
      )}
    </Page>
  )
}

const nothing: RunSummary[] = []
/** marks of the chart are links, and a page of links is as many as a reader looks at */
const mostDots = 300

const metricsShown = ({ columns }: RunsSearch, first: readonly RunSummary[]) => {
  const wanted = listOf(columns)
  const all = keysOf(first)
  const keys = wanted ? all.filter(({ id }) => wanted.includes(id)) : firstKeys(all)
  return keys.flatMap(({ kind, key }) => (kind === 'metrics' ? [key] : []))
}

/** Metrics and params of the whole project: those of the first page in the order of reading, then the others. */
function useAllKeys(first: readonly RunSummary[]): Key[] {
  const { slug } = useProject()
  const { data } = useQuery({
    queryKey: ['project', slug, 'run-keys'],
    queryFn: ({ signal }) => api(experimentRoutes).keys({ project: slug }, { signal }),
  })
  return useMemo(() => {
    const known = keysOf(first)
    const ids = new Set(known.map(({ id }) => id))
    const of = (kind: Key['kind']) => (key: string) => ({ id: fieldOf(kind, key), kind, key })
    const others = [...(data?.metrics ?? []).map(of('metrics')), ...(data?.params ?? []).map(of('params'))]
    return [...known, ...others.filter(({ id }) => !ids.has(id))]
  }, [first, data])
}

/** By which param or tag runs are grouped. */
function Grouping({ first }: { first: readonly RunSummary[] }) {
  const text = useText(runsTable)
  const { search, show } = useShown()
  const { slug } = useProject()
  const { data } = useQuery({
    queryKey: ['project', slug, 'run-keys'],
    queryFn: ({ signal }) => api(experimentRoutes).keys({ project: slug }, { signal }),
  })
  const params = data?.params ?? tellingParams(first)
  const fields = [
    ...params.map(key => fieldOf('params', key)),
    ...(data?.tags ?? []).filter(key => !key.startsWith('mlflow.')).map(key => fieldOf('tags', key)),
  ]
  const chosen = search.group
  const all = chosen && !fields.includes(chosen) ? [chosen, ...fields] : fields
  return (
    <NativeSelect
      aria-label={text.group}
      title={text.group}
      data={[{ value: '', label: text.noGroup }, ...all]}
      value={chosen ?? ''}
      onChange={event => show({ group: event.target.value })}
    />
  )
}

function WhichRuns() {
  const text = useText(runsTable)
  const { search, show } = useShown()
  return (
    <Segmented
      label={text.which}
      value={search.trash ? 'trash' : 'active'}
      onChange={which => show({ trash: which === 'trash' ? true : undefined, chosen: undefined })}
      options={[
        { value: 'active', label: text.active },
        { value: 'trash', label: text.trash },
      ]}
    />
  )
}

/** What the address says of the page, and how to say something else there. */
function useShown() {
  const { slug } = useProject()
  const navigate = useNavigate()
  const search = useSearch({ from: '/projects/$slug/runs' })
  const change = (to: (now: RunsSearch) => RunsSearch) =>
    void navigate({
      to: '/projects/$slug/runs',
      params: { slug },
      search: now => said(to(now)),
      replace: true,
      resetScroll: false,
    })
  const show = (wish: RunsSearch) => change(now => ({ ...now, ...wish }))
  const open = (view: RunsSearch) =>
    void navigate({ to: '/projects/$slug/runs', params: { slug }, search: said(view), resetScroll: false })
  return { search, change, show, open }
}

/** Which metrics and params are columns, which of them stay in sight, and which of a metric's values is shown. */
function Columns({ keys, first }: { keys: readonly Key[]; first: readonly RunSummary[] }) {
  const text = useText(runs)
  const { search, show } = useShown()
  const chosen = listOf(search.columns) ?? firstKeys(keysOf(first)).map(({ id }) => id)
  const pins = listOf(search.pins) ?? []
  const { order, stat: now = 'last' } = search
  // what is sorted by a metric goes on to be sorted by what its column shows
  const reordered = (stat: Stat) => order && orderOf(columnSorted(sortOf(order), { keys, stat: now }), { keys, stat })
  return (
    <>
      <Segmented
        label={text.stat.label}
        value={search.stat ?? 'last'}
        onChange={stat => show({ stat: stat === 'last' ? undefined : stat, order: reordered(stat) })}
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

type RunsTableProps = {
  pages: readonly (readonly RunSummary[])[]
  rows: readonly RunSummary[]
  keys: readonly Key[]
  onEnd: () => void
}

function RunsTable({ pages, rows, keys: all, onEnd }: RunsTableProps) {
  const text = useText(runs)
  const { nothingFits } = useText(parts)
  const { emptyTrash } = useText(runsTable)
  const format = useFormat()
  const { slug } = useProject()
  const navigate = useNavigate()
  const hypotheses = useHypotheses(slug)
  const { search, change, show } = useShown()
  const [page, setPage] = useState(0)
  const first = pages[0] ?? nothing
  const { stat = 'last', order = '', trash } = search
  const keys = useMemo(() => {
    const wanted = listOf(search.columns)
    return wanted ? wanted.flatMap(id => all.find(key => key.id === id) ?? []) : firstKeys(keysOf(first))
  }, [search.columns, all, first])
  const course = keys.find(({ kind, key }) => kind === 'metrics' && hasCourse(first, key))?.key
  const near = pages.slice(Math.max(0, page - 1), page + 2)
  const curves = useCurves({ keys: course === undefined ? [] : [course], lists: near, points: 40 })
  const shown = { keys, pins: listOf(search.pins) ?? [], stat, curves, course }
  const selected = new Set(listOf(search.chosen))
  return (
    <>
      <Panel flush>
        <EndlessTable
          label={text.runs}
          columns={columnsOf(near.flat(), { slug, text, format, hypotheses }, shown)}
          rows={rows}
          keyOf={row => row.id}
          nameOf={row => row.name}
          wide
          endless={{
            of: [order, search.filter, trash].join(),
            onEnd,
            onSight: from => setPage(Math.floor(from / pageSize)),
          }}
          empty={trash && !search.filter ? emptyTrash : nothingFits}
          {...(order && { sort: columnSorted(sortOf(order), { keys, stat }) })}
          onSort={sort => show({ order: orderOf(sort, { keys, stat }) })}
          onOpen={row => void navigate({ to: '/projects/$slug/runs/$id', params: { slug, id: row.id } })}
          selected={selected}
          onSelect={chosen => change(now => ({ ...now, chosen: choose(now, { shown: selected, chosen }) }))}
        />
      </Panel>
      <Chosen />
    </>
  )
}

/** Keys come faster than the address changes: what was chosen or left is done to what the address will say by then. */
function choose(
  { chosen: now }: RunsSearch,
  { shown, chosen }: { shown: ReadonlySet<string>; chosen: ReadonlySet<string> },
): string {
  const kept = (listOf(now) ?? []).filter(id => chosen.has(id) || !shown.has(id))
  return [...new Set([...kept, ...[...chosen].filter(id => !shown.has(id))])].join(',')
}

/** What can be done with the chosen runs. */
function Chosen() {
  const text = useText(compare)
  const { slug } = useProject()
  const navigate = useNavigate()
  const { search, show } = useShown()
  const chosen = listOf(search.chosen) ?? []
  const mayCompare = !search.trash && chosen.length > 1 && chosen.length <= mostCompared
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
        !search.trash && <span>{chosen.length < 2 ? text.oneMore : text.tooMany(mostCompared)}</span>
      )}
      <BulkActions chosen={chosen} isTrash={search.trash === true} onDone={() => show({ chosen: undefined })} />
    </SelectionBar>
  )
}

type Asked = { slug: string; filter: string; trash: true | undefined }
const trashOf = (trash: true | undefined) => (trash ? ({ trash: 'true' } as const) : {})

/** How many runs there are, and how many of them satisfy the filter. */
function useCount({ slug, filter, trash }: Asked) {
  const { data } = useQuery({
    queryKey: ['project', slug, 'run-count', filter, trash],
    queryFn: ({ signal }) =>
      api(experimentRoutes).count({ project: slug, ...(filter && { filter }), ...trashOf(trash) }, { signal }),
    placeholderData: keepPreviousData,
  })
  return data
}

const pageSize = 100

function useRuns({ slug, filter, order, trash }: Asked & { order: string }) {
  return useInfiniteQuery({
    queryKey: ['project', slug, 'runs', filter, order, trash],
    queryFn: ({ signal, pageParam }) =>
      api(experimentRoutes).list(
        {
          project: slug,
          limit: pageSize,
          ...trashOf(trash),
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

type Metrics = { keys: readonly Key[]; stat: Stat }

/** A column of a metric is called by the metric, whichever of its values it shows and is sorted by. */
function columnSorted(sort: Sort, { keys, stat }: Metrics): Sort {
  const column = keys.find(({ kind, key }) => kind === 'metrics' && statField(key, stat) === sort.by)
  return column ? { ...sort, by: column.id } : sort
}

function orderOf({ by, direction }: Sort, { keys, stat }: Metrics): string {
  const column = keys.find(({ kind, id }) => kind === 'metrics' && id === by)
  return `${column ? statField(column.key, stat) : by} ${direction}`
}

const Placed = z.object({ at: z.number().optional() })

function problemOf(error: unknown): FilterProblem {
  const { at } = Placed.safeParse(error instanceof AppError ? error.details : undefined).data ?? {}
  return { message: messageOf(error), ...(at !== undefined && { at }) }
}

/** What can be asked for is what the project's runs have; values are those that are shown. */
function grammarOf(rows: readonly RunSummary[], { keys, stat }: Metrics): Grammar {
  const idsOf = (kind: Key['kind']) => keys.filter(key => key.kind === kind).map(({ id }) => id)
  const params = Map.groupBy(
    rows.flatMap(row => row.params),
    ({ key }) => fieldOf('params', key),
  )
  const status = [...new Set(rows.map(row => `'${row.status}'`))]
  return {
    fields: [
      ...new Set(keys.flatMap(({ kind, id, key }) => (kind === 'metrics' ? [statField(key, stat), id] : []))),
      ...idsOf('params'),
      'attributes.status',
      'attributes.run_name',
      'attributes.start_time',
    ],
    valuesOf: field =>
      field === 'attributes.status'
        ? status
        : [...new Set(params.get(field)?.map(({ value }) => `'${value.replaceAll("'", "''")}'`))],
  }
}
