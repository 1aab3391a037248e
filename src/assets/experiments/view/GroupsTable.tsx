import { Button } from '@mantine/core'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat, type Format } from '../../../web/format.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { StatusMark } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { useProject } from '../../../web/project.ts'
import { runs as runWords } from '../../../web/text/runs.ts'
import { runsTable } from '../../../web/text/runsTable.ts'
import { useText } from '../../../web/text/text.ts'
import { experimentRoutes, type RunGroup, type RunSummary, type Spread } from '../experiments.schema.ts'
import css from './run.module.css'
import { metricOf, runStatus } from './runs.look.ts'

type GroupsTableProps = {
  by: string
  filter: string
  order: string
  metrics: readonly string[]
  /** shows all runs of a group: its condition in the search grammar */
  onOpen: (condition: string) => void
}

/** how many runs of a group stand below it before the rest is asked for */
const firstRuns = 10

/** A group, one of the runs of a group that is open, or the way to its other runs. */
type Line =
  | { kind: 'group'; group: RunGroup; isOpen: boolean }
  | { kind: 'run'; group: RunGroup; run: RunSummary }
  | { kind: 'rest'; group: RunGroup }

/** Runs by the value of a param or tag: which setting gives better values, and how much runs of one setting differ. */
export function GroupsTable({ by, filter, order, metrics, onOpen }: GroupsTableProps) {
  const text = useText(runsTable)
  const { status } = useText(runWords)
  const format = useFormat()
  const { slug } = useProject()
  const wanted = metrics.slice(0, 10)
  const [opened, setOpened] = useState<readonly string[]>([])
  const query = useQuery({
    queryKey: ['project', slug, 'run-groups', by, filter, wanted.join(',')],
    // values stand in the order of these metrics, also while the answer for others is on its way
    queryFn: async ({ signal }) => ({
      keys: wanted,
      ...(await api(experimentRoutes).groups(
        { project: slug, by, metrics: wanted.join(','), ...(filter && { filter }) },
        { signal },
      )),
    }),
    placeholderData: keepPreviousData,
  })
  const inside = useQueries({
    queries: opened.map(condition => {
      const both = [filter, condition].filter(one => one !== '').join(' AND ')
      return {
        queryKey: ['project', slug, 'run-group', both, order],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          api(experimentRoutes).list(
            { project: slug, limit: firstRuns, filter: both, ...(order && { orderBy: order }) },
            { signal },
          ),
      }
    }),
  })
  const linesOf = (group: RunGroup): Line[] => {
    const at = opened.indexOf(conditionOf(by, group))
    if (at < 0) return [{ kind: 'group', group, isOpen: false }]
    const runs = (inside[at]?.data?.runs ?? []).map((run): Line => ({ kind: 'run', group, run }))
    const rest: Line[] = group.runs > firstRuns ? [{ kind: 'rest', group }] : []
    return [{ kind: 'group', group, isOpen: true }, ...runs, ...rest]
  }
  const onLine = (line: Line) => {
    const condition = conditionOf(by, line.group)
    if (line.kind === 'rest') return onOpen(condition)
    setOpened(now => (now.includes(condition) ? now.filter(one => one !== condition) : [...now, condition]))
  }
  const problem = inside.find(({ error }) => error)?.error
  return (
    <Panel title={text.groupedBy(by)} note={text.groupNote} flush>
      <Loaded query={query}>
        {({ groups, total, keys }) => (
          <>
            <Table
              label={text.groupedBy(by)}
              columns={columnsOf({ slug, by, keys, text, status, format }, onLine)}
              rows={groups.flatMap(linesOf)}
              keyOf={line => `${line.kind} ${line.kind === 'run' ? line.run.id : conditionOf(by, line.group)}`}
              onOpen={onLine}
            />
            {problem && <ErrorPanel error={problem} />}
            {total > groups.length && <p>{text.more(format.num(total - groups.length))}</p>}
          </>
        )}
      </Loaded>
    </Panel>
  )
}

const conditionOf = (by: string, { value }: RunGroup) =>
  value === null ? `${by} IS NULL` : `${by} = '${value.replaceAll("'", "''")}'`

type Said = {
  slug: string
  by: string
  keys: readonly string[]
  text: (typeof runsTable)['en']
  status: (typeof runWords)['en']['status']
  format: Format
}

function columnsOf({ slug, by, keys, text, status, format }: Said, onLine: (line: Line) => void): Column<Line>[] {
  const told = ({ mean, deviation }: Spread) =>
    `${format.num(mean)}${deviation === null ? '' : ` ± ${format.num(deviation)}`}`
  const first = (line: Line) => {
    if (line.kind === 'rest')
      return (
        <Button variant="subtle" onClick={() => onLine(line)}>
          {text.allOf(format.num(line.group.runs))}
        </Button>
      )
    if (line.kind === 'run')
      return (
        <span className={css['run']} data-inside>
          <StatusMark is={runStatus[line.run.status]} label={status[line.run.status]} />
          <Go href={`/projects/${slug}/runs/${line.run.id}`}>{line.run.name}</Go>
        </span>
      )
    const { value } = line.group
    return (
      <button type="button" className={css['group']} aria-expanded={line.isOpen} onClick={() => onLine(line)}>
        <i aria-hidden>{line.isOpen ? '▾' : '▸'}</i>
        {value === null ? <em>{text.without}</em> : <code>{value}</code>}
      </button>
    )
  }
  return [
    { id: 'value', head: by, phone: 'title', cell: first },
    {
      id: 'runs',
      head: text.runsIn,
      align: 'right',
      phone: 'aside',
      cell: line => (line.kind === 'group' ? format.num(line.group.runs) : null),
    },
    ...keys.map((key, at): Column<Line> => ({
      id: key,
      head: key,
      align: 'right',
      cell: line => {
        if (line.kind === 'rest') return null
        if (line.kind === 'run') return format.num(metricOf(line.run, key))
        const spread = line.group.metrics[at]
        if (!spread) return '–'
        return (
          <>
            {told(spread)}
            {spread.n < line.group.runs && <small>{text.spread(format.num(spread.n))}</small>}
          </>
        )
      },
    })),
  ]
}
