import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { Seat } from '../../../people/seats.ts'
import { Time } from '../../../people/shapes.ts'
import { Kpi } from '../../charter/charter.schema.ts'
import { CrewSeat } from '../../gates/gates.schema.ts'
import { gates, stages } from '../../gates/need.ts'

/** One line of the portfolio: where a project stands and what it waits for. */
export const Standing = z
  .object({
    project: z.object({ id: z.string(), slug: z.string(), name: z.string(), isDemo: z.boolean() }),
    stage: z.enum(stages),
    nextGate: z.enum(gates).nullable(),
    kpi: Kpi.nullable(),
    crew: z.array(CrewSeat),
    /** the oldest open request, with the seat it waits on; `isEmpty` when nobody sits there */
    waiting: z
      .object({
        requestId: z.string(),
        kind: z.string(),
        subject: z.string(),
        seat: Seat,
        since: Time,
        isEmpty: z.boolean(),
      })
      .nullable(),
    openRequests: z.number(),
    /** of the forecast that was kept last: half and 85 of 100 futures end by then */
    forecast: z.object({ madeAt: Time, p50: Time.nullable(), p85: Time.nullable() }).nullable(),
    /** the open promise that is most in danger, else the next one due */
    promise: z
      .object({ statement: z.string(), dueAt: Time, odds: z.number(), lateDays: z.number().nullable() })
      .nullable(),
  })
  .meta({ id: 'Standing' })
export type Standing = z.infer<typeof Standing>

export const portfolioRoutes = {
  get: route('GET', '/api/portfolio', {
    allow: 'signed-in',
    agents: true,
    reply: z.object({ now: Time, projects: z.array(Standing) }),
    summary: 'Each of my projects: KPI now and target, stage, what waits on which seat',
  }),
}
