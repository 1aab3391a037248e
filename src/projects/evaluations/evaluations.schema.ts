import { z } from 'zod'
import { route } from '../../people/route.ts'
import { InProject, Name, PageAfter, PersonRef, Time } from '../../people/shapes.ts'

const Interval = z.object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() })
const Verdict = z.enum(['better', 'no_better', 'worse'])

const Judged = z.object({
  name: z.string(),
  definition: z.string().optional(),
  direction: z.enum(['higher', 'lower']),
  unit: z.string(),
  ...Interval.shape,
  baseline: Interval.extend({ name: z.string() }),
  /** model minus baseline, from paired draws */
  difference: Interval,
  verdict: Verdict.nullable(),
  n: z.number(),
})

/** What `python -m trireme_runtime.evaluate` found; see its docstring for the method. */
export const EvaluationResult = z
  .object({
    task: z.string(),
    verdict: Verdict,
    n: z.number(),
    laterThanTraining: z.boolean().nullable(),
    metrics: z.array(Judged),
    slices: z.array(
      z.looseObject({
        name: z.string(),
        value: z.union([z.string(), z.number(), z.boolean()]).optional(),
        n: z.number(),
        metrics: z.array(Judged),
      }),
    ),
    slicesLeftOut: z.array(
      z.looseObject({
        name: z.string(),
        value: z.union([z.string(), z.number(), z.boolean()]).optional(),
        reason: z.string(),
      }),
    ),
    seed: z.number().optional(),
    method: z.unknown(),
  })
  .meta({ id: 'EvaluationResult' })
export type EvaluationResult = z.infer<typeof EvaluationResult>

/** What can be computed, by task; the first one gives the verdict where nothing else is said. */
export const taskMetrics = {
  classification: ['auc', 'log_loss', 'brier', 'accuracy', 'precision_at_capacity', 'recall_at_capacity'],
  regression: ['mae', 'rmse'],
} as const
export type EvaluationTask = keyof typeof taskMetrics

/** What is judged: which rows, which label, which figures; the first metric gives the verdict. */
export const EvaluationPlan = z
  .looseObject({
    task: z.enum(['classification', 'regression']),
    label: z.object({
      column: z.string(),
      op: z.enum(['>', '>=', '<', '<=', '==', '!=']).optional(),
      value: z.union([z.number(), z.string(), z.boolean()]).optional(),
    }),
    timeColumn: z.string(),
    testFraction: z.number().gt(0).lt(1).default(0.2),
    metrics: z.array(z.string()).max(20).optional(),
    baseline: z
      .union([z.object({ kind: z.literal('constant') }), z.object({ kind: z.literal('model'), model: z.string() })])
      .default({ kind: 'constant' }),
  })
  .meta({ id: 'EvaluationPlan' })
export type EvaluationPlan = z.infer<typeof EvaluationPlan>

export const Evaluation = z
  .object({
    id: z.string(),
    model: z.string(),
    version: z.number(),
    dataset: z.object({ id: z.string(), version: z.number() }),
    runId: z.string().nullable(),
    attemptId: z.string().nullable(),
    state: z.enum(['running', 'done', 'failed']),
    /** the name of another version when it was judged against one, else null for a constant guess */
    against: z.string().nullable(),
    plan: EvaluationPlan,
    result: EvaluationResult.nullable(),
    error: z.string().nullable(),
    createdBy: PersonRef,
    createdAt: Time,
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'Evaluation' })
export type Evaluation = z.infer<typeof Evaluation>

const OfVersion = InProject.extend({ model: Name, version: z.coerce.number<string | number>().int().min(1) })

export const evaluationRoutes = {
  list: route('GET', '/api/projects/:project/models/:model/versions/:version/evaluations', {
    allow: 'project:read',
    params: OfVersion,
    query: z.object(PageAfter),
    reply: z.object({ evaluations: z.array(Evaluation), next: z.string().nullable() }),
    errors: ['not_found'],
  }),
  start: route('POST', '/api/projects/:project/models/:model/versions/:version/evaluations', {
    allow: 'run:write',
    params: OfVersion,
    body: z.object({
      dataset: z.object({ name: Name, version: z.number().int().min(1).optional() }),
      plan: EvaluationPlan,
    }),
    reply: Evaluation,
    status: 201,
    errors: ['not_found', 'conflict'],
    summary: 'Judge a model version on later rows than it learned from, with intervals and by slice',
  }),
}
