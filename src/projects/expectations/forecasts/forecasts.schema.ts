import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { Seat } from '../../../people/seats.ts'
import { InProject, Page, Time } from '../../../people/shapes.ts'

/** What a forecast was drawn from; kept with it, so that the next one can say why it moved. */
export const ForecastBasis = z
  .object({
    /** `own` history; `reference`: that of similar past projects, because the own one is short; `none`: nothing to go by */
    kind: z.enum(['own', 'reference', 'none']),
    /** how long one period is, and how many were sampled */
    periodDays: z.number(),
    periods: z.number(),
    /** full weeks of the project's own history, and how many are needed */
    ownWeeks: z.number(),
    neededPeriods: z.number(),
    /** how many past projects the reference class holds, and of which type */
    projects: z.number(),
    type: z.string(),
    /** what ended in an average period */
    pace: z.number(),
    openHypotheses: z.number(),
    gatesLeft: z.number(),
    /** hypotheses opened in the last four weeks: the work may grow by as many again */
    growth: z.number(),
    /** a seat that the next gate needs and nobody fills, and for how long that has been so */
    empty: z.object({ seat: Seat, days: z.number() }).nullable(),
    samples: z.array(z.number()),
    seed: z.number(),
  })
  .meta({ id: 'ForecastBasis' })
export type ForecastBasis = z.infer<typeof ForecastBasis>

/** Why the date moved against the last forecast; days add up to the whole shift, positive is later. */
export const ShiftCause = z
  .object({
    cause: z.enum(['pace', 'hypotheses', 'scope', 'seat']),
    days: z.number(),
    count: z.number().optional(),
    seat: Seat.optional(),
  })
  .meta({ id: 'ShiftCause' })
export type ShiftCause = z.infer<typeof ShiftCause>

/** Chance that a KPI is at its target by its date; null while too few attempts are known. */
export const KpiOdds = z
  .object({
    kpiId: z.string(),
    name: z.string(),
    by: Time,
    odds: z.number().nullable(),
    basis: z.enum(['own', 'reference', 'none']),
    /** attempts that were sampled */
    attempts: z.number(),
    /** how much of the way from baseline to target is done, and what the last twenty attempts added to it */
    best: z.number(),
    lastGain: z.number(),
  })
  .meta({ id: 'KpiOdds' })
export type KpiOdds = z.infer<typeof KpiOdds>

export const Forecast = z
  .object({
    /** null while it is not kept */
    id: z.string().nullable(),
    madeAt: Time,
    /** never one date: half, 70, 85 and 95 of 100 futures end by then; null where they do not end */
    p50: Time.nullable(),
    p70: Time.nullable(),
    p85: Time.nullable(),
    p95: Time.nullable(),
    basis: ForecastBasis,
    /** how much work remains over time, for the fan */
    fan: z.array(z.object({ at: Time, few: z.number(), half: z.number(), many: z.number() })),
    kpis: z.array(KpiOdds),
    /** days that p85 moved since the last kept forecast; null when there is none to compare with */
    shift: z.object({ since: Time, days: z.number(), causes: z.array(ShiftCause) }).nullable(),
  })
  .meta({ id: 'Forecast' })
export type Forecast = z.infer<typeof Forecast>

export const forecastRoutes = {
  now: route('GET', '/api/projects/:project/forecast', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({
      forecast: Forecast,
      /** what was left in past weeks, oldest first */
      past: z.array(z.object({ at: Time, left: z.number() })),
    }),
    summary: 'When the work ends, as it looks now: 10,000 futures drawn from the past; not kept',
  }),
  odds: route('GET', '/api/projects/:project/forecast/odds', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ by: z.iso.date() }),
    reply: z.object({ by: Time, done: z.number().nullable(), kpis: z.array(KpiOdds) }),
    summary: 'How likely all is done, and each KPI at its target, by the end of a day',
  }),
  keep: route('POST', '/api/projects/:project/forecasts', {
    allow: 'project:write',
    params: InProject,
    reply: Forecast,
    status: 201,
    summary: 'Keep the forecast as it is now, with the cause of its shift; it cannot be rewritten',
  }),
  list: route('GET', '/api/projects/:project/forecasts', {
    allow: 'project:read',
    params: InProject,
    query: z.object(Page),
    reply: z.object({ forecasts: z.array(Forecast), next: z.string().nullable() }),
    summary: 'Forecasts that were kept, newest first',
  }),
}
