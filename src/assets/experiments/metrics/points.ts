/** Points of one metric as columns: steps and times are whole numbers, values any double. */
export type Points = { steps: Float64Array; times: Float64Array; values: Float64Array }
export type Point = { step: number; time: number; value: number }

/** Sorted points that are read one by one, wherever they lie. */
export type Rows = { length: number; at: (i: number) => Point }

export const rowsOf = (points: Points): Rows => ({ length: lengthOf(points), at: i => pointAt(points, i) })

/** Parts one behind the other; undefined where a part does not begin behind the one before it, so that they must be merged. */
export function rowsInLine(parts: readonly Rows[]): Rows | undefined {
  const all = parts.filter(({ length }) => length > 0)
  const ends: number[] = []
  let length = 0
  for (const [i, part] of all.entries()) {
    const before = all[i - 1]
    if (before && before.at(before.length - 1).step >= part.at(0).step) return undefined
    ends.push((length += part.length))
  }
  const [only] = all
  if (only && all.length === 1) return only
  const at = (i: number) => {
    let part = 0
    while (i >= (ends[part] ?? length) && part < all.length - 1) part++
    return all[part]?.at(i - (ends[part - 1] ?? 0)) ?? { step: 0, time: 0, value: 0 }
  }
  return { length, at }
}

export const lengthOf = (points: Points) => points.steps.length

export function pointsOf(list: readonly Point[]): Points {
  const points = emptyPoints(list.length)
  list.forEach((point, i) => putPoint(points, i, point))
  return points
}

export const emptyPoints = (length: number): Points => ({
  steps: new Float64Array(length),
  times: new Float64Array(length),
  values: new Float64Array(length),
})

export function pointAt({ steps, times, values }: Points, i: number): Point {
  return { step: steps[i] ?? 0, time: times[i] ?? 0, value: values[i] ?? 0 }
}

export function putPoint(points: Points, i: number, { step, time, value }: Point) {
  points.steps[i] = step
  points.times[i] = time
  points.values[i] = value
}

export const slicePoints = ({ steps, times, values }: Points, from: number, to?: number): Points => ({
  steps: steps.subarray(from, to),
  times: times.subarray(from, to),
  values: values.subarray(from, to),
})

/** Sorts by (step, time, value) and drops exact duplicates, across all parts: logging a point twice keeps one. */
export function merge(parts: readonly Points[]): Points {
  const all = joined(parts)
  if (isStrictlySorted(all)) return all
  const order = Uint32Array.from(all.steps.keys()).sort((a, b) => compareAt(all, a, b))
  const merged = emptyPoints(order.length)
  let length = 0
  for (const [i, from] of order.entries()) {
    if (i > 0 && compareAt(all, order[i - 1] ?? 0, from) === 0) continue
    putPoint(merged, length++, pointAt(all, from))
  }
  return slicePoints(merged, 0, length)
}

/** What of the sorted points is not among the others, sorted as well. */
export function without(points: Points, known: Points): Points {
  if (lengthOf(known) === 0) return points
  const fresh: number[] = []
  let at = 0
  for (let i = 0; i < lengthOf(points); i++) {
    const point = pointAt(points, i)
    while (at < lengthOf(known) && comparePoints(pointAt(known, at), point) < 0) at++
    if (at === lengthOf(known) || comparePoints(pointAt(known, at), point) !== 0) fresh.push(i)
  }
  return pointsOf(fresh.map(i => pointAt(points, i)))
}

const comparePoints = (a: Point, b: Point) => a.step - b.step || a.time - b.time || compareValues(a.value, b.value)

/** The point that counts as the metric's value: greatest (step, time, value). NaN orders as 0, as in the original. */
export function latestOf(points: Points): Point {
  let best = 0
  for (let i = 1; i < points.steps.length; i++) if (compareAt(points, i, best) > 0) best = i
  return pointAt(points, best)
}

export type Extremes = { least: number; greatest: number }

/** NaN where no value is a number. */
export function extremesOf({ values }: Points): Extremes {
  let [least, greatest] = [Number.NaN, Number.NaN]
  for (const value of values) {
    if (!(value >= least)) least = Number.isNaN(value) ? least : value
    if (!(value <= greatest)) greatest = Number.isNaN(value) ? greatest : value
  }
  return { least, greatest }
}

/** The original's order of a history: time, then step, then value. */
export const byTime = (a: Point, b: Point) => a.time - b.time || a.step - b.step || compareValues(a.value, b.value)

function compareValues(a: number, b: number): number {
  const rankA = Number.isNaN(a) ? 0 : a
  const rankB = Number.isNaN(b) ? 0 : b
  if (rankA !== rankB) return rankA < rankB ? -1 : 1
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
}

function compareAt({ steps, times, values }: Points, a: number, b: number): number {
  return (
    (steps[a] ?? 0) - (steps[b] ?? 0) ||
    (times[a] ?? 0) - (times[b] ?? 0) ||
    compareValues(values[a] ?? 0, values[b] ?? 0)
  )
}

function joined(parts: readonly Points[]): Points {
  const [only] = parts
  if (only && parts.length === 1) return only
  const all = emptyPoints(parts.reduce((sum, part) => sum + lengthOf(part), 0))
  let at = 0
  for (const part of parts) {
    all.steps.set(part.steps, at)
    all.times.set(part.times, at)
    all.values.set(part.values, at)
    at += lengthOf(part)
  }
  return all
}

function isStrictlySorted(points: Points): boolean {
  const { steps } = points
  for (let i = 1; i < steps.length; i++)
    if (!((steps[i - 1] ?? 0) < (steps[i] ?? 0)) && compareAt(points, i - 1, i) >= 0) return false
  return true
}
