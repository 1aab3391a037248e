import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { Seat } from '../../../people/seats.ts'
import { InProject, Page, PersonRef, Text, Time } from '../../../people/shapes.ts'

export const promiseStates = ['open', 'kept', 'missed', 'changed'] as const

/** What was said to somebody: a metric within a range by a date, with the odds at the time. */
export const Promised = z
  .object({
    id: z.string(),
    statement: z.string(),
    kpiId: z.string().nullable(),
    metric: z.string(),
    /** open ends are null */
    low: z.number().nullable(),
    high: z.number().nullable(),
    dueAt: Time,
    odds: z.number(),
    /** what the forecast said when it was promised; null where there was none */
    computedOdds: z.number().nullable(),
    toldBy: PersonRef,
    toldSeat: Seat.nullable(),
    toSeat: Seat,
    acceptedBy: PersonRef.nullable(),
    acceptedAt: Time.nullable(),
    state: z.enum(promiseStates),
    /** the promise that this one takes the place of once it is accepted */
    replaces: z.string().nullable(),
    settledBy: PersonRef.nullable(),
    settledAt: Time.nullable(),
    value: z.number().nullable(),
    reason: z.string(),
    /** days that p85 lay behind the date when the project manager was last told; null while it does not */
    gapDays: z.number().nullable(),
    alertedAt: Time.nullable(),
    /** when the project manager said that the other side knows */
    toldAt: Time.nullable(),
    createdAt: Time,
  })
  .meta({ id: 'Promise' })
export type Promised = z.infer<typeof Promised>

/** A promise with what is true now. */
export const PromiseNow = Promised.extend({
  /** the date by which 85 of 100 futures end, as the last kept forecast has it; and how far it lies behind the date */
  expected: Time.nullable(),
  lateDays: z.number().nullable(),
}).meta({ id: 'PromiseNow' })
export type PromiseNow = z.infer<typeof PromiseNow>

/** A promise in danger, told to the project manager first. */
export const Notice = z
  .object({
    project: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    promise: Promised,
  })
  .meta({ id: 'PromiseNotice' })
export type Notice = z.infer<typeof Notice>

const PromiseRef = InProject.extend({ promise: z.string() })
const Odds = z.number().gt(0).lt(1)

const Range = {
  low: z.number().nullable().default(null),
  high: z.number().nullable().default(null),
  by: z.iso.date(),
  /** what the forecast says when it is left out */
  odds: Odds.optional(),
}

export const promiseRoutes = {
  list: route('GET', '/api/projects/:project/promises', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ state: z.enum(promiseStates).optional(), ...Page }),
    reply: z.object({ promises: z.array(PromiseNow), next: z.string().nullable() }),
    summary: 'What was promised to whom, and what is expected now; newest first',
  }),
  make: route('POST', '/api/projects/:project/promises', {
    allow: 'project:write',
    params: InProject,
    body: z.object({
      statement: Text(400).min(1, 'say in plain words what is promised'),
      kpi: z.string().max(64).optional(),
      metric: Text(200).default(''),
      toSeat: Seat.default('stakeholder'),
      ...Range,
    }),
    reply: PromiseNow,
    status: 201,
    errors: ['not_found', 'conflict'],
    summary: 'Promise something by a day, with the odds',
  }),
  accept: route('POST', '/api/projects/:project/promises/:promise/accept', {
    allow: 'request:write',
    params: PromiseRef,
    reply: PromiseNow,
    errors: ['not_found', 'forbidden', 'conflict'],
    summary: 'Accept what was promised to my seat; a changed promise takes the place of the old one',
  }),
  change: route('POST', '/api/projects/:project/promises/:promise/change', {
    allow: 'project:write',
    params: PromiseRef,
    body: z.object({ ...Range, reason: Text(2_000).min(1, 'say why it changes') }),
    reply: PromiseNow,
    status: 201,
    errors: ['not_found', 'conflict'],
    summary: 'Offer another range or date; the old promise holds until the other side accepts',
  }),
  settle: route('POST', '/api/projects/:project/promises/:promise/settle', {
    allow: 'project:write',
    params: PromiseRef,
    body: z.object({
      state: z.enum(['kept', 'missed']),
      value: z.number().optional(),
      reason: Text(2_000).default(''),
    }),
    reply: PromiseNow,
    errors: ['not_found', 'forbidden', 'conflict'],
    summary: 'Say that it was kept or missed; kept is said by the side it was promised to',
  }),
  tell: route('POST', '/api/projects/:project/promises/:promise/told', {
    allow: 'project:write',
    params: PromiseRef,
    reply: PromiseNow,
    errors: ['not_found', 'conflict'],
    summary: 'The other side knows that the promise is in danger',
  }),
  notices: route('GET', '/api/promises/notices', {
    allow: 'signed-in',
    reply: z.object({ notices: z.array(Notice) }),
    summary: 'Promises in danger in the projects that I manage, before the other side sees it',
  }),
  calibration: route('GET', '/api/promises/calibration', {
    allow: 'signed-in',
    reply: z.object({
      types: z.array(
        z.object({ type: z.string(), n: z.number(), kept: z.number(), meanOdds: z.number(), brier: z.number() }),
      ),
    }),
    summary: 'How well promised odds came true, per type of project and never per person (Brier score, 0 is best)',
  }),
}
