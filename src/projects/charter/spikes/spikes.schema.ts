import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, Name, Page, PersonRef, Text, Time } from '../../../people/shapes.ts'
import { Phase } from '../playbook/phases.schema.ts'

/** One question with a timebox, with success and failure said before it begins. */
export const Spike = z
  .object({
    id: z.string(),
    phase: Phase,
    question: z.string(),
    success: z.string(),
    failure: z.string(),
    owner: PersonRef,
    startedAt: Time,
    untilAt: Time,
    state: z.enum(['open', 'answered', 'unanswered']),
    /** whether one goes on with what was found; null while it is open */
    verdict: z.enum(['go', 'no_go']).nullable(),
    outcome: z.string(),
    closedAt: Time.nullable(),
  })
  .meta({ id: 'Spike' })
export type Spike = z.infer<typeof Spike>

export const longestSpike = 14

export const spikeRoutes = {
  list: route('GET', '/api/projects/:project/spikes', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ state: z.enum(['open', 'closed']).default('open'), ...Page }),
    reply: z.object({ spikes: z.array(Spike), next: z.string().nullable() }),
    summary: 'What is being found out, by whom and until when, or what came out; newest first',
  }),
  start: route('POST', '/api/projects/:project/spikes', {
    allow: 'request:write',
    params: InProject,
    body: z.object({
      phase: Phase,
      question: Name.max(400),
      success: Text(1_000).min(1, 'say what would count as success'),
      failure: Text(1_000).min(1, 'say what would count as failure'),
      owner: z.string().max(80).optional().describe('who sits in the project; you when not said'),
      days: z.number().int().min(1).max(longestSpike),
    }),
    reply: Spike,
    status: 201,
    errors: ['bad_request'],
    summary: 'Begin a spike: one question, at most two weeks',
  }),
  close: route('POST', '/api/projects/:project/spikes/:spike/close', {
    allow: 'request:write',
    params: InProject.extend({ spike: z.string().max(80) }),
    body: z.object({
      state: z.enum(['answered', 'unanswered']),
      verdict: z.enum(['go', 'no_go']),
      outcome: Text(4_000).min(1, 'say what came out'),
    }),
    reply: Spike,
    errors: ['not_found', 'conflict'],
    summary: 'Say what came out; a question that stays open is an answer too',
  }),
}
