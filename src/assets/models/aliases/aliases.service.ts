import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { acceptedRequest, createRequest, type RequestContext } from '../../../people/requests/requests.service.ts'
import { namesOf } from '../../../people/users/users.service.ts'
import { checkAlias, checkNewAlias } from '../../experiments/rules.ts'
import type { RegisteredModel } from '../model.ts'
import { tellWebhooks } from '../webhooks/outbox.ts'
import { modelNamed, versionIn } from '../models.service.ts'
import { deleteAliases, upsertAlias } from '../models.store.ts'
import type { ProtectedAlias } from './aliases.schema.ts'
import {
  deleteProtected,
  insertProtected,
  insertWish,
  isProtected,
  listProtected,
  listWishes,
} from './aliases.store.ts'

/** Moves an alias to a version in one step. One that the project protects moves only when the promotion is accepted. */
export async function setAlias(
  ctx: RequestContext,
  name: string,
  wish: { alias: string; version: string },
): Promise<void> {
  const { alias } = wish
  checkNewAlias(alias)
  const model = await modelNamed(ctx, name)
  const { version } = await versionIn(ctx, model, wish.version)
  const isThere = model.aliases.some(one => one.alias === alias && one.version === version)
  if (!isThere && (await isGuarded(ctx, model, alias))) await demandPromotion(ctx, { model, alias, version })
  await ctx.db.transaction().execute(async tx => {
    await upsertAlias(tx, model.assetId, { alias, version })
    await tellMove(tx, ctx, { model, alias, version })
  })
}

/** Moves what was asked for with a promotion, in the transaction of its acceptance. */
export async function moveWishedAliases(tx: Db, ctx: ProjectContext, requestId: string): Promise<void> {
  for (const { assetId, modelName, alias, version } of await listWishes(tx, requestId)) {
    const inside = { ...ctx, db: tx }
    const model = await modelNamed(inside, modelName)
    await versionIn(inside, model, String(version))
    await upsertAlias(tx, assetId, { alias, version })
    await tellMove(tx, ctx, { model, alias, version })
  }
}

/** An alias that is not there is no mistake. */
export async function dropAlias(ctx: ProjectContext, name: string, alias: string): Promise<void> {
  checkAlias(alias)
  const model = await modelNamed(ctx, name)
  const version = model.aliases.find(one => one.alias === alias)?.version
  if (version === undefined) return
  if (await isGuarded(ctx, model, alias))
    throw new AppError('forbidden', `The alias "${alias}" is protected in this project and is not taken away`, {
      hint: 'Promote another version to it, or free the alias on the page of the models',
    })
  await ctx.db.transaction().execute(async tx => {
    await deleteAliases(tx, model.assetId, { alias })
    if (!model.isPrompt) await tellAlias(tx, ctx, { model, alias: null, version })
    const event = model.isPrompt ? 'prompt_alias.deleted' : 'model_version_alias.deleted'
    await tellWebhooks(tx, ctx, { event, data: { name, alias } })
  })
}

export async function protectedAliases(ctx: ProjectContext): Promise<{ aliases: ProtectedAlias[] }> {
  const rows = await listProtected(ctx.db, ctx.project.id)
  const persons = await namesOf(
    ctx,
    rows.map(row => row.created_by),
  )
  return {
    aliases: rows.map(({ alias, created_by: id, created_at: since }) => ({
      alias,
      since,
      by: persons.get(id) ?? { id, name: '', kind: 'unknown' },
    })),
  }
}

export async function protectAlias(ctx: ProjectContext, alias: string): Promise<{ aliases: ProtectedAlias[] }> {
  checkNewAlias(alias)
  await ctx.db.transaction().execute(async tx => {
    const key = { projectId: ctx.project.id, alias, by: ctx.actor.id, now: ctx.clock.now() }
    if (await insertProtected(tx, key)) await tellProtection(tx, ctx, { alias, isProtected: true })
  })
  return protectedAliases(ctx)
}

export async function freeAlias(ctx: ProjectContext, alias: string): Promise<void> {
  await ctx.db.transaction().execute(async tx => {
    if (!(await deleteProtected(tx, { projectId: ctx.project.id, alias }))) throw notFound('Protected alias', alias)
    await tellProtection(tx, ctx, { alias, isProtected: false })
  })
}

/** Prompts are texts of their own and no request is about them. */
const isGuarded = async (ctx: ProjectContext, model: RegisteredModel, alias: string) =>
  !model.isPrompt && (await isProtected(ctx.db, { projectId: ctx.project.id, alias }))

type Move = { model: RegisteredModel; alias: string; version: number }

/** Passes when this version was accepted; otherwise asks for it and tells where the answer will be. */
async function demandPromotion(ctx: RequestContext, { model, alias, version }: Move): Promise<void> {
  const subject = { kind: 'model', id: model.name, version: String(version) }
  if (await acceptedRequest(ctx, { ...subject, kind: 'promotion' })) return
  const why = `The alias "${alias}" is protected in this project and moves to version ${version} of ${model.name} only with an accepted promotion`
  if (!ctx.may('request:write'))
    throw new AppError('forbidden', why, { hint: 'This token may not ask for one; ask with your own' })
  const reason = `Set the alias "${alias}" to version ${version} of ${model.name}`
  const keep = (tx: Db, requestId: string) => insertWish(tx, { requestId, assetId: model.assetId, alias, version })
  const { id } = await createRequest(ctx, { kind: 'promotion', subject, reason, keep })
  throw new AppError('forbidden', why, {
    hint: `The request is ${ctx.origin}/projects/${ctx.project.slug}/requests/${id}; the alias moves when it is accepted`,
  })
}

async function tellMove(tx: Db, ctx: ProjectContext, { model, alias, version }: Move): Promise<void> {
  if (!model.isPrompt) await tellAlias(tx, ctx, { model, alias, version })
  await tellWebhooks(tx, ctx, {
    event: model.isPrompt ? 'prompt_alias.created' : 'model_version_alias.created',
    data: { name: model.name, alias, version: String(version) },
  })
}

async function tellAlias(
  tx: Db,
  ctx: ProjectContext,
  { model, alias, version }: { model: RegisteredModel; alias: string | null; version: number },
): Promise<void> {
  await append(tx, ctx, {
    verb: 'change',
    object: { kind: 'model', id: model.assetId, version },
    payload: { fields: ['alias'], ...(alias === null ? { removed: true } : { alias }) },
  })
}

const tellProtection = (tx: Db, ctx: ProjectContext, payload: { alias: string; isProtected: boolean }) =>
  append(tx, ctx, {
    verb: 'change',
    object: { kind: 'project', id: ctx.project.id },
    payload: { fields: ['protectedAliases'], ...payload },
  })
