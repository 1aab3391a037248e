import { z } from 'zod'
import { route } from '../../people/route.ts'
import { InProject, Name, PersonRef, Time } from '../../people/shapes.ts'

const Pair = z.object({ key: z.string(), value: z.string() })

export const ModelVersion = z
  .object({
    assetId: z.string(),
    model: z.string(),
    version: z.number(),
    description: z.string().nullable(),
    runId: z.string().nullable(),
    stage: z.string(),
    aliases: z.array(z.string()),
    tags: z.array(Pair),
    createdBy: PersonRef,
    createdAt: Time,
  })
  .meta({ id: 'ModelVersion' })
export type ModelVersion = z.infer<typeof ModelVersion>

export const ModelVersionDetail = ModelVersion.extend({
  files: z.array(z.object({ path: z.string(), size: z.number() })),
  /** the MLmodel file as it was logged: signature, flavors, versions */
  mlmodel: z.string().nullable(),
  inputExample: z.string().nullable(),
  /** the run or logged model that keeps the files, and below which folder; null when they are not here */
  place: z.object({ owner: z.string(), path: z.string() }).nullable(),
}).meta({ id: 'ModelVersionDetail' })
export type ModelVersionDetail = z.infer<typeof ModelVersionDetail>

export const Model = z
  .object({
    assetId: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    lastVersion: z.number(),
    aliases: z.array(z.object({ alias: z.string(), version: z.number() })),
    updatedAt: Time,
  })
  .meta({ id: 'Model' })
export type Model = z.infer<typeof Model>

const Named = InProject.extend({ model: Name })
const Versioned = Named.extend({ version: z.coerce.number<string | number>().int().min(1) })

export const modelRoutes = {
  list: route('GET', '/api/projects/:project/models', {
    allow: 'project:read',
    params: InProject,
    query: z.object({
      limit: z.coerce.number<number>().int().min(1).max(500).default(100),
      after: z.string().max(4_000).optional(),
    }),
    reply: z.object({ models: z.array(Model), next: z.string().nullable() }),
  }),
  versions: route('GET', '/api/projects/:project/models/:model', {
    allow: 'project:read',
    params: Named,
    reply: z.object({ model: Model, versions: z.array(ModelVersion) }),
    errors: ['not_found'],
  }),
  get: route('GET', '/api/projects/:project/models/:model/versions/:version', {
    allow: 'project:read',
    params: Versioned,
    reply: ModelVersionDetail,
    errors: ['not_found'],
  }),
  setTag: route('PUT', '/api/projects/:project/models/:model/versions/:version/tags', {
    allow: 'model:write',
    params: Versioned,
    body: z.object({ key: z.string().min(1).max(250), value: z.string().max(100_000) }),
    errors: ['not_found', 'bad_request'],
    summary: 'Write a tag of a version; the same tag as MLflow sees',
  }),
  dropTag: route('DELETE', '/api/projects/:project/models/:model/versions/:version/tags', {
    allow: 'model:write',
    params: Versioned,
    query: z.object({ key: z.string().min(1).max(250) }),
    errors: ['not_found'],
    summary: 'Take a tag of a version away',
  }),
  file: route('GET', '/api/projects/:project/models/:model/versions/:version/file', {
    allow: 'project:read',
    params: Versioned,
    query: z.object({ path: z.string().min(1).max(1_000) }),
    reply: 'file',
    errors: ['not_found'],
  }),
}
