import type { ForecastBasis } from './forecasts.schema.ts'

const day = 86_400_000
export const week = 7 * day
/** a forecast needs as many past periods, else a reference class */
export const neededPeriods = 10
/** older than two years is another team */
const mostPeriods = 104

/** When items of a project ended, and since when it runs. */
export type History = { since: number; ends: readonly number[] }

/** How many items ended in each full period before now, newest first; quiet periods are zeros. */
export function countPeriods({ since, ends }: History, { now, length }: { now: number; length: number }): number[] {
  const counts = new Array<number>(Math.min(mostPeriods, Math.max(0, Math.floor((now - since) / length)))).fill(0)
  for (const end of ends) {
    const at = Math.floor((now - end) / length)
    if (at >= 0 && at < counts.length) counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

type Sampled = Pick<ForecastBasis, 'kind' | 'periodDays' | 'periods' | 'projects' | 'pace' | 'samples'>

/**
 * What to sample from: the project's own weeks, else its own days, and where even these are too few, the weeks of past
 * projects. A history in which nothing ever ended says nothing about an end.
 */
export function chooseSamples(own: History, others: readonly History[], now: number): Sampled {
  const weeks = countPeriods(own, { now, length: week })
  if (isEnough(weeks)) return sampled('own', weeks, { periodDays: 7, projects: 0 })
  const days = countPeriods(own, { now, length: day })
  if (weeks.length < neededPeriods && isEnough(days)) return sampled('own', days, { periodDays: 1, projects: 0 })
  const past = others.map(other => countPeriods(other, { now, length: week })).filter(isEnough)
  if (past.length > 0) return sampled('reference', past.flat(), { periodDays: 7, projects: past.length })
  return sampled('none', [], { periodDays: 7, projects: 0 })
}

const isEnough = (counts: readonly number[]) => counts.length >= neededPeriods && counts.some(count => count > 0)

function sampled(kind: Sampled['kind'], samples: number[], more: { periodDays: number; projects: number }): Sampled {
  const pace = samples.length === 0 ? 0 : samples.reduce((sum, count) => sum + count, 0) / samples.length
  return { kind, samples, periods: samples.length, pace, ...more }
}

/** What each attempt added to the best share of the way from baseline to target; the best can only grow. */
export function gainsOf(kpi: { baseline: number; target: number; values: readonly { value: number }[] }) {
  let best = 0
  const gains = kpi.values.map(({ value }) => {
    const share = (value - kpi.baseline) / (kpi.target - kpi.baseline)
    const gain = Math.max(0, share - best)
    best += gain
    return gain
  })
  return { best, gains }
}
