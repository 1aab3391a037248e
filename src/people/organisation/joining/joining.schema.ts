import { z } from 'zod'
import { route } from '../../route.ts'
import { Seat } from '../../seats.ts'
import { InProject, Name, PersonRef, Text, Time } from '../../shapes.ts'

/** What whoever takes a seat does first; found done in the log, never ticked by hand. */
export const stepNames = [
  'account',
  'token',
  'comment',
  'charter',
  'kpi',
  'seats',
  'decide',
  'hypothesis',
  'dataset',
  'run',
  'image',
  'deploy',
] as const
export const StepName = z.enum(stepNames)
export type StepName = z.infer<typeof StepName>

export const FirstSteps = z
  .object({
    project: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    seats: z.array(Seat),
    since: Time,
    steps: z.array(z.object({ name: StepName, isDone: z.boolean() })),
  })
  .meta({ id: 'FirstSteps' })
export type FirstSteps = z.infer<typeof FirstSteps>

export const joiningRoutes = {
  steps: route('GET', '/api/first-steps', {
    allow: 'signed-in',
    reply: z.object({ places: z.array(FirstSteps) }),
    summary: 'My first steps in the projects in which I sit since less than 30 days',
  }),
  hide: route('PUT', '/api/projects/:project/first-steps/hidden', {
    allow: 'project:read',
    params: InProject,
    summary: 'Show me the first steps in this project no more',
  }),
  join: route('POST', '/api/joiners', {
    allow: 'user:write',
    body: z.object({
      name: Name,
      email: z.email().max(320).optional(),
      title: Text(200).optional(),
      department: z.string().max(200).optional().describe('its id or name'),
      reportsTo: z.string().max(80).optional(),
      team: z.string().max(200).optional().describe('its id or name'),
      seats: z
        .array(z.object({ project: z.string().min(1).max(80), seat: Seat }))
        .max(20)
        .default([]),
    }),
    reply: z.object({ person: PersonRef, url: z.string(), expiresAt: Time }),
    status: 201,
    errors: ['conflict', 'not_found', 'forbidden'],
    summary: 'Bring somebody in: place, team, seats and a sign-in link, all at once',
  }),
}
