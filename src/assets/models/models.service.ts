import type { Db } from '../../database/schema.ts'
import { append } from '../../events/events.ts'
import { AppError } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { ProjectContext } from '../../people/context.ts'
import { nearAsset } from '../catalog/likeness/likeness.service.ts'
import { ensureAsset, renameAsset, retireAsset } from '../catalog/publish.service.ts'
import {
  badValue,
  checkAlias,
  checkKey,
  checkModelName,
  checkRegistryTag,
  missingValue,
  type KeyValue,
} from '../experiments/rules.ts'
import { parseFilter, parseOrder } from '../experiments/search/filter.ts'
import { decodePlace, encodePlace, questionOf } from '../experiments/search/keyset.ts'
import { registeredModels as subject } from '../experiments/search/subjects.ts'
import { demandNoProtected } from './aliases/guard.ts'
import type { ModelVersion, RegisteredModel } from './model.ts'
import {
  deleteModelTag,
  findModel,
  findModelKey,
  insertModel,
  updateModel,
  upsertModelTag,
  type ModelKey,
} from './models.store.ts'
import { promptTag, searchModels } from './search.store.ts'
import { tellWebhooks, toldTags } from './webhooks/outbox.ts'
import { findModelVersion } from './versions.store.ts'

export type ModelWish = { name: string; description?: string | undefined; tags: readonly KeyValue[] }

/** A name under which versions are published: an asset of the catalogue, unless it is a prompt. */
export async function createModel(ctx: ProjectContext, wish: ModelWish): Promise<RegisteredModel> {
  checkModelName(wish.name)
  for (const tag of wish.tags) checkRegistryTag(tag)
  const isPrompt = wish.tags.some(tag => tag.key === promptTag && tag.value.toLowerCase() === 'true')
  const made = await ctx.db.transaction().execute(async tx => {
    const known = await findModel(tx, ctx.project.id, wish.name)
    if (known) throw taken(wish.name, known.isPrompt, isPrompt)
    const { name, description } = wish
    const assetId = isPrompt ? newId('prm') : (await ensureAsset(tx, ctx, { kind: 'model', name, description })).id
    const by = ctx.actor.id
    const model = { assetId, projectId: ctx.project.id, name, description: description ?? null, isPrompt, by }
    if (!(await insertModel(tx, { ...model, now: ctx.clock.now() }))) throw taken(name, isPrompt, isPrompt)
    for (const tag of wish.tags) await upsertModelTag(tx, assetId, tag)
    await tellWebhooks(tx, ctx, {
      event: isPrompt ? 'prompt.created' : 'registered_model.created',
      data: { name, tags: toldTags(wish.tags, { isPrompt }), description: description ?? '' },
    })
    return modelNamed({ ...ctx, db: tx }, name)
  })
  if (!isPrompt) await sayNear(ctx, made.assetId)
  return made
}

/** Tells a program that there is nearly the same already, in a header that clients of other registries do not mind. */
async function sayNear(ctx: ProjectContext, assetId: string): Promise<void> {
  const [first] = await nearAsset(ctx, assetId)
  if (first)
    ctx.setHeader('X-Trireme-Near', `<${ctx.origin}/catalogue/${first.asset.id}>; score=${first.score.toFixed(2)}`)
}

/** A registered model of this project. */
export async function modelNamed(ctx: Pick<ProjectContext, 'db' | 'project'>, name: string): Promise<RegisteredModel> {
  checkModelName(name)
  return (await findModel(ctx.db, ctx.project.id, name)) ?? noModel(name)
}

/** The same where only its versions are asked for. */
export async function modelKeyNamed(ctx: Pick<ProjectContext, 'db' | 'project'>, name: string): Promise<ModelKey> {
  checkModelName(name)
  return (await findModelKey(ctx.db, ctx.project.id, name)) ?? noModel(name)
}

function noModel(name: string): never {
  throw new AppError('not_found', `Registered Model with name=${name} not found`)
}

export async function describeModel(
  ctx: ProjectContext,
  name: string,
  description: string | undefined,
): Promise<RegisteredModel> {
  const model = await modelNamed(ctx, name)
  await ctx.db.transaction().execute(async tx => {
    await updateModel(tx, model, { description: description ?? null, updated_at: ctx.clock.now() })
    if (!model.isPrompt)
      await append(tx, ctx, {
        verb: 'change',
        object: { kind: 'model', id: model.assetId },
        payload: { fields: ['description'] },
      })
  })
  return modelNamed(ctx, name)
}

export async function renameModel(ctx: ProjectContext, name: string, newName: string): Promise<RegisteredModel> {
  if (newName.trim() === '') throw missingValue('new_name')
  checkModelName(newName)
  const model = await modelNamed(ctx, name)
  await ctx.db.transaction().execute(async tx => {
    const isFree = await updateModel(tx, model, { name: newName, updated_at: ctx.clock.now() })
    const isRenamed = isFree && (model.isPrompt || (await renameAsset(tx, ctx, { id: model.assetId, name: newName })))
    if (!isRenamed) throw new AppError('conflict', `Registered Model (name=${newName}) already exists.`)
  })
  return modelNamed(ctx, newName)
}

/** Gone for clients and its name free again; its versions stay for what was built from them. */
export async function deleteModel(ctx: ProjectContext, name: string): Promise<void> {
  const model = await modelNamed(ctx, name)
  await demandNoProtected(ctx, model)
  const now = ctx.clock.now()
  await ctx.db.transaction().execute(async tx => {
    await updateModel(tx, model, { name: `${name} (${model.assetId})`, deleted_at: now, updated_at: now })
    if (!model.isPrompt) await retireAsset(tx, ctx, model.assetId)
  })
}

/** For those who write tags with something else, in their transaction. */
export async function writeModelTags(
  tx: Db,
  model: Pick<RegisteredModel, 'assetId'>,
  tags: readonly KeyValue[],
): Promise<void> {
  for (const tag of tags) checkRegistryTag(tag)
  for (const tag of tags) await upsertModelTag(tx, model.assetId, tag)
}

export async function setModelTag(ctx: ProjectContext, name: string, tag: KeyValue): Promise<void> {
  checkRegistryTag(tag)
  const model = await modelNamed(ctx, name)
  await ctx.db.transaction().execute(async tx => {
    await upsertModelTag(tx, model.assetId, tag)
    // MLflow tells of tags of prompts and of versions only
    if (model.isPrompt) await tellWebhooks(tx, ctx, { event: 'prompt_tag.set', data: { name, ...tag } })
  })
}

/** A tag that is not there is no mistake. */
export async function dropModelTag(ctx: ProjectContext, name: string, key: string): Promise<void> {
  checkKey(key, 'key')
  const model = await modelNamed(ctx, name)
  await ctx.db.transaction().execute(async tx => {
    await deleteModelTag(tx, model.assetId, key)
    if (model.isPrompt) await tellWebhooks(tx, ctx, { event: 'prompt_tag.deleted', data: { name, key } })
  })
}

export async function versionByAlias(ctx: ProjectContext, name: string, alias: string): Promise<ModelVersion> {
  checkAlias(alias)
  const model = await modelNamed(ctx, name)
  const version = model.aliases.find(one => one.alias === alias)?.version
  if (version === undefined) throw badValue(`Registered model alias ${alias} not found.`)
  return versionIn(ctx, model, String(version))
}

/** A version by its number as clients write it. */
export async function versionIn(
  ctx: Pick<ProjectContext, 'db'>,
  model: ModelKey,
  wished: string,
): Promise<ModelVersion> {
  if (!/^\d{1,15}$/.test(wished)) throw badValue(`Parameter 'version' must be an integer, got '${wished}'.`)
  const version = await findModelVersion(ctx.db, { assetId: model.assetId, version: Number(wished) })
  if (!version) throw new AppError('not_found', `Model Version (name=${model.name}, version=${wished}) not found`)
  return version
}

export type RegistryQuery = {
  filter?: string | undefined
  orderBy?: readonly string[] | undefined
  limit: number
  token?: string | undefined
}

export async function findModels(
  ctx: ProjectContext,
  query: RegistryQuery,
): Promise<{ models: RegisteredModel[]; next: string | undefined }> {
  const given = parseOrder(subject, query.orderBy)
  const isTied = given.some(({ key }) => key === 'name')
  const by = questionOf([query.filter ?? '', query.orderBy ?? []])
  const { models, last } = await searchModels(ctx.db, {
    projectId: ctx.project.id,
    conditions: parseFilter(subject, query.filter),
    order: isTied ? given : [...given, { entity: 'attribute', key: 'name', isAscending: true }],
    after: decodePlace(query.token, by)?.values,
    limit: query.limit,
  })
  return { models, next: last && encodePlace({ part: 0, values: last, by }) }
}

/** The alias is the client's word, so the log says only that one moved; null when it was taken away. */
function taken(name: string, isExistingPrompt: boolean, isNewPrompt: boolean): AppError {
  const word = (isPrompt: boolean) => (isPrompt ? 'Prompt' : 'Registered Model')
  const [old, wished] = [word(isExistingPrompt), word(isNewPrompt)]
  if (old === wished) return new AppError('conflict', `${wished} (name=${name}) already exists.`)
  return new AppError(
    'conflict',
    `Tried to create a ${wished.toLowerCase()} with name '${name}', but the name is already taken by a ${old.toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`,
  )
}
