import type { Db } from '../../database/schema.ts'
import { append } from '../../events/events.ts'
import { newId } from '../../kernel/ids.ts'
import type { ProjectContext } from '../../people/context.ts'
import { link } from '../catalog/lineage/lineage.service.ts'
import { adoptVersion, ensureAsset } from '../catalog/publish.service.ts'
import { historian, type Adopted, type Finding } from '../experiments/adoption/adopted.ts'
import { placeOf } from '../experiments/artifacts/paths.ts'
import { loggedModelOf } from '../experiments/loggedModels/loggedModels.service.ts'
import { storable, type KeyValue } from '../experiments/rules.ts'
import { runOf } from '../experiments/runs/runs.service.ts'
import { AppError } from '../../kernel/errors.ts'
import { isProtected } from './aliases/aliases.store.ts'
import type { ModelVersion, RegisteredModel, Stage } from './model.ts'
import { findModel, insertModel, raiseVersion, updateModel, upsertAlias, upsertModelTag } from './models.store.ts'
import { contentDigest } from './versions.service.ts'
import {
  findModelVersion,
  insertModelVersion,
  isGiven,
  updateModelVersion,
  upsertVersionTag,
} from './versions.store.ts'

/** A registered model or prompt that existed elsewhere, with some or all of its versions. */
export type AdoptedModel = {
  name: string
  description: string | null
  isPrompt: boolean
  createdAt: number
  updatedAt: number
  /** the highest number that was ever given there */
  lastVersion: number
  tags: readonly KeyValue[]
  aliases: readonly { alias: string; version: number }[]
  versions: readonly AdoptedVersion[]
}

export type AdoptedVersion = {
  version: number
  source: string
  storageLocation: string
  runId: string | null
  modelId: string | null
  runLink: string | null
  description: string | null
  userName: string | null
  stage: Stage
  createdAt: number
  updatedAt: number
  tags: readonly KeyValue[]
}

type Counted = Adopted & { assetId: string | null; versions: { made: number; same: number } }

/**
 * Takes a model with the numbers that its versions had. A model of the same name that grew here is left alone, since the two
 * histories would claim the same numbers; `known` is the id under which an earlier import brought it.
 */
export async function adoptModel(
  tx: Db,
  ctx: ProjectContext,
  { wish, known }: { wish: AdoptedModel; known: string | undefined },
): Promise<Counted> {
  const found = await findModel(tx, ctx.project.id, wish.name)
  if (found && found.assetId !== known && found.lastVersion > 0)
    return {
      outcome: 'refused',
      assetId: null,
      versions: { made: 0, same: 0 },
      findings: [{ kind: 'model', subject: wish.name, code: 'taken', detail: '' }],
    }
  const model = found ?? (await make(tx, ctx, wish))
  await raiseVersion(tx, model.assetId, wish.lastVersion)
  const findings: Finding[] = []
  const versions = { made: 0, same: 0 }
  for (const version of wish.versions) {
    const outcome = await adoptOne(tx, ctx, { model, wish: version })
    if (outcome === 'taken')
      findings.push({ kind: 'version', subject: `${model.name} v${version.version}`, code: 'taken', detail: '' })
    else versions[outcome]++
  }
  const added = await addWords(tx, ctx, { model, wish, findings })
  const outcome = found ? (added + versions.made > 0 ? 'added' : 'same') : 'made'
  return { outcome, assetId: model.assetId, versions, findings }
}

/** What happened there at this time. */
const then = (ctx: ProjectContext, occurredAt: number) => ({ ...historian(ctx), occurredAt })

async function make(tx: Db, ctx: ProjectContext, wish: AdoptedModel): Promise<RegisteredModel> {
  const { name, isPrompt, createdAt } = wish
  const description = wish.description === null ? null : storable(wish.description)
  const asset = { kind: 'model', name, description: description ?? '' } as const
  const assetId = isPrompt ? newId('prm') : (await ensureAsset(tx, then(ctx, createdAt), asset)).id
  const row = { assetId, projectId: ctx.project.id, name, description, isPrompt, by: ctx.actor.id, now: createdAt }
  await insertModel(tx, row)
  await updateModel(tx, row, { updated_at: wish.updatedAt })
  const made = await findModel(tx, ctx.project.id, name)
  if (!made) throw new AppError('conflict', `The name ${name} was taken meanwhile; import again`)
  return made
}

type OneVersion = { model: RegisteredModel; wish: AdoptedVersion }

async function adoptOne(tx: Db, ctx: ProjectContext, { model, wish }: OneVersion): Promise<'made' | 'same' | 'taken'> {
  const key = { assetId: model.assetId, version: wish.version }
  const here = await findModelVersion(tx, key)
  if (here) return isTheSame(here, wish) ? 'same' : 'taken'
  // deleted here since: it stays so
  if (await isGiven(tx, key)) return 'same'
  const within = { ...ctx, db: tx }
  const source = storable(wish.source)
  const storageLocation = await placeHere(within, wish)
  if (!model.isPrompt) {
    const digest = await contentDigest(within, { storageLocation })
    await adoptVersion(tx, then(ctx, wish.createdAt), { ...key, digest })
  }
  const { version, runId, modelId, runLink, userName, createdAt } = wish
  const made = { source, storageLocation, runId, modelId, runLink, userName, createdAt, version }
  await insertModelVersion(tx, {
    ...made,
    assetId: model.assetId,
    projectId: ctx.project.id,
    description: wish.description === null ? null : storable(wish.description),
    createdBy: ctx.actor.id,
    createdBySeat: ctx.actor.seat ?? null,
  })
  await updateModelVersion(tx, key, { stage: wish.stage, updated_at: wish.updatedAt })
  for (const tag of wish.tags) await upsertVersionTag(tx, key, plain(tag))
  await raiseVersion(tx, model.assetId, version)
  if (runId && !model.isPrompt)
    await link(tx, then(ctx, createdAt), {
      from: { kind: 'model', id: model.assetId, version },
      to: { kind: 'run', id: runId },
      role: 'made by',
    })
  return 'made'
}

const isTheSame = (here: ModelVersion, wish: AdoptedVersion) =>
  here.source === storable(wish.source) && here.createdAt === wish.createdAt

/** Where the files of a version lie now: below its run or logged model here, else where they were. */
async function placeHere(ctx: ProjectContext, { source, storageLocation }: AdoptedVersion): Promise<string> {
  const logged =
    /^models:\/+(m-[0-9a-f]{32})\/?$/.exec(storageLocation) ?? /^models:\/+(m-[0-9a-f]{32})\/?$/.exec(source)
  const place = logged ? { owner: { kind: 'model' as const, id: logged[1] ?? '' }, path: '' } : placeOf(storageLocation)
  if (!place) return storable(storageLocation)
  const root = await rootOf(ctx, place.owner)
  if (root === undefined) return storable(storageLocation)
  return place.path === '' ? root : `${root}/${place.path}`
}

async function rootOf(ctx: ProjectContext, { kind, id }: { kind: 'run' | 'model'; id: string }) {
  try {
    return (kind === 'run' ? await runOf(ctx, id) : await loggedModelOf(ctx, id, 'with deleted')).artifactUri
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  }
}

type Words = { model: RegisteredModel; wish: AdoptedModel; findings: Finding[] }

/** Tags and aliases that the model here lacks; an alias that points elsewhere here stays. */
async function addWords(tx: Db, ctx: ProjectContext, { model, wish, findings }: Words): Promise<number> {
  const tags = wish.tags.filter(({ key }) => !model.tags.some(tag => tag.key === key))
  for (const tag of tags) await upsertModelTag(tx, model.assetId, plain(tag))
  let added = tags.length
  for (const { alias, version } of wish.aliases) {
    const here = model.aliases.find(one => one.alias === alias)
    if (here && here.version !== version)
      findings.push({ kind: 'model', subject: `${model.name} @${alias}`, code: 'differs', detail: alias })
    if (here || !(await findModelVersion(tx, { assetId: model.assetId, version }))) continue
    if (!model.isPrompt && (await isProtected(tx, { projectId: ctx.project.id, alias }))) {
      findings.push({ kind: 'model', subject: `${model.name} @${alias}`, code: 'guarded', detail: alias })
      continue
    }
    await upsertAlias(tx, model.assetId, { alias, version })
    added++
    if (!model.isPrompt)
      await append(tx, then(ctx, wish.updatedAt), {
        verb: 'change',
        object: { kind: 'model', id: model.assetId, version },
        payload: { fields: ['alias'], alias },
      })
  }
  return added
}

const plain = ({ key, value }: KeyValue): KeyValue => ({ key: storable(key), value: storable(value) })
