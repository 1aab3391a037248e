import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { Seat } from '../../../people/seats.ts'
import { InProject, Time } from '../../../people/shapes.ts'

export const stages = ['development', 'experimentation', 'production'] as const
export const Stage = z.enum(stages)
export type Stage = z.infer<typeof Stage>

export const EnvironmentPolicy = z.object({
  /** a model gets here only by an accepted request for promotion */
  needsPromotion: z.boolean(),
})
export type EnvironmentPolicy = z.infer<typeof EnvironmentPolicy>

/** A named place to run, with the seat that answers for it. */
export const Environment = z
  .object({
    id: z.string(),
    name: z.string(),
    stage: Stage,
    ownerSeat: Seat,
    engine: z.string(),
    policy: EnvironmentPolicy,
    createdAt: Time,
  })
  .meta({ id: 'Environment' })
export type Environment = z.infer<typeof Environment>

export const ListedEnvironment = Environment.extend({
  /** empty when I may change it; else why not, and whom to ask */
  cannotChange: z.string().nullable(),
}).meta({ id: 'ListedEnvironment' })
export type ListedEnvironment = z.infer<typeof ListedEnvironment>

/** What is left out stays as it is. */
export const EnvironmentChange = z.object({
  ownerSeat: Seat.optional(),
  engine: z.string().max(40).optional(),
  policy: EnvironmentPolicy.optional(),
})
export type EnvironmentChange = z.output<typeof EnvironmentChange>

export const environmentRoutes = {
  list: route('GET', '/api/projects/:project/environments', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({ environments: z.array(ListedEnvironment) }),
    summary: 'The places to run of a project; every project has three',
  }),
  change: route('PATCH', '/api/projects/:project/environments/:environment', {
    allow: 'environment:write',
    params: InProject.extend({ environment: z.string().max(80).describe('its name') }),
    body: EnvironmentChange,
    reply: ListedEnvironment,
    errors: ['not_found', 'forbidden'],
    summary: 'Change who answers for it, where it runs or its policy',
  }),
}
