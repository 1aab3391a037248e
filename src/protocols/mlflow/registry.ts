import { z } from 'zod'
import { dropAlias, setAlias } from '../../assets/models/aliases/aliases.service.ts'
import {
  createModel,
  deleteModel,
  describeModel,
  dropModelTag,
  findModels,
  modelNamed,
  renameModel,
  setModelTag,
  versionByAlias,
} from '../../assets/models/models.service.ts'
import { repeatedRun, versionOfRepeated } from '../../assets/models/repeats.service.ts'
import {
  createVersion,
  deleteVersion,
  describeVersion,
  dropVersionTag,
  findVersions,
  latestVersions,
  moveToStage,
  setVersionTag,
  versionNamed,
} from '../../assets/models/versions.service.ts'
import { endpoint, type Endpoint, type Message, type MlflowContext } from './endpoint.ts'
import { flag, int, KeyValue, list, needed, text, words } from './fields.ts'
import { ofModels, ofVersions, pageSize } from './paging.ts'
import { someOf, toWireModel, toWireVersion } from './wire.ts'

const read = { method: 'GET', allow: 'project:read' } as const
const create = { method: 'POST', allow: 'model:write' } as const
const change = { method: 'PATCH', allow: 'model:write' } as const
const remove = { method: 'DELETE', allow: 'model:write' } as const

const Named = z.object({ name: needed })
const VersionRef = Named.extend({ version: needed })
/** the download address is asked for without a version by nobody but by mistake */
const LooseVersionRef = Named.extend({ version: text })
const VersionSeen = z.object({ name: z.string(), version: z.string().optional() })
const Search = z.object({ filter: text, max_results: int, order_by: list(words), page_token: text })
const Stages = Named.extend({ stages: list(words) })
const Alias = Named.extend({ alias: needed })

type Handle<S extends z.ZodObject> = (input: z.output<S>, ctx: MlflowContext) => Promise<object>

/** A change of the registry. A re-run's script is told what is there, which stays as it is, and goes on. */
function registryChange<S extends typeof Named>(message: Message<S>, handle: Handle<S>): Endpoint {
  return endpoint(message, async (input, ctx) => {
    if (!(await repeatedRun(ctx))) return handle(input, ctx)
    const { name, version } = VersionSeen.parse(input)
    return version === undefined
      ? { registered_model: toWireModel(await modelNamed(ctx, name)) }
      : { model_version: toWireVersion(await versionNamed(ctx, name, version)) }
  })
}

const latest = (method: 'GET' | 'POST') =>
  endpoint(
    { path: 'registered-models/get-latest-versions', method, allow: 'project:read', fields: Stages },
    async ({ name, stages }, ctx) => ({ model_versions: (await latestVersions(ctx, name, stages)).map(toWireVersion) }),
  )

export const modelEndpoints = [
  registryChange(
    {
      ...create,
      path: 'registered-models/create',
      fields: Named.extend({ tags: list(KeyValue), description: text }),
    },
    async (wish, ctx) => ({ registered_model: toWireModel(await createModel(ctx, wish)) }),
  ),
  endpoint({ ...read, path: 'registered-models/get', fields: Named }, async ({ name }, ctx) => ({
    registered_model: toWireModel(await modelNamed(ctx, name)),
  })),
  registryChange(
    { ...create, path: 'registered-models/rename', fields: Named.extend({ new_name: needed }) },
    async ({ name, new_name }, ctx) => ({ registered_model: toWireModel(await renameModel(ctx, name, new_name)) }),
  ),
  registryChange(
    { ...change, path: 'registered-models/update', fields: Named.extend({ description: text }) },
    async ({ name, description }, ctx) => ({
      registered_model: toWireModel(await describeModel(ctx, name, description)),
    }),
  ),
  registryChange({ ...remove, path: 'registered-models/delete', fields: Named }, async ({ name }, ctx) => {
    await deleteModel(ctx, name)
    return {}
  }),
  endpoint({ ...read, path: 'registered-models/search', fields: Search }, async (input, ctx) => {
    const { models, next } = await findModels(ctx, {
      filter: input.filter,
      orderBy: input.order_by,
      limit: pageSize(input.max_results, { usual: 100, most: 1_000, words: ofModels }),
      token: input.page_token,
    })
    return { registered_models: models.map(toWireModel), next_page_token: next ?? null }
  }),
  latest('POST'),
  latest('GET'),
  registryChange(
    { ...create, path: 'registered-models/set-tag', fields: Named.extend(KeyValue.shape) },
    async ({ name, key, value }, ctx) => {
      await setModelTag(ctx, name, { key, value })
      return {}
    },
  ),
  registryChange(
    { ...remove, path: 'registered-models/delete-tag', fields: Named.extend({ key: needed }) },
    async ({ name, key }, ctx) => {
      await dropModelTag(ctx, name, key)
      return {}
    },
  ),
  registryChange(
    { ...create, path: 'registered-models/alias', fields: Alias.extend({ version: needed }) },
    async ({ name, alias, version }, ctx) => {
      await setAlias(ctx, name, { alias, version })
      return {}
    },
  ),
  registryChange({ ...remove, path: 'registered-models/alias', fields: Alias }, async ({ name, alias }, ctx) => {
    await dropAlias(ctx, name, alias)
    return {}
  }),
  endpoint({ ...read, path: 'registered-models/alias', fields: Alias }, async ({ name, alias }, ctx) => ({
    model_version: toWireVersion(await versionByAlias(ctx, name, alias)),
  })),
]

export const versionEndpoints = [
  endpoint(
    {
      ...create,
      path: 'model-versions/create',
      fields: Named.extend({
        source: needed,
        run_id: text,
        tags: list(KeyValue),
        run_link: text,
        description: text,
        model_id: text,
      }),
    },
    async ({ name, source, run_id, run_link, model_id, description, tags }, ctx) => {
      const repeated = await repeatedRun(ctx)
      if (repeated) return { model_version: toWireVersion(await versionOfRepeated(ctx, repeated, name)) }
      const wish = { name, source, description, tags, runId: run_id, runLink: run_link, modelId: model_id }
      return { model_version: toWireVersion(await createVersion(ctx, wish)) }
    },
  ),
  registryChange(
    { ...change, path: 'model-versions/update', fields: VersionRef.extend({ description: text }) },
    async ({ description, ...key }, ctx) => ({
      model_version: toWireVersion(await describeVersion(ctx, key, description)),
    }),
  ),
  registryChange(
    {
      ...create,
      path: 'model-versions/transition-stage',
      fields: VersionRef.extend({ stage: needed, archive_existing_versions: flag }),
    },
    async ({ archive_existing_versions, ...key }, ctx) => ({
      model_version: toWireVersion(
        await moveToStage(ctx, { ...key, archiveOthers: archive_existing_versions ?? false }),
      ),
    }),
  ),
  registryChange({ ...remove, path: 'model-versions/delete', fields: VersionRef }, async ({ name, version }, ctx) => {
    await deleteVersion(ctx, name, version)
    return {}
  }),
  endpoint({ ...read, path: 'model-versions/get', fields: VersionRef }, async ({ name, version }, ctx) => ({
    model_version: toWireVersion(await versionNamed(ctx, name, version)),
  })),
  endpoint({ ...read, path: 'model-versions/search', fields: Search }, async (input, ctx) => {
    const { versions, next } = await findVersions(ctx, {
      filter: input.filter,
      orderBy: input.order_by,
      limit: pageSize(input.max_results, { usual: 10_000, most: 200_000, words: ofVersions }),
      token: input.page_token,
    })
    // many, and none of them has anything that `wireJson` would have to look for
    return JSON.stringify({ model_versions: someOf(versions.map(toWireVersion)), next_page_token: next })
  }),
  endpoint(
    { ...read, path: 'model-versions/get-download-uri', fields: LooseVersionRef },
    async ({ name, version }, ctx) => ({
      artifact_uri: (await versionNamed(ctx, name, version ?? '')).storageLocation,
    }),
  ),
  registryChange(
    { ...create, path: 'model-versions/set-tag', fields: VersionRef.extend(KeyValue.shape) },
    async ({ name, version, key, value }, ctx) => {
      await setVersionTag(ctx, { name, version }, { key, value })
      return {}
    },
  ),
  registryChange(
    { ...remove, path: 'model-versions/delete-tag', fields: VersionRef.extend({ key: needed }) },
    async ({ name, version, key }, ctx) => {
      await dropVersionTag(ctx, { name, version }, key)
      return {}
    },
  ),
]
