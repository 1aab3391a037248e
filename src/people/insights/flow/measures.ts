import type { DeliveryRow } from '../projection/deliveries.store.ts'
import { quantileOf } from '../projection/slices.ts'
import { dayMs } from '../../users/calendar/calendar.ts'
import type { Five, FlowSlice, Quantiles } from './flow.schema.ts'

/** Formulas over deliveries; pure, so that each has an example computed by hand. */
export type Span = { from: number; until: number }

const within =
  ({ from, until }: Span) =>
  ({ at }: { at: number }) =>
    at >= from && at < until

/** From the first run to production, of new versions only: a retraining starts no experiment. */
export function toProduction(deliveries: readonly Measured[], span: Span): Quantiles {
  const found = deliveries.filter(within(span)).filter(({ isNew, slices }) => isNew && slices.length > 0)
  const whole = found.map(({ slices }) => sum(slices, 'ms'))
  const working = found.map(({ slices }) => sum(slices, 'workingMs'))
  return {
    n: found.length,
    p50: quantileOf(whole, 0.5),
    p85: quantileOf(whole, 0.85),
    p50Working: quantileOf(working, 0.5),
  }
}

export type Measured = { at: number; isNew: boolean; slices: FlowSlice[] }

const sum = (slices: readonly FlowSlice[], what: 'ms' | 'workingMs') =>
  slices.reduce((total, slice) => total + slice[what], 0)

/** Work / (work + waiting); quiet time is neither. Null where there was neither. */
export function efficiency(deliveries: readonly Measured[], span: Span): number | null {
  const slices = deliveries.filter(within(span)).flatMap(delivery => (delivery.isNew ? delivery.slices : []))
  const of = (is: (kind: string) => boolean) =>
    sum(
      slices.filter(({ kind }) => is(kind)),
      'ms',
    )
  const work = of(kind => kind === 'working')
  const waiting = of(kind => kind !== 'working' && kind !== 'quiet')
  return work + waiting === 0 ? null : work / (work + waiting)
}

/**
 * The five delivery measures of one service. Lead time is from the publication of the version to production; failed is
 * what was taken back, or repaired after an alert, within seven days; recovery is from the alert to the repair; rework is
 * a deployment that repairs.
 */
export function five(deliveries: readonly DeliveryRow[], span: Span): Five {
  const found = deliveries.filter(within(span))
  const lead = found.flatMap(({ at, published_at }) => (published_at === null ? [] : [Math.max(0, at - published_at)]))
  const recovery = found.flatMap(({ alert_at, restored_at }) =>
    alert_at === null || restored_at === null ? [] : [restored_at - alert_at],
  )
  return {
    deployments: found.length,
    perWeek: found.length / ((span.until - span.from) / (7 * dayMs)),
    lead: { n: lead.length, p50: quantileOf(lead, 0.5) },
    failed: found.filter(({ failed_at }) => failed_at !== null).length,
    recovery: { n: recovery.length, p50: quantileOf(recovery, 0.5) },
    rework: found.filter(({ is_repair }) => is_repair === 1).length,
    events: found.map(({ event_id }) => event_id).slice(0, 500),
  }
}
