import { z } from 'zod'
import { route } from '../../route.ts'
import { Seat } from '../../seats.ts'
import { InProject, Page, Time } from '../../shapes.ts'
import { Calendar } from '../../users/calendar/calendar.schema.ts'
import { sliceKinds, waitKinds } from '../projection/kinds.ts'

const Ms = z.number().nonnegative()
const Project = z.object({ id: z.string(), slug: z.string(), name: z.string() })

/** One part of the time from the first run to production; the parts of a delivery add up to its whole. */
export const FlowSlice = z
  .object({
    kind: z.enum(sliceKinds),
    ms: Ms,
    workingMs: Ms,
    /** who could have ended it */
    seat: Seat.nullable(),
    /** the longest wait in it */
    longest: z.string().nullable(),
  })
  .meta({ id: 'FlowSlice' })
export type FlowSlice = z.infer<typeof FlowSlice>

/** One deployment to production. */
export const Delivery = z
  .object({
    eventId: z.string(),
    model: z.object({ id: z.string(), name: z.string() }),
    version: z.number(),
    at: Time,
    /** the first of this version, for a hypothesis that nothing delivered before; others count as retraining */
    isNew: z.boolean(),
    firstRun: z.object({ eventId: z.string(), at: Time }).nullable(),
    slices: z.array(FlowSlice),
  })
  .meta({ id: 'Delivery' })
export type Delivery = z.infer<typeof Delivery>

/** Half and 85 of 100 took at most this long. */
export const Quantiles = z
  .object({ n: z.number(), p50: Ms.nullable(), p85: Ms.nullable(), p50Working: Ms.nullable() })
  .meta({ id: 'Quantiles' })
export type Quantiles = z.infer<typeof Quantiles>

/** Waits that ended in the window, and those that are still open. */
export const WaitSum = z
  .object({
    kind: z.enum(waitKinds),
    waits: z.number(),
    open: z.number(),
    ms: Ms,
    workingMs: Ms,
    /** the seat that could have ended most of it */
    seat: Seat.nullable(),
    /** the same in the window before */
    beforeMs: Ms,
  })
  .meta({ id: 'WaitSum' })
export type WaitSum = z.infer<typeof WaitSum>

export const FlowWait = z
  .object({
    id: z.string(),
    kind: z.enum(waitKinds),
    seat: Seat.nullable(),
    /** nobody sits there */
    isEmpty: z.boolean(),
    subject: z.string(),
    /** of waits for an answer to it */
    requestId: z.string().nullable(),
    startedAt: Time,
    endedAt: Time.nullable(),
    ms: Ms,
    workingMs: Ms,
    openedBy: z.string(),
    closedBy: z.string().nullable(),
  })
  .meta({ id: 'FlowWait' })
export type FlowWait = z.infer<typeof FlowWait>

/** One project against its own past; what is switched off is null. */
export const FlowLine = z
  .object({
    project: Project,
    toProduction: z.object({ now: Quantiles, before: Quantiles }).nullable(),
    /** share of work in work and waiting, of the deliveries in the window */
    efficiency: z.number().nullable(),
    waits: z.array(WaitSum).nullable(),
    /** the oldest first */
    open: z.array(FlowWait).nullable(),
  })
  .meta({ id: 'FlowLine' })
export type FlowLine = z.infer<typeof FlowLine>

const Median = z.object({ n: z.number(), p50: Ms.nullable() })

/** The five delivery measures of one model service in one window. */
export const Five = z
  .object({
    deployments: z.number(),
    perWeek: z.number(),
    lead: Median,
    failed: z.number(),
    recovery: Median,
    rework: z.number(),
    events: z.array(z.string()),
  })
  .meta({ id: 'Five' })
export type Five = z.infer<typeof Five>

export const Service = z
  .object({ endpoint: z.object({ id: z.string(), name: z.string() }), now: Five, before: Five })
  .meta({ id: 'Service' })
export type Service = z.infer<typeof Service>

export const Reuse = z
  .object({
    uses: z.number(),
    ofOthers: z.number(),
    kinds: z.array(z.object({ kind: z.string(), uses: z.number(), ofOthers: z.number() })),
    before: z.object({ uses: z.number(), ofOthers: z.number() }),
  })
  .meta({ id: 'Reuse' })
export type Reuse = z.infer<typeof Reuse>

const Outcomes = z.object({ validated: z.number(), refuted: z.number(), inconclusive: z.number() })
export const Resolution = z
  .object({ now: Outcomes, before: Outcomes, open: z.number(), events: z.array(z.string()) })
  .meta({ id: 'Resolution' })
export type Resolution = z.infer<typeof Resolution>

/** How far the log was read: what happened since is not in the figures yet. */
const Progress = z.object({ read: z.number(), behind: z.number() })

export const FlowDetail = FlowLine.extend({
  now: Time,
  days: z.number(),
  progress: Progress,
  calendar: Calendar,
  deliveries: z.array(Delivery).nullable(),
  services: z.array(Service).nullable(),
  reuse: Reuse.nullable(),
  hypotheses: Resolution.nullable(),
}).meta({ id: 'FlowDetail' })
export type FlowDetail = z.infer<typeof FlowDetail>

const Days = z.coerce.number<number>().int().min(7).max(730).default(90)

export const flowRoutes = {
  portfolio: route('GET', '/api/flow', {
    allow: 'signed-in',
    query: z.object({ days: Days }),
    reply: z.object({
      now: Time,
      days: z.number(),
      progress: Progress,
      calendar: Calendar,
      projects: z.array(FlowLine),
    }),
    summary: 'Of each of my projects: how long from the first run to production, what waits on which seat',
  }),
  project: route('GET', '/api/projects/:project/flow', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ days: Days }),
    reply: FlowDetail,
    summary: 'The flow clock of a project: work and each kind of waiting, deliveries, reuse, hypotheses',
  }),
  waits: route('GET', '/api/projects/:project/flow/waits', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ kind: z.enum(waitKinds).optional(), days: Days, ...Page }),
    reply: z.object({ waits: z.array(FlowWait), next: z.string().nullable() }),
    errors: ['not_found'],
    summary: 'The waits behind a sum, the latest to end first, each with the events that opened and closed it',
  }),
}
