import { z } from 'zod'
import { route } from '../../route.ts'
import { PersonRef, Time } from '../../shapes.ts'

/** What is deleted for good. */
export const goingThings = ['name', 'addresses', 'sign-in', 'place', 'hours', 'skills', 'comments', 'reasons'] as const
/** What stays, and is read as done by an erased person. */
export const stayingThings = ['acts', 'requests', 'records', 'mentions', 'programs'] as const

export const Erasure = z
  .object({
    person: PersonRef,
    leftAt: Time.nullable(),
    erasedAt: Time.nullable(),
    /** a person is seen off first; null when nothing stands in the way */
    cannot: z.string().nullable(),
    goes: z.array(z.object({ what: z.enum(goingThings), count: z.number() })),
    /** null where no number tells how many there are */
    stays: z.array(z.object({ what: z.enum(stayingThings), count: z.number().nullable() })),
  })
  .meta({ id: 'Erasure' })
export type Erasure = z.infer<typeof Erasure>

const UserRef = z.object({ user: z.string().min(1) })

export const erasureRoutes = {
  get: route('GET', '/api/users/:user/erasure', {
    allow: 'user:write',
    params: UserRef,
    reply: Erasure,
    errors: ['forbidden', 'not_found'],
    summary: 'What goes and what stays when a person is erased; changes nothing',
  }),
  erase: route('POST', '/api/users/:user/erase', {
    allow: 'user:write',
    params: UserRef,
    body: z.object({ name: z.string().max(200).describe('the name of the person, typed as a confirmation') }),
    reply: Erasure,
    errors: ['bad_request', 'conflict', 'forbidden', 'not_found'],
    summary: 'Erase a person who left: name, addresses and words go; what was done stays in the log, without a name',
  }),
}
