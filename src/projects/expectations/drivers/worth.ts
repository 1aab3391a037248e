import { chance, quantile, runs } from '../forecasts/montecarlo.ts'
import type { WorthFound, WorthPlan } from './drivers.schema.ts'

type Draw = (range: readonly [number, number]) => number
/** Value a period as a straight line of the metric: `slope * metric + offset`. */
type Line = { slope: number; offset: number }

/**
 * What a model is worth a month. For a classifier that finds cases (metric: recall r, at a given precision q):
 * N [rate r benefit - rate r (1-q)/q costFalse - rate (1-r) costMissed] adoption - run cost - people cost.
 * For an error metric e against a baseline: N perUnit (baseline - e) adoption - costs. Every range is drawn evenly, 10,000 times.
 */
export function valueOf(plan: WorthPlan, { metric, seed }: { metric: number | null; seed: number }): WorthFound {
  const next = chance(seed)
  const draw: Draw = ([low, high]) => low + next() * (high - low)
  const lines = Array.from({ length: runs }, () => lineOf(plan, draw))
  const point = plan.kind === 'recall' ? 0.01 : -1
  return {
    value: metric === null ? null : spread(lines.map(({ slope, offset }) => slope * metric + offset)),
    point: spread(lines.map(({ slope }) => slope * point)),
    breakEven: spread(lines.map(({ slope, offset }) => (slope === 0 ? Infinity : -offset / slope))),
  }
}

function lineOf(plan: WorthPlan, draw: Draw): Line {
  const reach = plan.cases * draw(plan.adoption)
  const cost = draw(plan.runCost) + draw(plan.peopleCost)
  if (plan.kind === 'error') {
    const each = reach * draw(plan.perUnit)
    return { slope: -each, offset: each * plan.baseline - cost }
  }
  const missed = draw(plan.costMissed)
  const perFound = draw(plan.benefit) - ((1 - plan.precision) / plan.precision) * draw(plan.costFalse) + missed
  return { slope: reach * plan.rate * perFound, offset: -reach * plan.rate * missed - cost }
}

function spread(values: number[]): { low: number; half: number; high: number } | null {
  const sorted = Float64Array.from(values).sort()
  const found = { low: quantile(sorted, 0.1), half: quantile(sorted, 0.5), high: quantile(sorted, 0.9) }
  return Object.values(found).every(Number.isFinite) ? found : null
}
