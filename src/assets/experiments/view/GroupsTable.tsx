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

const mostMetrics = 10
/** metrics of one question: the values of each are read from all runs, so that what is known is shown before the rest */
const mostAtOnce = 2
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
  const wanted = metrics.slice(0, mostMetrics)
  const [opened, setOpened] = useState<readonly string[]>([])
  const groupsWith = (keys: readonly string[]) => ({
    queryKey: ['project', slug, 'run-groups', by, filter, keys.join(',')],
    // values stand in the order of these metrics, also while the answer for others is on its way
    queryFn: async ({ signal }: { signal: AbortSignal }) => ({
      keys,
      ...(await api(experimentRoutes).groups(
        { project: slug, by, metrics: keys.join(','), ...(filter && { filter }) },
        { signal },
      )),
    }),
  })
  const [some = [], ...others] = Array.from({ length: Math.ceil(wanted.length / mostAtOnce) }, (_, at) =>
    wanted.slice(at * mostAtOnce, (at + 1) * mostAtOnce),
  )
  const query = useQuery({ ...groupsWith(some), placeholderData: keepPreviousData })
  const more = useQueries({ queries: others.map(groupsWith) })
  const spreadOf = ({ value }: RunGroup, key: string) => {
    const data = [query, ...more].find(one => one.data?.keys.includes(key))?.data
    return data?.groups.find(group => group.value === value)?.metrics[data.keys.indexOf(key)]
  }
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
        {({ groups, total }) => (
          <>
            <Table
              label={text.groupedBy(by)}
              columns={columnsOf({ slug, by, keys: wanted, spreadOf, text, status, format }, onLine)}
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
  /** not there while it is on its way */
  spreadOf: (group: RunGroup, key: string) => Spread | null | undefined
  text: (typeof runsTable)['en']
  status: (typeof runWords)['en']['status']
  format: Format
}

function columnsOf(
  { slug, by, keys, spreadOf, text, status, format }: Said,
  onLine: (line: Line) => void,
): Column<Line>[] {
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
    ...keys.map((key): Column<Line> => ({
      id: key,
      head: key,
      said: key,
      align: 'right',
      cell: line => {
        if (line.kind === 'rest') return null
        if (line.kind === 'run') return format.num(metricOf(line.run, key))
        const spread = spreadOf(line.group, key)
        if (!spread) return spread === null ? '–' : null
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
