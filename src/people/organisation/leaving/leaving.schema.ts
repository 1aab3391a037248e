import { z } from 'zod'
import { route } from '../../route.ts'
import { Seat } from '../../seats.ts'
import { PersonRef, Text, Time } from '../../shapes.ts'

/** One thing that a person answers for or that hangs on their account. */
export const Holding = z
  .object({
    kind: z.string(),
    id: z.string(),
    name: z.string(),
    seat: Seat.nullable(),
    project: z.object({ id: z.string(), slug: z.string(), name: z.string() }).nullable(),
    /** more about it: the kind of an asset, the stage of an endpoint, who else sits there */
    detail: z.string(),
    /** true while nobody can leave before it has a new owner, or is let go of openly */
    isAccountable: z.boolean(),
    ways: z.array(z.enum(['hand-over', 'release'])),
  })
  .meta({ id: 'Holding' })
export type Holding = z.infer<typeof Holding>

export const Departure = z
  .object({
    person: PersonRef.extend({ email: z.string().nullable(), isOwner: z.boolean() }),
    /** access ended at this time */
    endedAt: Time.nullable(),
    /** the walk was finished at this time */
    leftAt: Time.nullable(),
    holdings: z.array(Holding),
    /** how many of them need a new owner */
    accountable: z.number(),
    /** end at once with the access */
    tokens: z.number(),
    sessions: z.number(),
    teams: z.number(),
    /** empty when nothing stands in the way */
    cannotFinish: z.string().nullable(),
  })
  .meta({ id: 'Departure' })
export type Departure = z.infer<typeof Departure>

const Leaver = z.object({ user: z.string().min(1) })
const Items = z
  .array(z.object({ kind: z.string().max(40), id: z.string().max(200) }))
  .min(1)
  .max(500)

export const leavingRoutes = {
  get: route('GET', '/api/users/:user/departure', {
    allow: 'user:write',
    params: Leaver,
    reply: Departure,
    errors: ['not_found', 'forbidden'],
    summary: 'All that a person answers for, before they leave',
  }),
  handOver: route('POST', '/api/users/:user/departure/hand-over', {
    allow: 'user:write',
    params: Leaver,
    body: z.object({ items: Items, to: z.string().min(1) }),
    reply: Departure,
    errors: ['not_found', 'forbidden', 'conflict'],
    summary: 'Give some of it to another person, all or nothing; authorship stays',
  }),
  release: route('POST', '/api/users/:user/departure/release', {
    allow: 'user:write',
    params: Leaver,
    body: z.object({ items: Items, reason: Text(2_000).min(1, 'say why nobody takes it over') }),
    reply: Departure,
    errors: ['not_found', 'forbidden', 'conflict'],
    summary: 'Leave a seat empty, withdraw a request or end a spike unanswered, openly',
  }),
  end: route('POST', '/api/users/:user/departure/end-access', {
    allow: 'user:write',
    params: Leaver,
    reply: Departure,
    errors: ['not_found', 'forbidden', 'conflict'],
    summary: 'End sessions, tokens and links at once, before the rest is handed over',
  }),
  finish: route('POST', '/api/users/:user/departure/finish', {
    allow: 'user:write',
    params: Leaver,
    reply: Departure,
    errors: ['not_found', 'forbidden', 'conflict'],
    summary: 'See a person off; refused while something accountable has no new owner',
  }),
}
