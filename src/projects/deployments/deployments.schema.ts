import { z } from 'zod'
import { BuildProgress, buildStages } from '../../assets/images/spec.schema.ts'
import { route } from '../../people/route.ts'
import { InProject, Name, PageAfter, PersonRef, Slug, Time } from '../../people/shapes.ts'

/** How far a deployment has come: the stages of its image, then `start`, when the model is loaded in it. */
export const DeployProgress = BuildProgress.extend({ stage: z.enum([...buildStages, 'start']) }).meta({
  id: 'DeployProgress',
})
export type DeployProgress = z.infer<typeof DeployProgress>

export const Deployment = z
  .object({
    id: z.string(),
    model: z.string(),
    version: z.number(),
    flavor: z.enum(['onnx', 'python_function']),
    /**
     * `starting`: its image is built or its model loaded, and the one before it still answers; then `live`, or `failed` with
     * the reason. `replaced` also says that a newer one was asked for before this one was live.
     */
    state: z.enum(['starting', 'live', 'replaced', 'failed', 'retired']),
    /** why it failed and what to do about it */
    reason: z.string().nullable(),
    /** while it is starting */
    progress: DeployProgress.nullable(),
    /** digest of the image that a Python model runs in; known when it is live */
    image: z.string().nullable(),
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
    /** who answers for it; at first who deployed it */
    owner: PersonRef,
    /** what answers now */
    live: Deployment.nullable(),
    /** what is on its way to take its place; read the endpoint again until this is null, then look at `deployments` */
    starting: Deployment.nullable(),
    createdAt: Time,
    /** addresses for programs */
    invocations: z.string(),
    openInference: z.string(),
  })
  .meta({ id: 'Endpoint' })
export type Endpoint = z.infer<typeof Endpoint>

export const EndpointDetail = Endpoint.extend({
  /** newest first */
  deployments: z.array(Deployment),
  fields: z.array(ModelField),
  /** why there are no fields, in words; null where there are */
  fieldsMissing: z.string().nullable(),
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
    query: z.object(PageAfter),
    reply: z.object({ endpoints: z.array(Endpoint), next: z.string().nullable() }),
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
      'Put a model version behind an endpoint; where the environment asks for it, only after an accepted promotion. Answers at once: an ONNX form is live then, a Python model is starting while its image is built',
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
