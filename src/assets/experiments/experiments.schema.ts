import { z } from 'zod'
import { route } from '../../people/route.ts'
import { InProject, PersonRef, Time } from '../../people/shapes.ts'

const Pair = z.object({ key: z.string(), value: z.string() })
/** null is NaN or an infinity, which JSON cannot hold */
const Latest = z.object({
  key: z.string(),
  value: z.number().nullable(),
  step: z.number(),
  time: z.number(),
  /** of all that was logged */
  least: z.number().nullable(),
  greatest: z.number().nullable(),
})

export const RunSummary = z
  .object({
    id: z.string(),
    name: z.string(),
    experiment: z.object({ id: z.string(), name: z.string() }),
    status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
    origin: z.enum(['client', 'step', 'import']),
    startedAt: Time,
    endedAt: Time.nullable(),
    by: PersonRef,
    seat: z.string().nullable(),
    hypothesisId: z.string().nullable(),
    rerunOf: z.string().nullable(),
    /** the import by which it came here */
    importId: z.string().nullable(),
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
  /** the first of them; the routes of artifacts tell all, folder by folder */
  artifacts: z.array(z.object({ path: z.string(), size: z.number() })),
}).meta({ id: 'RunDetail' })
export type RunDetail = z.infer<typeof RunDetail>

export const ComparedRun = RunSummary.extend({ tags: z.array(Pair) }).meta({ id: 'ComparedRun' })
export type ComparedRun = z.infer<typeof ComparedRun>

/** Finite values of a metric in a group; the sample standard deviation is none where there is one value. */
const Spread = z.object({
  n: z.number(),
  mean: z.number(),
  deviation: z.number().nullable(),
  min: z.number(),
  max: z.number(),
})
export type Spread = z.infer<typeof Spread>
/** Runs with one value of a param or tag; null for those that lack it. Metrics stand in the order of asking. */
export const RunGroup = z.object({
  value: z.string().nullable(),
  runs: z.number(),
  metrics: z.array(Spread.nullable()),
})
export type RunGroup = z.infer<typeof RunGroup>

/** Runs by id, in the order of asking; pages compare at most so many. */
export const mostCompared = 200
const RunIds = z
  .string()
  .max(mostCompared * 65)
  .transform(text => [...new Set(text.split(',').filter(id => id !== ''))])
  .refine(ids => ids.length <= mostCompared, `at most ${mostCompared} runs at once`)
  .describe('ids of runs, with commas between them')

/** The points of one metric, thinned so that the least and the greatest stay. */
const Points = z.object({
  steps: z.array(z.number()),
  times: z.array(z.number()),
  values: z.array(z.number().nullable()),
})
export type Points = z.infer<typeof Points>
const mostPoints = z.coerce.number<number>().int().min(2).max(2_000).default(400)

/** the deleted runs instead of the active ones */
const Trash = z
  .enum(['true', 'false'])
  .default('false')
  .transform(word => word === 'true')

const RunRef = InProject.extend({ run: z.string().max(64) })

export const experimentRoutes = {
  list: route('GET', '/api/projects/:project/runs', {
    allow: 'project:read',
    params: InProject,
    query: z.object({
      filter: z.string().max(4_000).optional().describe("MLflow's search grammar"),
      orderBy: z
        .string()
        .max(400)
        .optional()
        .describe('such as metrics.loss, or of all values of a metric the least or greatest: min.loss desc, max.auc'),
      trash: Trash,
      limit: z.coerce.number<number>().int().min(1).max(500).default(100),
      after: z.string().max(4_000).optional(),
    }),
    reply: z.object({ runs: z.array(RunSummary), next: z.string().nullable() }),
    errors: ['bad_request'],
  }),
  count: route('GET', '/api/projects/:project/runs/count', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ filter: z.string().max(4_000).optional().describe("MLflow's search grammar"), trash: Trash }),
    reply: z.object({ matching: z.number(), total: z.number() }),
    errors: ['bad_request'],
    summary: 'How many runs satisfy a filter, of how many',
  }),
  keys: route('GET', '/api/projects/:project/runs/keys', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({ metrics: z.array(z.string()), params: z.array(z.string()), tags: z.array(z.string()) }),
    summary: 'Which metrics, params and tags the runs of a project have; at most 500 of each',
  }),
  groups: route('GET', '/api/projects/:project/runs/groups', {
    allow: 'project:read',
    params: InProject,
    query: z.object({
      by: z.string().max(300).describe('a param or a tag, such as params.model'),
      metrics: z
        .string()
        .max(3_000)
        .default('')
        .transform(text => text.split(',').filter(key => key !== ''))
        .refine(keys => keys.length <= 10, 'at most 10 metrics at once')
        .describe('names of metrics, with commas between them'),
      filter: z.string().max(4_000).optional().describe("MLflow's search grammar"),
      limit: z.coerce.number<number>().int().min(1).max(500).default(200),
    }),
    reply: z.object({ groups: z.array(RunGroup), total: z.number() }),
    errors: ['bad_request'],
    summary: 'Runs by the value of a param or tag, with the mean and the spread of metrics in each group',
  }),
  compare: route('GET', '/api/projects/:project/runs/compare', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ runs: RunIds }),
    reply: z.object({ runs: z.array(ComparedRun), missing: z.array(z.string()) }),
    summary: 'Runs by id, in the order of asking, and those that the project does not have',
  }),
  bulkSeries: route('GET', '/api/projects/:project/runs/series', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ runs: RunIds, key: z.string().max(300), points: mostPoints }),
    reply: z.object({ series: z.array(Points.extend({ run: z.string() })) }),
    summary: 'One metric of many runs, each thinned for a chart; runs without it are left out',
  }),
  get: route('GET', '/api/projects/:project/runs/:run', {
    allow: 'project:read',
    params: RunRef,
    reply: RunDetail,
    errors: ['not_found'],
  }),
  note: route('PUT', '/api/projects/:project/runs/:run/note', {
    allow: 'run:write',
    agents: true,
    params: RunRef,
    body: z.object({ note: z.string().max(8_000).describe('Markdown; "@[usr_...]" names a person') }),
    reply: z.object({ note: z.string() }),
    errors: ['not_found'],
    summary: "What people say of a run: the same text as MLflow's mlflow.note.content",
  }),
  series: route('GET', '/api/projects/:project/runs/:run/series', {
    allow: 'project:read',
    params: RunRef,
    query: z.object({ key: z.string().max(300), points: mostPoints }),
    reply: Points.extend({ key: z.string() }),
    errors: ['not_found'],
    summary: 'The points of one metric, thinned for a chart',
  }),
}
