import { z } from 'zod'
import { route } from '../route.ts'
import { Name } from '../shapes.ts'

/** One installation is one organisation; null until somebody named it. */
export const Organisation = z.object({ name: z.string().nullable() }).meta({ id: 'Organisation' })

export const organisationRoutes = {
  get: route('GET', '/api/organisation', {
    allow: 'signed-in',
    reply: Organisation,
    summary: 'What the organisation of this installation is called',
  }),
  change: route('PUT', '/api/organisation', {
    allow: 'platform:write',
    body: z.object({ name: Name }),
    reply: Organisation,
    summary: 'Name the organisation',
  }),
}
