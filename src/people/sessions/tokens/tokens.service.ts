import type { Db } from '../../../database/schema.ts'
import { serviceAccount } from '../../users/users.service.ts'
import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Context, ProjectContext } from '../../context.ts'
import { isProjectRight } from '../../policies.ts'
import { nextAfter, type PageAfter } from '../../shapes.ts'
import type { Token } from './tokens.schema.ts'
import {
  findToken,
  findWorkingToken,
  insertToken,
  listTokens,
  listWorkingTokens,
  revokeRunTokens,
  revokeToken,
} from './tokens.store.ts'

export type TokenWish = { name: string; rights: string[]; expiresInSeconds: number }

/** A token never holds more than its owner, and a token cannot make tokens. */
export async function createToken(
  ctx: ProjectContext,
  wish: TokenWish,
): Promise<{ token: Token; secret: string; trackingUri: string }> {
  demandPerson(ctx)
  const beyond = wish.rights.filter(right => right !== '*' && !(isProjectRight(right) && ctx.may(right)))
  if (beyond.length > 0)
    throw new AppError('forbidden', `You cannot give a token ${beyond.join(', ')}, because your seat does not hold it`)
  const now = ctx.clock.now()
  return ctx.db.transaction().execute(async tx => {
    const made = await insertToken(tx, {
      userId: ctx.actor.id,
      projectId: ctx.project.id,
      name: wish.name,
      rights: wish.rights,
      now,
      expiresAt: now + wish.expiresInSeconds * 1000,
    })
    await append(tx, ctx, { verb: 'create', object: { kind: 'token', id: made.id }, payload: { rights: wish.rights } })
    const token = await findToken(tx, ownerIn(ctx), made.id)
    if (!token) throw notFound('Token', made.id)
    return { token, secret: made.secret, trackingUri: ctx.origin }
  })
}

export async function myTokens(ctx: ProjectContext, page: PageAfter) {
  const tokens = await listTokens(ctx.db, ownerIn(ctx), page)
  return { tokens, next: nextAfter(tokens, page.limit, ({ id }) => id) }
}

const ownerIn = (ctx: ProjectContext) => ({ userId: ctx.actor.id, projectId: ctx.project.id })

export async function endToken(ctx: ProjectContext, id: string): Promise<void> {
  demandPerson(ctx)
  await ctx.db.transaction().execute(async tx => {
    if (!(await findToken(tx, ownerIn(ctx), id))) throw notFound('Token', id)
    await endOneToken(tx, ctx, id)
  })
}

/** In the caller's transaction, who has seen that it is theirs to end. */
export async function endOneToken(tx: Db, ctx: Context, id: string): Promise<void> {
  await revokeToken(tx, id, ctx.clock.now())
  await append(tx, ctx, { verb: 'revoke', object: { kind: 'token', id } })
}

export async function allTokens(ctx: Context, page: PageAfter) {
  const tokens = await listWorkingTokens(ctx.db, page, ctx.clock.now())
  return { tokens, next: nextAfter(tokens, page.limit, ({ id }) => id) }
}

export async function endAnyToken(ctx: Context, id: string): Promise<void> {
  demandPerson(ctx)
  await ctx.db.transaction().execute(async tx => {
    const token = await findWorkingToken(tx, id, ctx.clock.now())
    if (!token) throw notFound('Token', id)
    if (token.isOwners && !ctx.actor.isOwner)
      throw new AppError('forbidden', 'You cannot, because this token is of an owner; ask an owner')
    await revokeToken(tx, id, ctx.clock.now())
    const inProject = token.projectId === null ? {} : { projectId: token.projectId }
    await append(tx, ctx, { verb: 'revoke', object: { kind: 'token', id }, ...inProject })
  })
}

function demandPerson(ctx: Context): void {
  if (ctx.actor.token)
    throw new AppError('forbidden', 'A token cannot make, list or revoke tokens; sign in with the browser')
}

export type RunTokenWish = {
  userId: string
  projectId: string
  runId: string
  rights: readonly string[]
  now: number
  lastsMs: number
}

/** A token for a step that runs for somebody: no more than their rights, in one project, and only while the run lasts. */
export async function issueRunToken(db: Db, wish: RunTokenWish): Promise<string> {
  const { now, lastsMs, ...token } = wish
  return (await insertToken(db, { ...token, name: 'step', now, expiresAt: now + lastsMs })).secret
}

export type AgentTokenWish = {
  agentId: string
  userId: string
  name: string
  rights: readonly string[]
  now: number
  expiresAt: number
}

/** A token with which an agent acts for a person; which projects it may enter is the agent's. */
export const issueAgentToken = (tx: Db, wish: AgentTokenWish) => insertToken(tx, { ...wish, projectId: null })

export const endRunTokens = (tx: Db, runId: string, now: number) => revokeRunTokens(tx, runId, now)

export type ServiceTokenWish = {
  /** the account's name: "Command line", "Demo" */
  account: string
  project?: { id: string }
  name: string
  rights: readonly string[]
  now: number
  lastsMs: number
}

/** A token of one of the platform's own accounts, which belong to nobody and fill no seat. */
export async function issueServiceToken(db: Db, wish: ServiceTokenWish): Promise<string> {
  const { account, project, name, rights, now, lastsMs } = wish
  return db.transaction().execute(async tx => {
    const userId = await serviceAccount(tx, account, now)
    const made = await insertToken(tx, {
      userId,
      projectId: project?.id ?? null,
      name,
      rights,
      now,
      expiresAt: now + lastsMs,
    })
    const author = {
      actor: { id: userId },
      source: 'system' as const,
      clock: { now: () => now },
      ...(project ? { project } : {}),
    }
    await append(tx, author, { verb: 'create', object: { kind: 'token', id: made.id }, payload: { rights } })
    return made.secret
  })
}
