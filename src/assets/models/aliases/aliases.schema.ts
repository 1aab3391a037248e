import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, PersonRef, Time } from '../../../people/shapes.ts'

export const ProtectedAlias = z.object({ alias: z.string(), by: PersonRef, since: Time }).meta({ id: 'ProtectedAlias' })
export type ProtectedAlias = z.infer<typeof ProtectedAlias>

const InAlias = InProject.extend({ alias: z.string().min(1).max(255) })

const OfModel = InProject.extend({ model: z.string().min(1).max(256), alias: z.string().min(1).max(255) })

export const aliasRoutes = {
  set: route('PUT', '/api/projects/:project/models/:model/aliases/:alias', {
    allow: 'model:write',
    params: OfModel,
    body: z.object({ version: z.number().int().min(1) }),
    errors: ['not_found', 'bad_request', 'forbidden'],
    summary: 'Move an alias to a version; a protected one asks for a promotion instead',
  }),
  drop: route('DELETE', '/api/projects/:project/models/:model/aliases/:alias', {
    allow: 'model:write',
    params: OfModel,
    errors: ['not_found', 'forbidden'],
    summary: 'Take an alias away',
  }),
}

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
