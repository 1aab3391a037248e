import { z } from 'zod'
import { route } from '../route.ts'
import { Seat } from '../seats.ts'
import { Name, Page, PersonRef, Time } from '../shapes.ts'

export const User = PersonRef.extend({
  email: z.string().nullable(),
  isOwner: z.boolean(),
  mayRunCode: z.boolean(),
  createdAt: Time,
  deactivatedAt: Time.nullable(),
  /** seen off: nothing is left that this person answers for */
  leftAt: Time.nullable(),
  /** nobody has this person's name any more */
  erasedAt: Time.nullable(),
  platformSeats: z.array(Seat),
  projects: z.number(),
}).meta({ id: 'User' })
export type User = z.infer<typeof User>

const UserRef = z.object({ user: z.string().min(1) })

export const Invitation = z.object({ user: PersonRef, url: z.string(), expiresAt: Time }).meta({ id: 'Invitation' })

export const userRoutes = {
  list: route('GET', '/api/users', {
    allow: 'platform:read',
    query: z.object({ q: z.string().max(200).optional(), ...Page }),
    reply: z.object({ users: z.array(User), next: z.string().nullable() }),
    summary: 'The people of this installation',
  }),
  create: route('POST', '/api/users', {
    allow: 'user:write',
    body: z.object({
      name: Name,
      email: z.email().max(320).optional(),
      kind: z.enum(['person', 'demo']).default('person'),
    }),
    reply: User,
    status: 201,
    errors: ['conflict'],
    summary: 'Add a person',
  }),
  invite: route('POST', '/api/users/:user/invitation', {
    allow: 'user:write',
    params: UserRef,
    reply: Invitation,
    status: 201,
    errors: ['not_found'],
    summary: 'Make a sign-in link for a person',
  }),
  change: route('PATCH', '/api/users/:user', {
    allow: 'user:write',
    params: UserRef,
    body: z.object({ mayRunCode: z.boolean().optional(), isActive: z.boolean().optional() }),
    reply: User,
    errors: ['not_found', 'forbidden'],
    summary: 'Grant the right to run code, or deactivate a person',
  }),
  takeSeat: route('PUT', '/api/platform/seats/:seat/:user', {
    allow: 'user:write',
    params: UserRef.extend({ seat: Seat }),
    reply: User,
    errors: ['not_found', 'conflict'],
    summary: 'Give a person a seat of the platform',
  }),
  leaveSeat: route('DELETE', '/api/platform/seats/:seat/:user', {
    allow: 'user:write',
    params: UserRef.extend({ seat: Seat }),
    reply: User,
    errors: ['not_found'],
    summary: 'Take a seat of the platform away',
  }),
}
