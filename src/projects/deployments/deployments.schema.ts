import { z } from 'zod'
import { route } from '../../people/route.ts'
import { InProject, Name, PersonRef, Slug, Time } from '../../people/shapes.ts'

export const Deployment = z
  .object({
    id: z.string(),
    model: z.string(),
    version: z.number(),
    flavor: z.string(),
    state: z.enum(['live', 'replaced', 'failed', 'retired']),
    reason: z.string().nullable(),
    /** the accepted request that allowed it, where one is needed */
    requestId: z.string().nullable(),
    createdBy: PersonRef,
    createdAt: Time,
    endedAt: Time.nullable(),
  })
  .meta({ id: 'Deployment' })
export type Deployment = z.infer<typeof Deployment>

/** One field of the form that predicts, from the model's signature. */
export const ModelField = z
  .object({ name: z.string(), type: z.string(), required: z.boolean(), example: z.unknown() })
  .meta({ id: 'ModelField' })

const Latency = z.object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() })

/** What the endpoint did in the last minutes of this server; older batches are kept in the prediction log. */
export const Traffic = z
  .object({
    since: Time,
    requests: z.number(),
    rows: z.number(),
    errors: z.number(),
    latencyMs: Latency,
    recent: z.array(z.object({ at: Time, ms: z.number(), isError: z.boolean() })),
  })
  .meta({ id: 'Traffic' })
export type Traffic = z.infer<typeof Traffic>

export const Endpoint = z
  .object({
    id: z.string(),
    name: z.string(),
    environment: z.object({ id: z.string(), name: z.string(), stage: z.string() }),
    live: Deployment.nullable(),
    createdAt: Time,
    /** addresses for programs */
    invocations: z.string(),
    openInference: z.string(),
  })
  .meta({ id: 'Endpoint' })
export type Endpoint = z.infer<typeof Endpoint>

export const EndpointDetail = Endpoint.extend({
  deployments: z.array(Deployment),
  fields: z.array(ModelField),
  traffic: Traffic,
  logged: z.object({ rows: z.number(), batches: z.number() }),
}).meta({ id: 'EndpointDetail' })
export type EndpointDetail = z.infer<typeof EndpointDetail>

const Named = InProject.extend({ endpoint: Slug })

export const Predicted = z
  .object({
    predictions: z.unknown(),
    probabilities: z.array(z.array(z.number())).nullable(),
    classes: z.array(z.unknown()).nullable(),
    ms: z.number(),
    model: z.string(),
    version: z.number(),
  })
  .meta({ id: 'Predicted' })

export const deploymentRoutes = {
  list: route('GET', '/api/projects/:project/endpoints', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({ endpoints: z.array(Endpoint) }),
  }),
  get: route('GET', '/api/projects/:project/endpoints/:endpoint', {
    allow: 'project:read',
    params: Named,
    reply: EndpointDetail,
    errors: ['not_found'],
  }),
  deploy: route('POST', '/api/projects/:project/endpoints/:endpoint/deployments', {
    allow: 'deployment:write',
    params: Named,
    body: z.object({
      model: Name,
      version: z.number().int().min(1),
      environment: z.string().max(80).default('development'),
    }),
    reply: EndpointDetail,
    status: 201,
    errors: ['not_found', 'forbidden', 'conflict', 'bad_request'],
    summary:
      'Put a model version behind an endpoint; where the environment asks for it, only after an accepted promotion',
  }),
  retire: route('DELETE', '/api/projects/:project/endpoints/:endpoint', {
    allow: 'deployment:write',
    params: Named,
    errors: ['not_found'],
    summary: 'Take an endpoint out of service',
  }),
  predict: route('POST', '/api/projects/:project/endpoints/:endpoint/predictions', {
    allow: 'endpoint:predict',
    params: Named,
    body: z.object({
      rows: z
        .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
        .min(1)
        .max(1_000),
    }),
    reply: Predicted,
    errors: ['not_found', 'bad_request', 'unavailable'],
    summary: 'Predict from the form; programs use the MLflow or Open Inference address',
  }),
}
