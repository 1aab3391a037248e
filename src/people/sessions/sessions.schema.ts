import { z } from 'zod'
import { route } from '../route.ts'
import { Seat } from '../seats.ts'
import { Name, PageAfter, PersonRef, Time } from '../shapes.ts'

export const Me = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    kind: z.string(),
    isOwner: z.boolean(),
    mayRunCode: z.boolean(),
    hasPassword: z.boolean(),
    locale: z.string().nullable(),
    seats: z.array(
      z.object({ projectId: z.string(), slug: z.string(), project: z.string(), isDemo: z.boolean(), seat: Seat }),
    ),
    platformSeats: z.array(Seat),
    /** where the log of events stood: a stream that begins behind it misses nothing that is asked for later */
    cursor: z.string(),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof Me>

/** A browser in which somebody is signed in. */
export const Session = z
  .object({
    id: z.string(),
    person: PersonRef,
    createdAt: Time,
    lastSeenAt: Time,
    expiresAt: Time,
    /** the one that asks */
    isThis: z.boolean(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

const Password = z.string().min(10, 'at least 10 characters').max(200)

export const sessionRoutes = {
  byLink: route('POST', '/api/session/link', {
    allow: 'public',
    body: z.object({ secret: z.string().min(20).max(200) }),
    reply: Me,
    errors: ['gone'],
    summary: 'Exchange a sign-in link, which works once',
  }),
  byPassword: route('POST', '/api/session', {
    allow: 'public',
    body: z.object({ email: z.string().max(320), password: z.string().max(200) }),
    reply: Me,
    errors: ['unauthenticated', 'too_many'],
    summary: 'Sign in with e-mail and password',
  }),
  end: route('DELETE', '/api/session', { allow: 'signed-in', summary: 'Sign out' }),
  me: route('GET', '/api/me', { allow: 'signed-in', reply: Me, summary: 'Who am I, and which seats do I hold' }),
  mine: route('GET', '/api/me/sessions', {
    allow: 'signed-in',
    query: z.object(PageAfter),
    reply: z.object({ sessions: z.array(Session), next: z.string().nullable() }),
    summary: 'Where I am signed in',
  }),
  endMine: route('DELETE', '/api/me/sessions/:session', {
    allow: 'signed-in',
    params: z.object({ session: z.string() }),
    errors: ['not_found'],
    summary: 'Sign out elsewhere',
  }),
  everybodys: route('GET', '/api/sessions', {
    allow: 'user:write',
    query: z.object(PageAfter),
    reply: z.object({ sessions: z.array(Session), next: z.string().nullable() }),
    summary: 'Who is signed in, and when they were last seen',
  }),
  endAny: route('DELETE', '/api/sessions/:session', {
    allow: 'user:write',
    params: z.object({ session: z.string() }),
    errors: ['not_found', 'forbidden'],
    summary: 'Sign somebody out; an owner only as an owner',
  }),
  change: route('PATCH', '/api/me', {
    allow: 'signed-in',
    body: z.object({
      name: Name.optional(),
      email: z.email().max(320).optional(),
      password: Password.optional(),
      currentPassword: z.string().max(200).optional(),
      locale: z.enum(['en', 'zh-CN']).optional(),
    }),
    reply: Me,
    errors: ['conflict', 'forbidden'],
    summary: 'Change my name, e-mail, password or language',
  }),
}
