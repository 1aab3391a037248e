import type { ComparedRun } from '../../../experiments.schema.ts'
import { metricOf, paramOf } from '../../runs.look.ts'

/** A run as a point of a surface: two settings, each 0 to 1 on its axis, and what they led to. */
export type Spot = { x: number; y: number; value: number }

export const levels = 8

/** What a metric would be between the runs: the nearest ones weigh most (Shepard 1968), and at a run its own value stands. */
export function heightAt(spots: readonly Spot[], x: number, y: number): number {
  let [sum, weights] = [0, 0]
  for (const spot of spots) {
    const distance = (spot.x - x) ** 2 + (spot.y - y) ** 2
    if (distance < 1e-9) return spot.value
    const weight = 1 / distance ** 1.5
    sum += weight * spot.value
    weights += weight
  }
  return sum / weights
}

/** A surface as stripes of cells: rows from the top, neighbours of one level together. */
export type Stripe = { level: number; row: number; from: number; to: number }

export function stripesOf(spots: readonly Spot[], { columns, rows }: { columns: number; rows: number }): Stripe[] {
  const values = spots.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const levelOf = (value: number) =>
    high === low ? 0 : Math.min(levels - 1, Math.floor(((value - low) / (high - low)) * levels))
  const stripes: Stripe[] = []
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const level = levelOf(heightAt(spots, (column + 0.5) / columns, 1 - (row + 0.5) / rows))
      const last = stripes.at(-1)
      if (last && last.row === row && last.level === level) last.to = column + 1
      else stripes.push({ level, row, from: column, to: column + 1 })
    }
  return stripes
}

/** Values of a group: quartiles as R's type 7 has them, and how far the values within 1.5 boxes reach (Tukey 1977). */
export type Box = {
  group: string
  runs: { run: ComparedRun; value: number }[]
  low: number
  first: number
  median: number
  third: number
  high: number
}

export function boxesOf(runs: readonly ComparedRun[], { by, metric }: { by: string; metric: string }): Box[] {
  const valued = runs.flatMap(run => {
    const value = metricOf(run, metric)
    const group = groupOf(run, by)
    return value === null || group === undefined ? [] : [{ run, value, group }]
  })
  return [...Map.groupBy(valued, ({ group }) => group)]
    .map(([group, list]) => boxOf(group, list))
    .toSorted((a, b) => Number(a.group) - Number(b.group) || a.group.localeCompare(b.group))
}

function boxOf(group: string, list: readonly { run: ComparedRun; value: number }[]): Box {
  const runs = list.toSorted((a, b) => a.value - b.value)
  const values = runs.map(({ value }) => value)
  const [first, median, third] = [quartile(values, 0.25), quartile(values, 0.5), quartile(values, 0.75)]
  const reach = 1.5 * (third - first)
  const inside = values.filter(value => value >= first - reach && value <= third + reach)
  return { group, runs, first, median, third, low: inside[0] ?? median, high: inside.at(-1) ?? median }
}

function quartile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN]
  return below + (above - below) * (at - Math.floor(at))
}

/** Params and tags by which runs make at least two groups, and not one group each. */
export function groupings(runs: readonly ComparedRun[]): string[] {
  const ids = new Set(
    runs.flatMap(run => [
      ...run.params.map(({ key }) => `params.${key}`),
      ...run.tags.filter(({ key }) => !key.startsWith('mlflow.')).map(({ key }) => `tags.${key}`),
    ]),
  )
  const many = (id: string) => new Set(runs.flatMap(run => groupOf(run, id) ?? [])).size
  return [...ids]
    .filter(id => many(id) > 1 && (many(id) < runs.length || runs.length < 4))
    .toSorted((a, b) => many(a) - many(b))
}

function groupOf(run: ComparedRun, by: string): string | undefined {
  const key = by.slice(by.indexOf('.') + 1)
  return by.startsWith('params.') ? paramOf(run, key) : run.tags.find(tag => tag.key === key)?.value
}
