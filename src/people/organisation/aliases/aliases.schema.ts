import { z } from 'zod'
import { route } from '../../route.ts'
import { PersonDetail } from '../lines/lines.schema.ts'

const Human = z.object({ user: z.string().min(1) })
const Email = z.email().max(320)

export const humanRoutes = {
  add: route('POST', '/api/people/:user/aliases', {
    allow: 'user:write',
    params: Human,
    body: z.object({ email: Email }),
    reply: PersonDetail,
    status: 201,
    errors: ['not_found', 'conflict'],
    summary: 'Another e-mail of the same human, by which they sign in and are found',
  }),
  remove: route('DELETE', '/api/people/:user/aliases/:email', {
    allow: 'user:write',
    params: Human.extend({ email: z.string().min(1).max(320) }),
    reply: PersonDetail,
    errors: ['not_found'],
    summary: 'This e-mail is not theirs any more',
  }),
  merge: route('POST', '/api/people/:user/merge', {
    allow: 'user:write',
    params: Human,
    body: z.object({ account: z.string().min(1) }),
    reply: PersonDetail,
    errors: ['not_found', 'conflict', 'forbidden'],
    summary: 'Another account is the same human: what it holds moves over, what it did stays its own in the log',
  }),
}
