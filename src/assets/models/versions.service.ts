import { createHash } from 'node:crypto'
import type { Db } from '../../database/schema.ts'
import { append } from '../../events/events.ts'
import type { ProjectContext } from '../../people/context.ts'
import { addVersion } from '../catalog/publish.service.ts'
import { warnIfDeprecated } from '../catalog/deprecation/warning.ts'
import { markAsset } from '../catalog/likeness/likeness.service.ts'
import { closureOf, link } from '../catalog/lineage/lineage.service.ts'
import { allArtifacts, type StoredFile } from '../experiments/artifacts/artifacts.service.ts'
import { loggedModelOf, noteOnModel } from '../experiments/loggedModels/loggedModels.service.ts'
import { badValue, checkKey, checkRegistryTag, jsonList, type KeyValue } from '../experiments/rules.ts'
import { parseFilter, parseOrder } from '../experiments/search/filter.ts'
import { decodePlace, encodePlace, questionOf } from '../experiments/search/keyset.ts'
import { modelVersions as subject } from '../experiments/search/subjects.ts'
import { demandNoProtected } from './aliases/guard.ts'
import { Stage, type ModelVersion, type RegisteredModel } from './model.ts'
import { modelKeyNamed, modelNamed, versionByAlias, versionIn, type RegistryQuery } from './models.service.ts'
import { tellWebhooks, toldTags } from './webhooks/outbox.ts'
import { countVersion, deleteAliases } from './models.store.ts'
import { promptTag, promptTextTag, searchVersions } from './search.store.ts'
import { filesOf, originOf, type Origin } from './source.ts'
import {
  archiveOthers,
  deleteVersionTag,
  findModelVersion,
  insertModelVersion,
  updateModelVersion,
  upsertVersionTag,
  type VersionSet,
} from './versions.store.ts'

export type VersionWish = {
  name: string
  source: string
  runId?: string | undefined
  modelId?: string | undefined
  runLink?: string | undefined
  description?: string | undefined
  tags: readonly KeyValue[]
}

/** Publishes a version: the registry's row, the catalogue's version and its lineage in one transaction. */
export async function createVersion(ctx: ProjectContext, wish: VersionWish): Promise<ModelVersion> {
  for (const tag of wish.tags) checkRegistryTag(tag)
  const model = await modelNamed(ctx, wish.name)
  const isPrompt = model.isPrompt || wish.tags.some(tag => tag.key === promptTag && tag.value.toLowerCase() === 'true')
  const origin = isPrompt ? asWritten(wish) : await originOf(ctx, wish, (name, version) => resolved(ctx, name, version))
  const digest = await contentDigest(ctx, origin)
  return ctx.db.transaction().execute(async tx => {
    const version = await publish(tx, ctx, { model, origin, digest })
    await insertModelVersion(tx, {
      ...origin,
      assetId: model.assetId,
      projectId: model.projectId,
      version,
      runLink: wish.runLink ?? null,
      description: wish.description ?? null,
      userName: null,
      createdBy: ctx.actor.id,
      createdBySeat: ctx.actor.seat ?? null,
      createdAt: ctx.clock.now(),
    })
    for (const tag of wish.tags) await upsertVersionTag(tx, { assetId: model.assetId, version }, tag)
    const made = await versionIn({ db: tx }, model, String(version))
    if (origin.modelId) await noteVersion({ ...ctx, db: tx }, origin.modelId, made)
    await tellVersion(tx, ctx, { model, made, tags: wish.tags })
    return made
  })
}

export async function versionNamed(ctx: ProjectContext, name: string, version: string): Promise<ModelVersion> {
  const model = await modelKeyNamed(ctx, name)
  await warnIfDeprecated(ctx, model.assetId)
  return versionIn(ctx, model, version)
}

/** The files of a version that lie on this server, with their paths from the version's root. */
export async function filesOfVersion(ctx: ProjectContext, version: { storageLocation: string }): Promise<StoredFile[]> {
  const place = filesOf(version)
  if (!place) return []
  const below = place.path === '' ? '' : `${place.path.replace(/\/+$/, '')}/`
  return (await allArtifacts(ctx, place.owner))
    .filter(file => file.path.startsWith(below))
    .map(file => ({ ...file, path: file.path.slice(below.length) }))
}

export async function describeVersion(
  ctx: ProjectContext,
  key: { name: string; version: string },
  description: string | undefined,
): Promise<ModelVersion> {
  return change(ctx, key, async (tx, version) => {
    if (description !== undefined) await set(tx, ctx, { version, set: { description }, field: 'description' })
  })
}

export type StageWish = { name: string; version: string; stage: string; archiveOthers: boolean }

export async function moveToStage(ctx: ProjectContext, wish: StageWish): Promise<ModelVersion> {
  const stage = stageNamed(wish.stage)
  if (wish.archiveOthers && stage !== 'Staging' && stage !== 'Production')
    throw badValue(
      `Model version transition cannot archive existing model versions because '${wish.stage}' is not an Active stage. Valid stages are ('Staging', 'Production')`,
    )
  return change(ctx, wish, async (tx, version) => {
    if (wish.archiveOthers) await archiveOthers(tx, version, { stage, now: ctx.clock.now() })
    await set(tx, ctx, { version, set: { stage }, field: 'stage' })
  })
}

/** Its number is not given again and its aliases go; what was built from it keeps its files. */
export async function deleteVersion(ctx: ProjectContext, name: string, wished: string): Promise<void> {
  const model = await modelNamed(ctx, name)
  const version = await versionIn(ctx, model, wished)
  await demandNoProtected(ctx, model, version.version)
  const now = ctx.clock.now()
  await ctx.db.transaction().execute(async tx => {
    await updateModelVersion(tx, version, { deleted_at: now, updated_at: now })
    await deleteAliases(tx, model.assetId, { version: version.version })
    if (!model.isPrompt)
      await append(tx, ctx, {
        verb: 'remove',
        object: { kind: 'model', id: model.assetId, version: version.version },
      })
  })
}

export async function setVersionTag(
  ctx: ProjectContext,
  key: { name: string; version: string },
  tag: KeyValue,
): Promise<void> {
  checkRegistryTag(tag)
  const model = await modelNamed(ctx, key.name)
  const version = await versionIn(ctx, model, key.version)
  await ctx.db.transaction().execute(async tx => {
    await upsertVersionTag(tx, version, tag)
    if (!model.isPrompt) await append(tx, ctx, tagsChanged(version))
    const event = model.isPrompt ? 'prompt_version_tag.set' : 'model_version_tag.set'
    await tellWebhooks(tx, ctx, { event, data: { ...key, ...tag } })
  })
}

/** A tag that is not there is no mistake. */
export async function dropVersionTag(
  ctx: ProjectContext,
  key: { name: string; version: string },
  name: string,
): Promise<void> {
  checkKey(name, 'key')
  const model = await modelNamed(ctx, key.name)
  const version = await versionIn(ctx, model, key.version)
  await ctx.db.transaction().execute(async tx => {
    await deleteVersionTag(tx, version, name)
    if (!model.isPrompt) await append(tx, ctx, tagsChanged(version))
    const event = model.isPrompt ? 'prompt_version_tag.deleted' : 'model_version_tag.deleted'
    await tellWebhooks(tx, ctx, { event, data: { ...key, key: name } })
  })
}

const tagsChanged = ({ assetId, version }: ModelVersion) => ({
  verb: 'change' as const,
  object: { kind: 'model' as const, id: assetId, version },
  payload: { fields: ['tags'] },
})

/** The newest version of each of the stages, all when none is named. */
export async function latestVersions(
  ctx: ProjectContext,
  name: string,
  stages: readonly string[],
): Promise<ModelVersion[]> {
  const model = await modelNamed(ctx, name)
  const wished = stages.map(stageNamed)
  return model.latestVersions.filter(version => wished.length === 0 || wished.includes(version.stage))
}

const defaultOrder = ['last_updated_timestamp DESC', 'name ASC', 'version_number DESC']

export async function findVersions(
  ctx: ProjectContext,
  query: RegistryQuery,
): Promise<{ versions: ModelVersion[]; next: string | undefined }> {
  const given = parseOrder(subject, query.orderBy)
  const ties = parseOrder(subject, given.length > 0 ? defaultOrder.slice(1) : defaultOrder)
  const order = [...given, ...ties.filter(tie => !given.some(one => one.key === tie.key))]
  const by = questionOf([query.filter ?? '', query.orderBy ?? []])
  const { versions, last } = await searchVersions(ctx.db, {
    projectId: ctx.project.id,
    conditions: parseFilter(subject, query.filter),
    order,
    after: decodePlace(query.token, by)?.values,
    limit: query.limit,
  })
  return { versions, next: last && encodePlace({ part: 0, values: last, by }) }
}

/** Prompts keep their text in tags; what they call their source is a placeholder. */
const asWritten = ({ source, runId }: VersionWish): Origin => ({
  source,
  storageLocation: source,
  runId: runId || null,
  modelId: null,
})

/** `models:/name/...` ends with a number or `latest`; an alias is written `models:/name@alias` and resolved by clients. */
async function resolved(ctx: ProjectContext, name: string, wished: string): Promise<ModelVersion> {
  const model = await modelNamed(ctx, name)
  if (model.isPrompt)
    throw badValue(
      `Invalid model version source: 'models:/${name}/${wished}'. Prompt versions cannot be used as model version sources.`,
    )
  if (model.aliases.some(({ alias }) => alias === wished)) return versionByAlias(ctx, name, wished)
  return versionIn(ctx, model, wished === 'latest' ? String(model.lastVersion) : wished)
}

type Publication = { model: RegisteredModel; origin: Origin; digest: string | undefined }

async function publish(tx: Db, ctx: ProjectContext, { model, origin, digest }: Publication): Promise<number> {
  const number = await countVersion(tx, model.assetId, ctx.clock.now())
  if (model.isPrompt) return number
  const version = await addVersion(tx, ctx, { assetId: model.assetId, digest, madeBy: origin.runId ?? undefined })
  if (origin.runId)
    await link(tx, ctx, {
      from: { kind: 'model', id: model.assetId, version },
      to: { kind: 'run', id: origin.runId },
      role: 'made by',
    })
  if (origin.runId) await markAsset(tx, model.assetId, await originsOf(tx, origin.runId))
  return version
}

/** The data that its run read, and the code that ran. */
async function originsOf(tx: Db, runId: string) {
  const { origins } = await closureOf(tx, { kind: 'run', id: runId })
  const of = (kind: 'dataset' | 'snapshot') => origins.filter(origin => origin.kind === kind).map(({ id }) => id)
  return { schema: of('dataset'), code: of('snapshot') }
}

type Made = { model: RegisteredModel; made: ModelVersion; tags: readonly KeyValue[] }

async function tellVersion(tx: Db, ctx: ProjectContext, { model: { isPrompt }, made, tags }: Made): Promise<void> {
  const { name, source, runId, description } = made
  const data = { name, version: String(made.version), tags: toldTags(tags, { isPrompt }), description }
  const template = tags.find(({ key }) => key === promptTextTag)?.value ?? null
  await (isPrompt
    ? tellWebhooks(tx, ctx, { event: 'prompt_version.created', data: { ...data, template } })
    : tellWebhooks(tx, ctx, { event: 'model_version.created', data: { ...data, source, run_id: runId } }))
}

/** What the files say: equal for equal bytes under equal names, wherever they were logged. */
export async function contentDigest(
  ctx: ProjectContext,
  origin: { storageLocation: string },
): Promise<string | undefined> {
  const files = await filesOfVersion(ctx, origin)
  if (files.length === 0) return undefined
  const lines = files.map(({ path, digest }) => `${digest}  ${path}\n`).toSorted()
  return `sha256:${createHash('sha256').update(lines.join('')).digest('hex')}`
}

const versionsTag = 'mlflow.modelVersions'

/** The logged model says under which names it was registered, as the original notes it. */
async function noteVersion(ctx: ProjectContext, modelId: string, { name, version }: ModelVersion): Promise<void> {
  const known = (await loggedModelOf(ctx, modelId, 'with deleted')).tags.find(tag => tag.key === versionsTag)?.value
  const entry = { name, version }
  await noteOnModel(ctx.db, modelId, { key: versionsTag, value: JSON.stringify([...jsonList(known), entry]) })
}

async function change(
  ctx: ProjectContext,
  key: { name: string; version: string },
  work: (tx: Db, version: ModelVersion) => Promise<void>,
): Promise<ModelVersion> {
  const version = await versionNamed(ctx, key.name, key.version)
  await ctx.db.transaction().execute(tx => work(tx, version))
  return (await findModelVersion(ctx.db, version)) ?? version
}

type Change = { version: ModelVersion; set: Omit<VersionSet, 'updated_at'>; field: string }

async function set(tx: Db, ctx: ProjectContext, { version, set: values, field }: Change): Promise<void> {
  await updateModelVersion(tx, version, { ...values, updated_at: ctx.clock.now() })
  await append(tx, ctx, {
    verb: 'change',
    object: { kind: 'model', id: version.assetId, version: version.version },
    payload: { fields: [field], ...(values.stage === undefined ? {} : { stage: values.stage }) },
  })
}

function stageNamed(wished: string): Stage {
  const found = Stage.options.find(stage => stage.toLowerCase() === wished.toLowerCase())
  if (!found)
    throw badValue(`Invalid Model Version stage: ${wished}. Value must be one of ${Stage.options.join(', ')}.`)
  return found
}
