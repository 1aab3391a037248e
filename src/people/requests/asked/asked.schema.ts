import { z } from 'zod'
import { route } from '../../route.ts'
import { Page, Text } from '../../shapes.ts'
import { Request, requestStates } from '../requests.schema.ts'

/** What its asker may know of a request, also without a seat in the project: who sits there is not told. */
export const Asked = Request.omit({ decidedBy: true, decidedFor: true }).meta({ id: 'Asked' })
export type Asked = z.infer<typeof Asked>

const AskedRef = z.object({ request: z.string() })

export const askedRoutes = {
  list: route('GET', '/api/asked', {
    allow: 'signed-in',
    query: z.object({ state: z.enum(requestStates).optional(), ...Page }),
    reply: z.object({ requests: z.array(Asked), next: z.string().nullable() }),
    summary: 'What I asked for, in any project, newest first',
  }),
  withdraw: route('POST', '/api/asked/:request/withdraw', {
    allow: 'signed-in',
    params: AskedRef,
    body: z.object({ reason: Text(4_000).default('') }),
    reply: Asked,
    errors: ['not_found', 'conflict'],
  }),
}
