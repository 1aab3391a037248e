import { append } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import type { Context } from '../context.ts'
import { personsOf } from '../persons.store.ts'
import { deleteSeat, insertSeat } from '../seats.store.ts'
import type { Seat } from '../seats.ts'
import { isProgram } from '../shapes.ts'
import { createLink } from '../links.store.ts'
import type { User } from './users.schema.ts'
import {
  endAccess,
  ensureServiceAccount,
  findDemoAccount,
  findUserByEmail,
  findWholeUser,
  insertUser,
  listUsers,
  setUser,
} from './users.store.ts'

const week = 7 * 86_400_000

export const userOf = (ctx: Pick<Context, 'db'>, id: string) => findWholeUser(ctx.db, id)
export const userByEmail = (ctx: Pick<Context, 'db'>, email: string) => findUserByEmail(ctx.db, email)
export const namesOf = (ctx: Pick<Context, 'db'>, ids: readonly string[]) => personsOf(ctx.db, ids)

export async function searchUsers(
  ctx: Context,
  page: { q?: string | undefined; before?: string | undefined; limit: number },
) {
  const users = await listUsers(ctx.db, page)
  return { users, next: users.length === page.limit ? (users.at(-1)?.id ?? null) : null }
}

export async function createUser(
  ctx: Context,
  wish: { name: string; email?: string | undefined; kind: 'person' | 'demo' },
): Promise<User> {
  if (wish.kind === 'demo' && !ctx.actor.token?.rights.includes('demo:act'))
    throw new AppError('forbidden', 'Only the demo makes demo accounts')
  return ctx.db.transaction().execute(async tx => {
    if (wish.kind === 'demo') {
      const known = await findDemoAccount(tx, wish.name)
      if (known) return wholeOf(tx, known.id)
    }
    return wholeOf(tx, await addPerson({ ...ctx, db: tx }, wish))
  })
}

/** Adds a person in the caller's transaction; an e-mail that is known already is a conflict. */
export async function addPerson(
  ctx: Context,
  wish: { name: string; email?: string | undefined; kind: 'person' | 'demo' },
): Promise<string> {
  const email = wish.email?.trim().toLowerCase()
  if (email !== undefined && (await findUserByEmail(ctx.db, email)))
    throw new AppError('conflict', 'A person with this e-mail exists already')
  const id = await insertUser(ctx.db, { name: wish.name, email, kind: wish.kind, isOwner: false, now: ctx.clock.now() })
  await append(ctx.db, ctx, { verb: 'join', object: { kind: 'user', id } })
  return id
}

export async function inviteUser(ctx: Context, userId: string) {
  const user = await wholeOf(ctx.db, userId)
  if (user.kind !== 'person' || user.deactivatedAt !== null)
    throw new AppError('conflict', 'Only an active person can be invited')
  if (user.isOwner && !ctx.actor.isOwner) throw new AppError('forbidden', 'Only an owner can make a link for an owner')
  return ctx.db.transaction().execute(tx => makeInvitation({ ...ctx, db: tx }, user))
}

/** A link for a person, in the caller's transaction. */
export async function makeInvitation(ctx: Context, user: User) {
  const now = ctx.clock.now()
  await append(ctx.db, ctx, { verb: 'invite', object: { kind: 'user', id: user.id } })
  const link = { kind: 'invite', userId: user.id, createdBy: ctx.actor.id, now, lastsMs: week } as const
  const secret = await createLink(ctx.db, link)
  return { user, url: `${ctx.origin}/sign-in#${secret}`, expiresAt: now + week }
}

export async function changeUser(
  ctx: Context,
  userId: string,
  change: { mayRunCode?: boolean | undefined; isActive?: boolean | undefined },
): Promise<User> {
  if (!ctx.actor.isOwner)
    throw new AppError(
      'forbidden',
      'You cannot, because only owners of this installation grant the right to run code or deactivate people; ask an owner',
    )
  if (change.isActive === false && userId === ctx.actor.id)
    throw new AppError('conflict', 'You cannot deactivate yourself; ask another owner')
  return ctx.db.transaction().execute(async tx => {
    await wholeOf(tx, userId)
    if (change.mayRunCode !== undefined) {
      await setUser(tx, userId, { may_run_code: change.mayRunCode ? 1 : 0 })
      await append(tx, ctx, {
        verb: change.mayRunCode ? 'grant' : 'revoke',
        object: { kind: 'user', id: userId },
        payload: { right: 'run-code' },
      })
    }
    if (change.isActive !== undefined) {
      if (change.isActive) await activate({ ...ctx, db: tx }, userId)
      else await deactivate({ ...ctx, db: tx }, userId)
    }
    return wholeOf(tx, userId)
  })
}

async function activate(ctx: Context, userId: string): Promise<void> {
  const user = await wholeOf(ctx.db, userId)
  if (user.deactivatedAt === null) return
  if (user.erasedAt !== null) throw new AppError('conflict', 'This person was erased; add them as somebody new')
  await setUser(ctx.db, userId, { deactivated_at: null, left_at: null })
  await append(ctx.db, ctx, { verb: 'join', object: { kind: 'user', id: userId } })
}

/** Ends every way in at once, in the caller's transaction. */
export async function deactivate(ctx: Context, userId: string): Promise<void> {
  const now = ctx.clock.now()
  const user = await wholeOf(ctx.db, userId)
  if (user.deactivatedAt === null) {
    await setUser(ctx.db, userId, { deactivated_at: now })
    await append(ctx.db, ctx, { verb: 'leave', object: { kind: 'user', id: userId } })
  }
  await endAccess(ctx.db, userId, now)
}

/** The last step of a leaver's walk, in its transaction: nothing is left, and no right of the installation. */
export async function markLeft(ctx: Context, userId: string): Promise<void> {
  await setUser(ctx.db, userId, { left_at: ctx.clock.now(), is_owner: 0, may_run_code: 0 })
  await append(ctx.db, ctx, { verb: 'leave', object: { kind: 'user', id: userId }, payload: { walk: 'finished' } })
}

export async function changePlatformSeat(
  ctx: Context,
  wish: { user: string; seat: Seat; verb: 'assign-seat' | 'leave-seat' },
): Promise<User> {
  return ctx.db.transaction().execute(async tx => {
    const { kind } = await wholeOf(tx, wish.user)
    if (isProgram(kind)) throw new AppError('conflict', 'A program never fills a seat; name a person')
    const row = { projectId: '', seat: wish.seat, userId: wish.user, by: ctx.actor.id, now: ctx.clock.now() }
    const changed = wish.verb === 'assign-seat' ? await insertSeat(tx, row) : await deleteSeat(tx, row)
    if (changed)
      await append(tx, ctx, {
        verb: wish.verb,
        object: { kind: 'seat', id: wish.seat },
        payload: { user: wish.user, seat: wish.seat },
      })
    return wholeOf(tx, wish.user)
  })
}

async function wholeOf(db: Context['db'], id: string): Promise<User> {
  const user = await findWholeUser(db, id)
  if (!user) throw notFound('Person', id)
  return user
}

/** The account by which the log knows an agent. */
export const addAgentAccount = (tx: Context['db'], name: string, now: number) =>
  insertUser(tx, { name, kind: 'agent', isOwner: false, now })

/** One of the platform's own accounts, made when it is first needed. */
export const serviceAccount = (tx: Context['db'], name: string, now: number) => ensureServiceAccount(tx, name, now)
