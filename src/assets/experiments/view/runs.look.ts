import type { StatusKind } from '../../../web/parts/Status.tsx'
import type { RunSummary } from '../experiments.schema.ts'
import type { Stat } from './addresses.schema.ts'

/** Runs as lists and charts: pure functions behind the pages. */
export const runStatus: Record<RunSummary['status'], StatusKind> = {
  RUNNING: 'running',
  SCHEDULED: 'waiting',
  FINISHED: 'done',
  FAILED: 'failed',
  KILLED: 'idle',
}

export type Direction = 'lower' | 'higher'

/** Which way is better, where the metric's name is a term that everybody uses the same way. */
export function directionOf(metric: string): Direction | undefined {
  if (/(^|_)(loss|error|mae|mse|rmse|mape|log_loss|brier)(_|$)/i.test(metric)) return 'lower'
  return /(^|_)(acc|accuracy|auc|f1|r2|precision|recall|score)(_|$)/i.test(metric) ? 'higher' : undefined
}

/** The names that most runs have, most frequent first. */
function frequentKeys(all: readonly (readonly { key: string }[])[]): string[] {
  const counts = new Map<string, number>()
  for (const { key } of all.flat()) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([key]) => key)
}

/** Metrics in the order in which they are read: those that judge first, then what was trained on, then the rest. */
export const readingRank = (key: string) => (directionOf(key) === undefined ? 2 : /^train/i.test(key) ? 1 : 0)

/** What the machine did says nothing of how good a run is, so it is no column before somebody asks for it. */
export const isJudging = (key: string) => !key.startsWith('system/')

/** The metrics that become columns: those that judge a run on rows it was not trained on come first. */
export function judgingMetrics(rows: readonly RunSummary[]): string[] {
  const isSame = (key: string) => new Set(rows.flatMap(row => metricOf(row, key) ?? [])).size < 2
  const rank = (key: string) => (!isJudging(key) ? 3 : isSame(key) ? 2 : readingRank(key))
  return frequentKeys(rows.map(row => row.metrics)).toSorted((a, b) => rank(a) - rank(b))
}

/** The params that become columns: those in which the runs differ come first. */
export function tellingParams(rows: readonly RunSummary[]): string[] {
  const isSame = (key: string) => Number(new Set(rows.flatMap(row => paramOf(row, key) ?? [])).size < 2)
  return frequentKeys(rows.map(row => row.params)).toSorted((a, b) => isSame(a) - isSame(b))
}

/** Metrics and params that some run has, as the filter names them. */
export type Key = { id: string; kind: 'metrics' | 'params'; key: string }

export function keysOf(rows: readonly RunSummary[]): Key[] {
  const of = (kind: Key['kind']) => (key: string) => ({ id: fieldOf(kind, key), kind, key })
  return [...judgingMetrics(rows).map(of('metrics')), ...tellingParams(rows).map(of('params'))]
}

/** Whether a metric was logged more than once in some run, so that it has a course. */
export const hasCourse = (rows: readonly RunSummary[], key: string) =>
  rows.some(row => row.metrics.some(metric => metric.key === key && metric.step > 0))

/** Which of a metric's values a choice means; best is none where the name does not say which way is better. */
function statMeant(key: string, stat: Stat): Exclude<Stat, 'best'> {
  if (stat !== 'best') return stat
  const better = directionOf(key)
  return better === undefined ? 'last' : better === 'higher' ? 'max' : 'min'
}

const partOf = { last: 'value', min: 'least', max: 'greatest' } as const

/** A metric's last, best, least or greatest value of all that the run logged. */
export function statOf(row: RunSummary, key: string, stat: Stat): number | null {
  const metric = row.metrics.find(one => one.key === key)
  return metric?.[partOf[statMeant(key, stat)]] ?? null
}

const words = { last: 'metrics', min: 'min', max: 'max' } as const

/** How the search grammar calls what a metric's column shows. */
export const statField = (key: string, stat: Stat) => fieldOf(words[statMeant(key, stat)], key)

export const metricOf = (row: RunSummary, key: string) => row.metrics.find(metric => metric.key === key)?.value ?? null
export const paramOf = (row: RunSummary, key: string) => row.params.find(param => param.key === key)?.value

/** The best finished value of a metric. */
export function bestOf(rows: readonly RunSummary[], key: string, better: Direction | undefined): number | undefined {
  return bestAmong(
    rows.map(row => metricOf(row, key)),
    better,
  )
}

/** The same of any values; nothing is best where all are equal. */
export function bestAmong(all: readonly (number | null)[], better: Direction | undefined): number | undefined {
  const values = all.filter(value => value !== null)
  if (!better || new Set(values).size < 2) return undefined
  return better === 'lower' ? Math.min(...values) : Math.max(...values)
}

export type Estimate = { key: string; value: number; low: number; high: number; baseline: number | null }

/** Values that were logged with both ends of their interval (`auc`, `auc_low`, `auc_high`), and what is left of the rest. */
export function estimatesOf(metrics: RunSummary['metrics']): { estimates: Estimate[]; rest: RunSummary['metrics'] } {
  const values = new Map(metrics.map(({ key, value }) => [key, value]))
  const estimates = metrics.flatMap(({ key, value }) => {
    const [low, high] = [values.get(`${key}_low`), values.get(`${key}_high`)]
    if (value === null || low === null || low === undefined || high === null || high === undefined) return []
    const baseline = values.get(`${key}_baseline`) ?? (key.endsWith('_difference') ? 0 : null)
    return [{ key, value, low, high, baseline }]
  })
  const told = new Set(estimates.flatMap(({ key }) => [key, `${key}_low`, `${key}_high`, `${key}_baseline`]))
  return { estimates, rest: metrics.filter(({ key }) => !told.has(key)) }
}

export type ArtifactRef = { slug: string; owner: string; path: string }
export const artifactHref = ({ slug, owner, path }: ArtifactRef, how: 'file' | 'shown' = 'file') =>
  `/api/projects/${encodeURIComponent(slug)}/artifacts/${owner}/${how}?path=${encodeURIComponent(path)}`

/** How the search grammar names a key that is no plain word. */
export const fieldOf = (entity: 'metrics' | 'min' | 'max' | 'params' | 'tags', key: string) =>
  /^[\p{L}_][\p{L}\p{N}_]*$/u.test(key) ? `${entity}.${key}` : `${entity}.\`${key}\``

export type RunDot = { id: string; name: string; value: number; group: string }
export type RunDots = { dots: RunDot[]; groups: string[]; best: number[] }

/** Runs with this metric in the order in which they began, and the best value after each. */
export function dotsOf(
  rows: readonly RunSummary[],
  { metric, by }: { metric: string; by: string | undefined },
): RunDots {
  const dots = rows
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .flatMap(row => {
      const value = metricOf(row, metric)
      return value === null ? [] : [{ id: row.id, name: row.name, value, group: (by && paramOf(row, by)) ?? '' }]
    })
  const better = directionOf(metric) === 'higher' ? Math.max : Math.min
  const best = dots.map((_, at) => better(...dots.slice(0, at + 1).map(({ value }) => value)))
  return { dots, groups: [...new Set(dots.map(({ group }) => group))], best }
}

/** The param by which dots are told apart: one of few values, the model before any other. */
export function groupingParam(rows: readonly RunSummary[]): string | undefined {
  const fits = (key: string) => {
    const values = new Set(rows.flatMap(row => paramOf(row, key) ?? []))
    return values.size > 1 && values.size <= 4
  }
  return tellingParams(rows)
    .filter(fits)
    .toSorted((a, b) => Number(b.startsWith('model')) - Number(a.startsWith('model')))[0]
}
