import { z } from 'zod'
import { route } from '../route.ts'
import { Seat } from '../seats.ts'
import { InProject, ObjectRef, Page, PersonRef, Text, Time } from '../shapes.ts'

/** One piece of evidence that a kind of request looks for, computed by the platform. */
export const Check = z
  .object({
    name: z.string(),
    state: z.enum(['met', 'missing', 'warning']),
    /** what was found, in one line */
    found: z.string(),
    detail: z.string().optional(),
    /** the seat that can supply what is missing */
    seat: Seat.optional(),
  })
  .meta({ id: 'Check' })
export type Check = z.infer<typeof Check>

/** What a kind asks for besides its subject: days, a project, what changes. */
export const Details = z.record(z.string(), z.union([z.string(), z.number()])).meta({ id: 'RequestDetails' })
export type Details = z.infer<typeof Details>

export const requestStates = ['open', 'accepted', 'returned', 'withdrawn'] as const

export const Request = z
  .object({
    id: z.string(),
    kind: z.string(),
    project: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    subject: ObjectRef.extend({ name: z.string() }),
    from: PersonRef,
    fromSeat: Seat.nullable(),
    toSeat: Seat,
    reason: z.string(),
    /** what cannot go on before this is decided */
    blocks: z.string().nullable(),
    state: z.enum(requestStates),
    dueAt: Time.nullable(),
    createdAt: Time,
    decidedBy: PersonRef.nullable(),
    decidedSeat: Seat.nullable(),
    decidedAt: Time.nullable(),
    decisionReason: z.string().nullable(),
    details: Details,
    /** why it was sent back, of the kind's closed list */
    decisionCode: z.string().nullable(),
    /** the returned request that this one repairs */
    previousId: z.string().nullable(),
    /** who was away, when a stand-in decided */
    decidedFor: PersonRef.nullable(),
    /** through which it was asked for the person */
    agent: PersonRef.nullable(),
  })
  .meta({ id: 'Request' })
export type Request = z.infer<typeof Request>

export const RequestDetail = Request.extend({
  checks: z.array(Check),
  /** empty when I may decide; else why not, and whom to ask */
  cannotDecide: z.string().nullable(),
  canWithdraw: z.boolean(),
  /** who is away and named me, when that is how I may decide */
  decidesFor: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** codes of which one is named when it is sent back; empty when words alone do */
  reasons: z.array(z.string()),
  /** the request that repairs this one */
  nextId: z.string().nullable(),
  /** who sits in the seat that is asked */
  deciders: z.array(PersonRef),
  authors: z.array(PersonRef),
}).meta({ id: 'RequestDetail' })
export type RequestDetail = z.infer<typeof RequestDetail>

const RequestRef = InProject.extend({ request: z.string() })

export const requestRoutes = {
  list: route('GET', '/api/projects/:project/requests', {
    allow: 'project:read',
    params: InProject,
    query: z.object({
      state: z.enum(requestStates).optional(),
      kind: z.string().max(40).optional(),
      ...Page,
    }),
    reply: z.object({ requests: z.array(Request), next: z.string().nullable() }),
  }),
  create: route('POST', '/api/projects/:project/requests', {
    allow: 'request:write',
    agents: true,
    params: InProject,
    body: z.object({
      kind: z.string().max(40),
      subject: ObjectRef,
      toSeat: Seat.optional(),
      reason: Text(4_000).min(1, 'say why'),
      dueAt: Time.optional(),
      details: Details.default({}),
      previous: z
        .string()
        .max(80)
        .optional()
        .describe('the returned request that this one repairs; the last one about the same thing when not said'),
    }),
    reply: RequestDetail,
    status: 201,
    errors: ['not_found', 'conflict'],
    summary: 'Ask a seat for something',
  }),
  get: route('GET', '/api/projects/:project/requests/:request', {
    allow: 'project:read',
    params: RequestRef,
    reply: RequestDetail,
    errors: ['not_found'],
  }),
  accept: route('POST', '/api/projects/:project/requests/:request/accept', {
    allow: 'request:write',
    params: RequestRef,
    body: z.object({ reason: Text(4_000).default('') }),
    reply: RequestDetail,
    errors: ['not_found', 'forbidden', 'conflict'],
    summary: 'Accept; never by who asked or authored',
  }),
  return: route('POST', '/api/projects/:project/requests/:request/return', {
    allow: 'request:write',
    params: RequestRef,
    body: z.object({
      reason: Text(4_000).default(''),
      code: z.string().max(40).optional().describe('one of `reasons`, for kinds that have them'),
    }),
    reply: RequestDetail,
    errors: ['not_found', 'forbidden', 'conflict'],
    summary: 'Send back, with a reason',
  }),
  withdraw: route('POST', '/api/projects/:project/requests/:request/withdraw', {
    allow: 'request:write',
    params: RequestRef,
    body: z.object({ reason: Text(4_000).default('') }),
    reply: RequestDetail,
    errors: ['not_found', 'forbidden', 'conflict'],
  }),
}
