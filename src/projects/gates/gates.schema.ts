import { z } from 'zod'
import { MapSeat } from '../../people/home/home.schema.ts'
import { Check } from '../../people/requests/requests.schema.ts'
import { route } from '../../people/route.ts'
import { InProject, PersonRef, Text, Time } from '../../people/shapes.ts'
import { gates, stages } from './need.ts'

export const Gate = z
  .object({
    name: z.enum(gates),
    state: z.enum(['passed', 'next', 'held', 'later', 'stopped']),
    /** evidence found and missing, read from the event log */
    checks: z.array(Check),
    decision: z
      .object({
        decision: z.enum(['go', 'hold', 'stop']),
        reason: z.string(),
        by: PersonRef,
        seat: z.string().nullable(),
        at: Time,
      })
      .nullable(),
  })
  .meta({ id: 'Gate' })
export type Gate = z.infer<typeof Gate>

/** A seat of the project with the first gate it will block while it is empty. */
export const CrewSeat = MapSeat.extend({ blocks: z.enum(gates).nullable() }).meta({ id: 'CrewSeat' })
export type CrewSeat = z.infer<typeof CrewSeat>

export const Course = z
  .object({ stage: z.enum(stages), gates: z.array(Gate), crew: z.array(CrewSeat) })
  .meta({ id: 'Course' })
export type Course = z.infer<typeof Course>

export const gateRoutes = {
  course: route('GET', '/api/projects/:project/course', {
    allow: 'project:read',
    params: InProject,
    reply: Course,
    summary: 'Stage, gates with their evidence, and the crew',
  }),
  decide: route('POST', '/api/projects/:project/gates/:gate/decision', {
    allow: 'gate:decide',
    params: InProject.extend({ gate: z.enum(gates) }),
    body: z.object({ decision: z.enum(['go', 'hold', 'stop']), reason: Text(4_000).min(1, 'say why') }),
    reply: Course,
    errors: ['conflict'],
    summary: 'People decide; evidence fills itself',
  }),
}
