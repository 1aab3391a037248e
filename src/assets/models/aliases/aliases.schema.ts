import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, PersonRef, Time } from '../../../people/shapes.ts'

export const ProtectedAlias = z.object({ alias: z.string(), by: PersonRef, since: Time }).meta({ id: 'ProtectedAlias' })
export type ProtectedAlias = z.infer<typeof ProtectedAlias>

const InAlias = InProject.extend({ alias: z.string().min(1).max(255) })

export const protectionRoutes = {
  list: route('GET', '/api/projects/:project/protected-aliases', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({ aliases: z.array(ProtectedAlias) }),
    summary: 'Aliases of models that move only with an accepted promotion',
  }),
  protect: route('PUT', '/api/projects/:project/protected-aliases/:alias', {
    allow: 'project:write',
    params: InAlias,
    reply: z.object({ aliases: z.array(ProtectedAlias) }),
    summary: 'Let an alias move only with an accepted promotion',
  }),
  free: route('DELETE', '/api/projects/:project/protected-aliases/:alias', {
    allow: 'project:write',
    params: InAlias,
    errors: ['not_found'],
    summary: 'Let everybody who may register models move an alias again',
  }),
}
