import type { Forecast, ForecastBasis, ShiftCause } from './forecasts.schema.ts'
import { drawEnds, quantile, type Work } from './montecarlo.ts'

const day = 86_400_000

/** What remains, as a range: today's work, and as much again as was opened in the last four weeks. */
export function workOf(basis: ForecastBasis): Work {
  const low = basis.openHypotheses + basis.gatesLeft
  return {
    low,
    // work that is done draws no new work
    high: low === 0 ? 0 : low + basis.growth,
    samples: basis.samples,
    periodDays: basis.periodDays,
    waitDays: basis.empty?.days ?? 0,
  }
}

type Now = {
  basis: ForecastBasis
  now: number
  p85: number | null
  opened: number
  byScope: number
  scopeChanges: number
}

/**
 * Why p85 moved: the changes since the last forecast are brought in one after the other (work done in the time that passed,
 * new hypotheses, those after a change of scope, an empty seat), and what each moves the date by is its part. With the same
 * seed all draws are the same, so that only the causes move anything, and the parts add up to the whole.
 */
export function explainShift(last: Forecast, { basis, now, p85, ...since }: Now): Forecast['shift'] {
  if (last.p85 === null || p85 === null) return null
  const whole = workOf(basis)
  const before = workOf(last.basis)
  const grown = before.high - before.low
  const old = { waitDays: before.waitDays }
  const planned = Math.max(0, whole.low - since.opened)
  const steps: { cause: ShiftCause; work: Work }[] = [
    { cause: { cause: 'pace', days: 0 }, work: { ...whole, ...old, low: planned, high: planned + grown } },
    {
      cause: { cause: 'hypotheses', days: 0, count: since.opened - since.byScope },
      work: {
        ...whole,
        ...old,
        low: Math.max(0, whole.low - since.byScope),
        high: Math.max(0, whole.high - since.byScope),
      },
    },
    { cause: { cause: 'scope', days: 0, count: since.scopeChanges }, work: { ...whole, ...old } },
    { cause: seatCause(basis, last.basis), work: whole },
  ]
  let told = 0
  const causes = steps.flatMap(({ cause, work }) => {
    const end = quantile(drawEnds(work, basis.seed), 0.85)
    const sum = Number.isFinite(end) ? Math.round((now + end * day - (last.p85 ?? 0)) / day) : told
    const days = sum - told
    told = sum
    return days === 0 ? [] : [{ ...cause, days }]
  })
  return { since: last.madeAt, days: told, causes }
}

function seatCause(basis: ForecastBasis, last: ForecastBasis): ShiftCause {
  const seat = basis.empty?.seat ?? last.empty?.seat
  return { cause: 'seat', days: 0, ...(seat && { seat }) }
}
