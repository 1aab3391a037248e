import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, Name, Text, Time } from '../../../people/shapes.ts'

/** From the business down to the data. */
export const layers = ['kpi', 'decision', 'quality', 'metric', 'data'] as const
export const edgeKinds = ['formula', 'segment', 'influence'] as const

export const Driver = z
  .object({
    id: z.string(),
    layer: z.enum(layers),
    name: z.string(),
    unit: z.string(),
    kpiId: z.string().nullable(),
    /** a metric of the deployed version's evaluation, on a slice such as `month=12` */
    metric: z.string().nullable(),
    slice: z.string().nullable(),
    /** live: what the KPI was measured at last, or what the evaluation of the deployed version says */
    now: z
      .object({
        value: z.number(),
        low: z.number().nullable(),
        high: z.number().nullable(),
        n: z.number().nullable(),
        from: z.string(),
        at: Time.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'KpiDriver' })
export type Driver = z.infer<typeof Driver>

/** What lies below moves what lies above. */
export const DriverEdge = z
  .object({
    from: z.string(),
    to: z.string(),
    kind: z.enum(edgeKinds),
    note: z.string(),
    hypothesisId: z.string().nullable(),
    /** an influence is believed until a hypothesis with runs as evidence supports it */
    isProven: z.boolean(),
  })
  .meta({ id: 'KpiEdge' })
export type DriverEdge = z.infer<typeof DriverEdge>

const Range = z.tuple([z.number(), z.number()]).refine(([low, high]) => low <= high, 'the low end comes first')
const Share = z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).refine(([low, high]) => low <= high)

const Common = {
  currency: Text(12).min(1),
  /** cases a month */
  cases: z.number().positive(),
  /** share of cases in which people follow the model */
  adoption: Share,
  /** a month */
  runCost: Range,
  peopleCost: Range,
  /** the driver that holds the metric */
  driver: z.string().max(64).nullable().default(null),
}

export const WorthPlan = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('recall'),
      ...Common,
      /** share of cases that are to be found */
      rate: z.number().gt(0).max(1),
      precision: z.number().gt(0).max(1),
      benefit: Range,
      costFalse: Range,
      costMissed: Range,
    }),
    z.object({ kind: z.literal('error'), ...Common, baseline: z.number(), perUnit: Range }),
  ])
  .meta({ id: 'WorthPlan' })
export type WorthPlan = z.infer<typeof WorthPlan>

const Spread = z.object({ low: z.number(), half: z.number(), high: z.number() }).nullable()

/** 80 of 100 draws of the costs lie between low and high. */
export const WorthFound = z
  .object({
    /** a month; null while the metric is not measured */
    value: Spread,
    /** of one point: a hundredth of recall, or one unit less error */
    point: Spread,
    /** the metric at which the value is nothing */
    breakEven: Spread,
  })
  .meta({ id: 'WorthFound' })
export type WorthFound = z.infer<typeof WorthFound>

export const KpiTree = z
  .object({
    drivers: z.array(Driver),
    edges: z.array(DriverEdge),
    worth: z.object({ plan: WorthPlan, found: WorthFound, updatedAt: Time }).nullable(),
  })
  .meta({ id: 'KpiTree' })
export type KpiTree = z.infer<typeof KpiTree>

const DriverRef = InProject.extend({ driver: z.string() })

export const driverRoutes = {
  tree: route('GET', '/api/projects/:project/drivers', {
    allow: 'project:read',
    params: InProject,
    reply: KpiTree,
    summary:
      'From the KPI down to the data: what drives it, proven or believed, with live values and what a point is worth',
  }),
  add: route('POST', '/api/projects/:project/drivers', {
    allow: 'kpi:write',
    params: InProject,
    body: z.object({
      layer: z.enum(layers),
      name: Name,
      unit: Text(60).default(''),
      kpi: z.string().max(64).nullable().default(null),
      metric: Text(120).nullable().default(null),
      slice: Text(200).nullable().default(null),
    }),
    reply: KpiTree,
    status: 201,
    errors: ['not_found', 'conflict'],
  }),
  remove: route('DELETE', '/api/projects/:project/drivers/:driver', {
    allow: 'kpi:write',
    params: DriverRef,
    reply: KpiTree,
    errors: ['not_found'],
  }),
  connect: route('PUT', '/api/projects/:project/drivers/:driver/drives', {
    allow: 'kpi:write',
    params: DriverRef,
    body: z.object({
      to: z.string().max(64),
      kind: z.enum(edgeKinds),
      note: Text(400).default(''),
      /** the hypothesis that tests an influence, by id or as H2 */
      hypothesis: z.string().max(64).nullable().default(null),
    }),
    reply: KpiTree,
    errors: ['not_found', 'conflict'],
    summary: 'Say that one drives the other; an influence stays dashed until an experiment supports it',
  }),
  worth: route('PUT', '/api/projects/:project/worth', {
    allow: 'kpi:write',
    params: InProject,
    body: WorthPlan,
    reply: KpiTree,
    errors: ['not_found'],
    summary: 'What a case is worth, as ranges; from it follow the value of a point and the break-even',
  }),
}
