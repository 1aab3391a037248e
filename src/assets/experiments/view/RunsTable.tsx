import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { hypothesisRoutes } from '../../../projects/hypotheses/hypotheses.schema.ts'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { EndlessTable } from '../../../web/parts/EndlessTable.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { useProject } from '../../../web/project.ts'
import { parts } from '../../../web/text/parts.ts'
import { runs } from '../../../web/text/runs.ts'
import { runsTable } from '../../../web/text/runsTable.ts'
import { useText } from '../../../web/text/text.ts'
import type { RunSummary } from '../experiments.schema.ts'
import { listOf, type RunsSearch } from './addresses.schema.ts'
import { ChosenRuns } from './ChosenRuns.tsx'
import { columnsOf, firstKeys } from './runColumns.tsx'
import { hasCourse, keysOf, type Key } from './runs.look.ts'
import { columnSorted, orderOf, sortOf } from './runsOrder.look.ts'
import { useCurves } from './useCurves.ts'
import { pageSize } from './useRuns.ts'
import { useShown } from './useShown.ts'

const nothing: RunSummary[] = []

type RunsTableProps = {
  pages: readonly (readonly RunSummary[])[]
  rows: readonly RunSummary[]
  keys: readonly Key[]
  onEnd: () => void
}

export function RunsTable({ pages, rows, keys: all, onEnd }: RunsTableProps) {
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
      <ChosenRuns />
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

/** By id: runs name what they test so. */
function useHypotheses(slug: string) {
  const { data } = useQuery({
    queryKey: ['project', slug, 'hypotheses'],
    queryFn: ({ signal }) => api(hypothesisRoutes).list({ project: slug }, { signal }),
  })
  return new Map(data?.hypotheses.map(one => [one.id, one]))
}
