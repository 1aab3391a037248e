import { useMemo, useState } from 'react'
import { Empty } from '../../web/parts/Empty.tsx'
import { FilterBar } from '../../web/parts/FilterBar.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { SkeletonRows } from '../../web/parts/Skeleton.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { runs } from '../../web/text/runs.ts'
import { useText } from '../../web/text/text.ts'
import type { RunSummary } from './experiments.schema.ts'
import { listOf, type RunsSearch } from './view/addresses.schema.ts'
import { DeletedExperiments } from './view/DeletedExperiments.tsx'
import { GroupsTable } from './view/GroupsTable.tsx'
import { firstKeys } from './view/runColumns.tsx'
import { keysOf } from './view/runs.look.ts'
import { RunsChart } from './view/RunsChart.tsx'
import { Columns, Grouping, WhichRuns } from './view/RunsControls.tsx'
import { grammarOf, problemOf } from './view/runsGrammar.look.ts'
import { RunsTable } from './view/RunsTable.tsx'
import { useAllKeys, useCount, useRuns } from './view/useRuns.ts'
import { useShown } from './view/useShown.ts'
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
