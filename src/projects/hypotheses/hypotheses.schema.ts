import { z } from 'zod'
import { route } from '../../people/route.ts'
import { InProject, Name, PageAfter, PersonRef, Text, Time } from '../../people/shapes.ts'

/** Because of an observation, a change moves a metric by at least so much on a slice, found out within a timebox. */
export const Hypothesis = z
  .object({
    id: z.string(),
    /** H1, H2, ... within the project */
    number: z.number(),
    title: z.string(),
    because: z.string(),
    change: z.string(),
    metric: z.string(),
    delta: z.string(),
    slice: z.string(),
    timeboxUntil: Time.nullable(),
    state: z.enum(['open', 'validated', 'refuted', 'inconclusive']),
    outcome: z.string().nullable(),
    evidenceRuns: z.array(z.string()),
    createdBy: PersonRef,
    createdAt: Time,
    closedAt: Time.nullable(),
  })
  .meta({ id: 'Hypothesis' })
export type Hypothesis = z.infer<typeof Hypothesis>

const Wish = z.object({
  title: Name,
  because: Text(2_000).default(''),
  change: Text(2_000).default(''),
  metric: Text(200).default(''),
  delta: Text(200).default(''),
  slice: Text(400).default(''),
  timeboxUntil: Time.nullable().default(null),
})

const HypothesisRef = InProject.extend({ hypothesis: z.string() })

export const Tried = Hypothesis.pick({ id: true, number: true, title: true, state: true, outcome: true })
  .extend({ project: z.object({ slug: z.string(), name: z.string() }) })
  .meta({ id: 'TriedHypothesis' })
export type Tried = z.infer<typeof Tried>

const TriedRun = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
    startedAt: Time,
    note: z.string(),
    project: Tried.shape.project,
  })
  .meta({ id: 'TriedRun' })

export const TriedBefore = z.object({ hypotheses: z.array(Tried), runs: z.array(TriedRun) })
export type TriedBefore = z.infer<typeof TriedBefore>

export const hypothesisRoutes = {
  tried: route('GET', '/api/hypotheses', {
    allow: 'signed-in',
    agents: true,
    query: z.object({ q: Text(300).min(1), limit: z.coerce.number<number>().int().min(1).max(50).default(10) }),
    reply: TriedBefore,
    summary:
      'Has anyone tried this? Hypotheses and runs of the projects that I may see, by the words of their names, params, tags and notes',
  }),
  list: route('GET', '/api/projects/:project/hypotheses', {
    allow: 'project:read',
    params: InProject,
    query: z.object(PageAfter),
    reply: z.object({ hypotheses: z.array(Hypothesis), next: z.string().nullable() }),
  }),
  create: route('POST', '/api/projects/:project/hypotheses', {
    allow: 'hypothesis:write',
    agents: true,
    params: InProject,
    body: Wish,
    reply: Hypothesis,
    status: 201,
    summary: 'Open a hypothesis: because of an observation, a change moves a metric on a slice, within a timebox',
  }),
  get: route('GET', '/api/projects/:project/hypotheses/:hypothesis', {
    allow: 'project:read',
    params: HypothesisRef,
    reply: Hypothesis,
    errors: ['not_found'],
  }),
  close: route('POST', '/api/projects/:project/hypotheses/:hypothesis/close', {
    allow: 'hypothesis:write',
    params: HypothesisRef,
    body: z.object({
      state: z.enum(['validated', 'refuted', 'inconclusive']),
      outcome: Text(4_000).min(1, 'say what was found'),
      runs: z.array(z.string().max(64)).max(100).default([]),
    }),
    reply: Hypothesis,
    errors: ['not_found', 'conflict'],
    summary: 'Close with what was found; a refuted hypothesis is progress too',
  }),
}
