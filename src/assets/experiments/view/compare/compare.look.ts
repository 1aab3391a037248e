import { extent } from '../../../../web/parts/scale.ts'
import type { Series, XKind } from '../../../../web/parts/seriesPlot.ts'
import type { ComparedRun, Points, RunSummary } from '../../experiments.schema.ts'
import { bestOf, directionOf, keysOf, metricOf, paramOf, readingRank, type Key } from '../runs.look.ts'
import type { Curves } from '../useCurves.ts'

/** Runs side by side: pure functions behind the page. */
export type Tone = NonNullable<Series['tone']>
const tones: readonly Tone[] = [1, 2, 3, 4, 5, 6]

/** Runs as they are shown: each under a name of its own, the first six and the reference in a colour. */
export type Compared = { runs: ComparedRun[]; reference: ComparedRun; tones: ReadonlyMap<string, Tone> }

export function comparedOf(found: readonly ComparedRun[], ref: string | undefined): Compared | undefined {
  const counts = Map.groupBy(found, run => run.name)
  const runs = found.map(run =>
    (counts.get(run.name)?.length ?? 0) > 1 ? { ...run, name: `${run.name} ${run.id.slice(0, 6)}` } : run,
  )
  const reference = runs.find(run => run.id === ref) ?? runs[0]
  if (!reference) return undefined
  const first = runs.slice(0, tones.length)
  const coloured = first.includes(reference) ? first : [...first.slice(0, -1), reference]
  return { runs, reference, tones: new Map(coloured.map((run, at) => [run.id, tones[at] ?? 1])) }
}

/** A param or metric over all runs. */
export type CompareRow = Key & { values: (string | number | null)[]; differs: boolean; best: number | undefined }

/** Metrics that judge first, then the params in which the runs differ, then those that are equal. */
export function rowsOf(runs: readonly RunSummary[]): CompareRow[] {
  return keysOf(runs)
    .map(key => {
      const values = runs.map(run => valueOf(run, key))
      const best = key.kind === 'metrics' ? bestOf(runs, key.key, directionOf(key.key)) : undefined
      return { ...key, values, differs: new Set(values).size > 1, best }
    })
    .toSorted((a, b) => rankOf(a) - rankOf(b))
}

const rankOf = ({ kind, key, differs }: CompareRow) => (kind === 'metrics' ? readingRank(key) : differs ? 3 : 4)

export function valueOf(run: RunSummary, { kind, key }: Key): string | number | null {
  return kind === 'metrics' ? metricOf(run, key) : (paramOf(run, key) ?? null)
}

/** A value on a number's axis; undefined for words. */
export function numberOf(value: string | number | null): number | undefined {
  if (value === null || value === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** As spreadsheets read it: a text that would be a formula there is marked as text. */
export function csvOf(rows: readonly CompareRow[], runs: readonly RunSummary[]): string {
  const lines = [
    ['', '', ...runs.map(run => run.name)],
    ['', 'run_id', ...runs.map(run => run.id)],
    ...rows.map(row => [row.kind, row.key, ...row.values]),
  ]
  return lines.map(line => line.map(cellOf).join(',')).join('\r\n') + '\r\n'
}

function cellOf(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number' || numberOf(value) !== undefined) return String(value)
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

type Drawn = { curves: Curves; xKind: XKind }

/** The curves of one metric: coloured ones first, the many behind them in grey. */
export function seriesOf(of: Compared, key: string, { curves, xKind }: Drawn): Series[] {
  const series = of.runs.flatMap((run): Series[] => {
    const points = curves.get(key)?.get(run.id)
    if (!points) return []
    const tone = of.tones.get(run.id)
    const look = tone ? { tone, ...(run === of.reference && { dashed: true as const }) } : { quiet: true as const }
    return [{ name: run.name, x: placesOf(points, xKind), y: points.values, ...look }]
  })
  const drawn = series.length > mostExact ? onGrid(series) : series
  return drawn.toSorted((a, b) => Number(a.quiet ?? false) - Number(b.quiet ?? false))
}

function placesOf({ steps, times }: Points, xKind: XKind): readonly number[] {
  if (xKind === 'step') return steps
  if (xKind === 'time') return times
  const start = times.reduce((least, time) => Math.min(least, time), Infinity)
  return times.map(time => time - start)
}

/** beyond so many lines they share places: a chart keeps a value of each line for each place that any line has */
const mostExact = 20
const gridPlaces = 800

function onGrid(series: readonly Series[]): Series[] {
  const [low, high] = extent(series.flatMap(({ x }) => x))
  const width = Math.max(1, Math.ceil((high - low) / gridPlaces))
  return series.map(one => {
    const places = new Map(one.x.map((x, at) => [low + Math.round((x - low) / width) * width, one.y[at] ?? null]))
    return { ...one, x: [...places.keys()], y: [...places.values()] }
  })
}

/** An axis of a drawing: numbers on a scale, or words in order. */
export type Axis = Key & ({ words: undefined; low: number; high: number } | { words: string[] })

export function axisOf(runs: readonly RunSummary[], key: Key): Axis {
  const values = runs.map(run => valueOf(run, key)).filter(value => value !== null)
  const numbers = values.map(numberOf).filter(value => value !== undefined)
  if (numbers.length === values.length && numbers.length > 0)
    return { ...key, words: undefined, low: Math.min(...numbers), high: Math.max(...numbers) }
  return { ...key, words: [...new Set(values.map(String))].toSorted() }
}

/** Where a value stands on its axis, 0 to 1; undefined when the run has none. */
export function placeOn(axis: Axis, value: string | number | null): number | undefined {
  if (value === null) return undefined
  if (axis.words) return (axis.words.indexOf(String(value)) + 0.5) / axis.words.length
  const number = numberOf(value)
  if (number === undefined) return undefined
  return axis.high === axis.low ? 0.5 : (number - axis.low) / (axis.high - axis.low)
}
