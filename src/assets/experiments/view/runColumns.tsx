import type { Format } from '../../../web/format.ts'
import { Avatar } from '../../../web/parts/Avatar.tsx'
import { Chip } from '../../../web/parts/Chip.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { ImportedChip } from '../../../web/parts/ImportedChip.tsx'
import { Sparkline } from '../../../web/parts/Sparkline.tsx'
import { StatusMark } from '../../../web/parts/Status.tsx'
import type { Column } from '../../../web/parts/Table.tsx'
import { Duration, When } from '../../../web/parts/Time.tsx'
import type { runs } from '../../../web/text/runs.ts'
import type { RunSummary } from '../experiments.schema.ts'
import { bestAmong, directionOf, isJudging, paramOf, runStatus, statOf, type Key } from './runs.look.ts'
import type { Stat } from './addresses.schema.ts'
import type { Curves } from './useCurves.ts'
import css from './run.module.css'

/** What a column needs beside the row: words, and the hypotheses that runs name by id. */
export type Said = {
  slug: string
  text: (typeof runs)['en']
  format: Format
  hypotheses: ReadonlyMap<string, { number: number; title: string }>
}

const arrows = { lower: '↓', higher: '↑' }
const mostMetrics = 4
const mostParams = 4
const runWidth = 210
/** as wide as its name, within reason */
const widthFor = (name: string) => `${Math.min(220, Math.max(96, 30 + name.length * 7))}px`
const pinWidth = 116
const boxWidth = 40

export type Shown = {
  /** metrics and params, in the order of reading */
  keys: readonly Key[]
  /** ids of those that stay at the left */
  pins: readonly string[]
  stat: Stat
  curves: Curves
  /** the metric whose course stands in each row */
  course: string | undefined
}

/** What is shown until the reader chooses: the metrics that judge, and the params in which the runs differ. */
export const firstKeys = (keys: readonly Key[]): Key[] => [
  ...keys.filter(({ kind, key }) => kind === 'metrics' && isJudging(key)).slice(0, mostMetrics),
  ...keys.filter(({ kind }) => kind === 'params').slice(0, mostParams),
]

/** Run, what is pinned, who, when, then the metrics and params that are shown. */
export function columnsOf(rows: readonly RunSummary[], said: Said, shown: Shown): Column<RunSummary>[] {
  const column = (key: Key) =>
    key.kind === 'metrics' ? metricColumn(rows, key, { said, shown }) : paramColumn(key, said)
  const [run, ...facts] = runColumns(said)
  const isPinned = ({ id }: Key) => shown.pins.includes(id)
  const stick = (at: number) => ({ left: boxWidth + runWidth + at * pinWidth, width: pinWidth })
  const pinned = shown.keys
    .filter(isPinned)
    .map((key, at) => ({ ...column(key), group: said.text.pinned, stick: stick(at) }))
  const free = shown.keys.filter(key => !isPinned(key)).map(column)
  const courseAt = free.findIndex(({ group }) => group !== said.text.metrics)
  const course = courseColumn(said, shown)
  return [
    ...(run ? [{ ...run, stick: { left: boxWidth, width: runWidth } }] : []),
    ...pinned,
    ...facts,
    ...free.toSpliced(courseAt < 0 ? free.length : courseAt, 0, ...course),
  ]
}

function paramColumn({ id, key }: Key, { text }: Said): Column<RunSummary> {
  return {
    id,
    head: key,
    width: widthFor(key),
    group: text.params,
    phone: 'hide',
    sortable: true,
    cell: row => <code className={css['line']}>{paramOf(row, key) ?? '–'}</code>,
  }
}

type MetricSaid = { said: Said; shown: Shown }

function metricColumn(rows: readonly RunSummary[], { id, key }: Key, { said, shown }: MetricSaid): Column<RunSummary> {
  const better = directionOf(key)
  const { stat, keys } = shown
  const valueOf = (row: RunSummary) => statOf(row, key, stat)
  const best = bestAmong(rows.map(valueOf), better)
  return {
    id,
    head: better ? `${key} ${arrows[better]}` : key,
    width: widthFor(key),
    group: said.text.metrics,
    align: 'right',
    phone: keys[0]?.id === id ? 'aside' : 'hide',
    sortable: true,
    cell: row => {
      const value = valueOf(row)
      const isBest = value !== null && value === best
      return <span className={isBest ? css['top'] : undefined}>{said.format.num(value)}</span>
    },
  }
}

function courseColumn({ text }: Said, { course, curves }: Shown): Column<RunSummary>[] {
  if (course === undefined) return []
  const cell = (row: RunSummary) => {
    const values =
      curves
        .get(course)
        ?.get(row.id)
        ?.values.filter(value => value !== null) ?? []
    return values.length > 1 ? <Sparkline values={values} /> : null
  }
  return [
    {
      id: 'course',
      head: text.course(course),
      width: widthFor(text.course(course)),
      group: text.metrics,
      phone: 'hide',
      cell,
    },
  ]
}

function runColumns({ slug, text, format, hypotheses }: Said): Column<RunSummary>[] {
  const { column } = text
  return [
    {
      id: 'attributes.run_name',
      head: column.run,
      phone: 'title',
      sortable: true,
      cell: row => (
        <span className={css['run']}>
          <StatusMark is={runStatus[row.status]} label={text.status[row.status]} />
          <Go href={`/projects/${slug}/runs/${row.id}`}>{row.name}</Go>
        </span>
      ),
    },
    {
      id: 'who',
      head: column.who,
      width: '150px',
      cell: ({ by, importId }) =>
        importId === null ? (
          <span title={by.name}>
            <Avatar person={by} size={20} />
            <span className="quiet">{by.name}</span>
          </span>
        ) : (
          <ImportedChip id={importId} />
        ),
    },
    {
      id: 'attributes.start_time',
      head: column.started,
      align: 'right',
      sortable: true,
      cell: row => (
        <span className={css['line']}>
          <When at={row.startedAt} />
        </span>
      ),
    },
    {
      id: 'wall',
      head: column.wall,
      align: 'right',
      cell: row => (
        <span className={css['line']}>
          <Duration from={row.startedAt} to={row.endedAt ?? undefined} />
        </span>
      ),
    },
    {
      id: 'hypothesis',
      head: text.hypothesis,
      phone: 'hide',
      cell: row => {
        const tested = row.hypothesisId === null ? undefined : hypotheses.get(row.hypothesisId)
        return tested ? (
          <span title={tested.title}>
            <Chip>H{format.num(tested.number)}</Chip>
          </span>
        ) : (
          '–'
        )
      },
    },
  ]
}
