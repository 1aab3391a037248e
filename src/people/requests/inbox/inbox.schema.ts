import { z } from 'zod'
import { route } from '../../route.ts'
import { PageAfter, PersonRef, Text, Time } from '../../shapes.ts'
import { Request } from '../requests.schema.ts'

export const InboxItem = Request.extend({
  /** may be answered together with others */
  inBulk: z.boolean(),
  /** codes of which one is named when it is sent back */
  reasons: z.array(z.string()),
  /** who is away and named me */
  forPerson: z.object({ id: z.string(), name: z.string() }).nullable(),
}).meta({ id: 'InboxItem' })
export type InboxItem = z.infer<typeof InboxItem>

export const StandIn = z
  .object({ id: z.string(), person: PersonRef, standIn: PersonRef, fromAt: Time, untilAt: Time })
  .meta({ id: 'StandIn' })
export type StandIn = z.infer<typeof StandIn>

export const inboxRoutes = {
  list: route('GET', '/api/inbox', {
    allow: 'signed-in',
    query: z.object({
      kind: z.string().max(40).optional(),
      project: z.string().max(80).optional(),
      olderThanDays: z.coerce.number<number>().int().min(0).max(3_650).optional(),
      overdue: z.enum(['true']).optional(),
      ...PageAfter,
    }),
    reply: z.object({ now: Time, requests: z.array(InboxItem), next: z.string().nullable() }),
    summary: 'What waits for my seats, and for those I stand in for; oldest first',
  }),
  decide: route('POST', '/api/inbox/decide', {
    allow: 'signed-in',
    body: z.object({
      requests: z.array(z.string().max(80)).min(1).max(100),
      decision: z.enum(['accept', 'return']),
      reason: Text(4_000).default(''),
      code: z.string().max(40).optional(),
    }),
    reply: z.object({
      decided: z.array(z.string()),
      refused: z.array(z.object({ request: z.string(), message: z.string() })),
    }),
    summary: 'Answers several at once, of kinds that need no look at each; each stands or falls alone',
  }),
  standIns: route('GET', '/api/stand-ins', {
    allow: 'signed-in',
    reply: z.object({ mine: z.array(StandIn), others: z.array(StandIn) }),
    summary: 'Who decides while I am away, and for whom I do; those that have not ended',
  }),
  name: route('POST', '/api/stand-ins', {
    allow: 'signed-in',
    body: z.object({ standIn: z.string().max(80), fromAt: Time, untilAt: Time }),
    reply: StandIn,
    status: 201,
    errors: ['not_found', 'conflict', 'forbidden'],
    summary: 'Name somebody who decides while I am away, in the projects where they sit too',
  }),
  end: route('DELETE', '/api/stand-ins/:standIn', {
    allow: 'signed-in',
    params: z.object({ standIn: z.string().max(80) }),
    errors: ['not_found'],
    summary: 'I am back',
  }),
}
