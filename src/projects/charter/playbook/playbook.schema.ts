import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, PersonRef, Text, Time } from '../../../people/shapes.ts'
import { Phase, PlaybookName } from './phases.schema.ts'

export const Question = z
  .object({
    id: z.string(),
    /** of a question that the playbook brought, for its words in another language; null for the project's own */
    key: z.string().nullable(),
    words: z.string(),
    /** empty while it is open */
    answer: z.string(),
    answeredBy: PersonRef.nullable(),
    answeredAt: Time.nullable(),
  })
  .meta({ id: 'PlaybookQuestion' })
export type Question = z.infer<typeof Question>

const PhaseNow = z
  .object({
    phase: Phase,
    stage: z.string(),
    /** the gate that ends it */
    gate: z.string(),
    name: z.string(),
    exit: z.string(),
    spike: z.object({ question: z.string(), success: z.string(), failure: z.string(), days: z.number() }),
    questions: z.array(Question),
  })
  .meta({ id: 'PlaybookPhase' })
export type PhaseNow = z.infer<typeof PhaseNow>

export const Playbook = z
  .object({
    /** null when the project follows none; then there are no phases */
    name: PlaybookName.nullable(),
    followedAt: Time.nullable(),
    phases: z.array(PhaseNow),
  })
  .meta({ id: 'Playbook' })
export type Playbook = z.infer<typeof Playbook>

const QuestionRef = InProject.extend({ question: z.string().max(80) })

export const playbookRoutes = {
  get: route('GET', '/api/projects/:project/playbook', {
    allow: 'project:read',
    params: InProject,
    reply: Playbook,
    summary: 'Phases with the questions to answer, the rule that ends each, and a spike to begin with',
  }),
  follow: route('PUT', '/api/projects/:project/playbook', {
    allow: 'project:write',
    params: InProject,
    body: z.object({ name: PlaybookName }),
    reply: Playbook,
    summary: 'Follow a playbook; open questions of another one go, answers stay',
  }),
  ask: route('POST', '/api/projects/:project/playbook/questions', {
    allow: 'request:write',
    params: InProject,
    body: z.object({ phase: Phase, words: Text(400).min(1, 'write the question') }),
    reply: Playbook,
    status: 201,
    errors: ['conflict'],
    summary: 'Add a question of your own to a phase',
  }),
  answer: route('PUT', '/api/projects/:project/playbook/questions/:question', {
    allow: 'request:write',
    params: QuestionRef,
    body: z.object({ answer: Text(4_000) }),
    reply: Playbook,
    errors: ['not_found'],
    summary: 'Answer a question; an empty answer opens it again',
  }),
}
