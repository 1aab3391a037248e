import { z } from 'zod'
import { route } from '../../people/route.ts'
import { InProject, PersonRef, Time } from '../../people/shapes.ts'

const Pair = z.object({ key: z.string(), value: z.string() })
/** null is NaN or an infinity, which JSON cannot hold */
const Latest = z.object({ key: z.string(), value: z.number().nullable(), step: z.number(), time: z.number() })

export const RunSummary = z
  .object({
    id: z.string(),
    name: z.string(),
    experiment: z.object({ id: z.string(), name: z.string() }),
    status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
    origin: z.enum(['client', 'step']),
    startedAt: Time,
    endedAt: Time.nullable(),
    by: PersonRef,
    seat: z.string().nullable(),
    hypothesisId: z.string().nullable(),
    rerunOf: z.string().nullable(),
    parent: z.string().nullable(),
    metrics: z.array(Latest),
    params: z.array(Pair),
  })
  .meta({ id: 'RunSummary' })
export type RunSummary = z.infer<typeof RunSummary>

export const RunDetail = RunSummary.extend({
  tags: z.array(Pair),
  datasets: z.array(z.object({ name: z.string(), digest: z.string(), source: z.string() })),
  models: z.array(z.string()),
  attemptId: z.string().nullable(),
  imageDigest: z.string().nullable(),
  codeDigest: z.string().nullable(),
  environmentId: z.string().nullable(),
  artifacts: z.array(z.object({ path: z.string(), size: z.number() })),
}).meta({ id: 'RunDetail' })
export type RunDetail = z.infer<typeof RunDetail>

const RunRef = InProject.extend({ run: z.string().max(64) })

export const experimentRoutes = {
  list: route('GET', '/api/projects/:project/runs', {
    allow: 'project:read',
    params: InProject,
    query: z.object({
      filter: z.string().max(4_000).optional().describe("MLflow's search grammar"),
      orderBy: z.string().max(400).optional(),
      limit: z.coerce.number<number>().int().min(1).max(500).default(100),
      after: z.string().max(4_000).optional(),
    }),
    reply: z.object({ runs: z.array(RunSummary), next: z.string().nullable() }),
    errors: ['bad_request'],
  }),
  get: route('GET', '/api/projects/:project/runs/:run', {
    allow: 'project:read',
    params: RunRef,
    reply: RunDetail,
    errors: ['not_found'],
  }),
  series: route('GET', '/api/projects/:project/runs/:run/series', {
    allow: 'project:read',
    params: RunRef,
    query: z.object({
      key: z.string().max(300),
      points: z.coerce.number<number>().int().min(2).max(2_000).default(400),
    }),
    reply: z.object({
      key: z.string(),
      steps: z.array(z.number()),
      times: z.array(z.number()),
      values: z.array(z.number().nullable()),
    }),
    errors: ['not_found'],
    summary: 'The points of one metric, thinned for a chart',
  }),
  artifact: route('GET', '/api/projects/:project/runs/:run/artifact', {
    allow: 'project:read',
    params: RunRef,
    query: z.object({ path: z.string().min(1).max(1_000) }),
    reply: 'file',
    errors: ['not_found'],
  }),
}
