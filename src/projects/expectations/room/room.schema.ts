import { z } from 'zod'
import { Check } from '../../../people/requests/requests.schema.ts'
import { route } from '../../../people/route.ts'
import { InProject, Time } from '../../../people/shapes.ts'
import { CharterPart, Kpi } from '../../charter/charter.schema.ts'
import { gates, stages } from '../../gates/need.ts'
import { ForecastBasis, KpiOdds } from '../forecasts/forecasts.schema.ts'
import { PromiseNow } from '../promises/promises.schema.ts'

/** A gate on which the stakeholder's word is wanted. */
export const Wanted = z
  .object({
    gate: z.enum(gates),
    /** an open request to the stakeholder's seat; null where the gate has all its evidence and nobody asked */
    requestId: z.string().nullable(),
    reason: z.string(),
    since: Time.nullable(),
    checks: z.array(Check),
  })
  .meta({ id: 'WantedDecision' })
export type Wanted = z.infer<typeof Wanted>

/** What somebody who is not at home in AI wants to know of a project: promised, true now, wanted from me. */
export const Room = z
  .object({
    goal: z.string(),
    stage: z.enum(stages),
    kpis: z.array(Kpi),
    /** null while the project manager was told of a gap less than a day ago and has not said yet that you know */
    forecast: z
      .object({
        madeAt: Time,
        p50: Time.nullable(),
        p85: Time.nullable(),
        kind: ForecastBasis.shape.kind,
        kpis: z.array(KpiOdds),
      })
      .nullable(),
    /** what the charter says, in the order in which it is asked */
    charter: z.array(z.object({ part: CharterPart, text: z.string() })),
    promises: z.array(PromiseNow),
    wanted: z.array(Wanted),
  })
  .meta({ id: 'Room' })
export type Room = z.infer<typeof Room>

export const roomRoutes = {
  get: route('GET', '/api/projects/:project/room', {
    allow: 'project:read',
    params: InProject,
    reply: Room,
    summary: "The stakeholder's room: what was promised, what is true now, which decision is wanted",
  }),
}
