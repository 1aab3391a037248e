import { z } from 'zod'
import { Request } from '../../../people/requests/requests.schema.ts'
import { route } from '../../../people/route.ts'
import { Seat } from '../../../people/seats.ts'
import { InProject, Time } from '../../../people/shapes.ts'

const Share = z.number().min(0).max(1).nullable()

/** From one seat to another; numbers of seats, never of persons. Each opens to the requests it was computed from. */
export const Edge = z
  .object({
    fromSeat: Seat.nullable(),
    toSeat: Seat,
    open: z.number(),
    oldestOpenAt: Time.nullable(),
    accepted: z.number(),
    returned: z.number(),
    /** ms from asking to the answer, median over answered handoffs */
    medianWaitMs: z.number().nullable(),
    bounceRate: Share,
    /** pieces of work accepted at their first handoff, of those answered */
    firstTimeRight: Share,
    reasons: z.array(z.object({ code: z.string(), requests: z.array(z.string()) })),
    requests: z.array(z.string()),
  })
  .meta({ id: 'HandoffEdge' })
export type Edge = z.infer<typeof Edge>

export const HandoffDesk = z
  .object({
    since: Time,
    /** open ones, oldest first */
    queue: z.array(Request),
    edges: z.array(Edge),
    /** first-time-right rates multiplied along all edges */
    rolledFirstTimeRight: Share,
    /** what the numbers were computed from, newest first */
    requests: z.array(Request),
  })
  .meta({ id: 'HandoffDesk' })
export type HandoffDesk = z.infer<typeof HandoffDesk>

export const handoffRoutes = {
  desk: route('GET', '/api/projects/:project/handoffs', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ days: z.coerce.number<number>().int().min(1).max(730).default(90) }),
    reply: HandoffDesk,
    summary: 'Handoffs between seats: the queue, waiting, bounces, right at first; at most the newest 2,000',
  }),
}
