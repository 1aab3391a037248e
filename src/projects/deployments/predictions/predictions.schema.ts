import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, Slug, Time } from '../../../people/shapes.ts'

/** How far back the page looks, and how long one point of its charts is. */
export const spans = {
  hour: [3_600_000, 60_000],
  day: [86_400_000, 600_000],
  month: [30 * 86_400_000, 14_400_000],
} as const
export const Span = z.enum(['hour', 'day', 'month'])
export type Span = z.infer<typeof Span>

const Measured = z.object({
  requests: z.number(),
  rows: z.number(),
  errors: z.number(),
  /** of one request, in ms; over several batches the mean of theirs, weighted by requests */
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
})

export const VersionTraffic = Measured.extend({
  deploymentId: z.string(),
  model: z.string(),
  version: z.number(),
  points: z.array(Measured.extend({ at: Time })),
}).meta({ id: 'VersionTraffic' })
export type VersionTraffic = z.infer<typeof VersionTraffic>

export const TrafficHistory = z
  .object({
    from: Time,
    to: Time,
    /** ms between two points; a stretch without a request has none */
    stretch: z.number(),
    total: Measured.nullable(),
    /** the deployment that answered last comes first */
    versions: z.array(VersionTraffic),
  })
  .meta({ id: 'TrafficHistory' })
export type TrafficHistory = z.infer<typeof TrafficHistory>

export const LoggedPrediction = z
  .object({
    at: Time,
    model: z.string(),
    version: z.number(),
    /** not known of predictions that an earlier Trireme kept */
    ms: z.number().nullable(),
    /** of the request; the first of them stand here */
    rows: z.number(),
    inputs: z.array(z.record(z.string(), z.unknown())),
    outputs: z.array(z.unknown()),
    /** the chance of what was predicted, where the model says it */
    chances: z.array(z.number()),
    /** why there is no answer */
    error: z.string().nullable(),
  })
  .meta({ id: 'LoggedPrediction' })
export type LoggedPrediction = z.infer<typeof LoggedPrediction>

/** What a version predicted lately: how often each label, or how many numbers in each bin. */
export const Outcomes = z
  .object({
    model: z.string(),
    version: z.number(),
    rows: z.number(),
    labels: z.array(z.object({ label: z.string(), count: z.number() })),
    bins: z.array(z.object({ from: z.number(), to: z.number(), count: z.number() })),
  })
  .meta({ id: 'Outcomes' })
export type Outcomes = z.infer<typeof Outcomes>

const Named = InProject.extend({ endpoint: Slug })

export const predictionRoutes = {
  history: route('GET', '/api/projects/:project/endpoints/:endpoint/traffic', {
    allow: 'project:read',
    params: Named,
    query: z.object({ span: Span.default('day') }),
    reply: TrafficHistory,
    errors: ['not_found'],
    summary: 'Requests, errors and latency over time, by the version that answered',
  }),
  predictions: route('GET', '/api/projects/:project/endpoints/:endpoint/predictions', {
    allow: 'project:read',
    params: Named,
    query: z.object({ limit: z.coerce.number<number>().int().min(1).max(100).default(20) }),
    reply: z.object({
      /** newest first */
      predictions: z.array(LoggedPrediction),
      /** over the requests that were read for it, all of the newest ones */
      outcomes: z.array(Outcomes),
      requestsRead: z.number(),
    }),
    errors: ['not_found'],
    summary: 'The last predictions with what came in and went out, and how their results are spread',
  }),
}
