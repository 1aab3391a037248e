import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { Seat } from '../../../people/seats.ts'
import { InProject, Name, Page, PersonRef, Text, Time } from '../../../people/shapes.ts'

export const Risk = z
  .object({
    id: z.string(),
    /** a blocker stops work now, a risk may */
    kind: z.enum(['risk', 'blocker']),
    title: z.string(),
    effect: z.string(),
    ownerSeat: Seat,
    /** nobody sits in the seat that owns it */
    isOwnerless: z.boolean(),
    state: z.enum(['open', 'closed']),
    openedBy: PersonRef,
    openedAt: Time,
    closedAt: Time.nullable(),
    outcome: z.string(),
  })
  .meta({ id: 'Risk' })
export type Risk = z.infer<typeof Risk>

export const riskRoutes = {
  list: route('GET', '/api/projects/:project/risks', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ state: z.enum(['open', 'closed']).default('open'), ...Page }),
    reply: z.object({ risks: z.array(Risk), next: z.string().nullable() }),
    summary: 'What stops the work or may stop it, with the seat that owns it; newest first',
  }),
  open: route('POST', '/api/projects/:project/risks', {
    allow: 'request:write',
    params: InProject,
    body: z.object({
      kind: z.enum(['risk', 'blocker']),
      title: Name,
      effect: Text(2_000).default(''),
      ownerSeat: Seat,
    }),
    reply: Risk,
    status: 201,
    summary: 'Name a risk or a blocker, its effect, and the seat that owns it',
  }),
  close: route('POST', '/api/projects/:project/risks/:risk/close', {
    allow: 'request:write',
    params: InProject.extend({ risk: z.string() }),
    body: z.object({ outcome: Text(2_000).min(1, 'say what became of it') }),
    reply: Risk,
    errors: ['not_found', 'conflict'],
  }),
}
