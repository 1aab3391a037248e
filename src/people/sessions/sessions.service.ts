import { hash, verify } from '@node-rs/argon2'
import { append } from '../../events/events.ts'
import { AppError } from '../../kernel/errors.ts'
import type { Context } from '../context.ts'
import { sessionCookie } from '../serve.ts'
import { useLink } from '../links.store.ts'
import type { Me } from './sessions.schema.ts'
import {
  createSession,
  deleteSession,
  deleteSessionsOf,
  findLogin,
  isEmailTaken,
  passwordHashOf,
  readMe,
  updateUser,
} from './sessions.store.ts'

const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Failed tries per e-mail in a window; kept by the caller so that no module holds state. */
export type LoginTries = { allow(key: string, now: number): boolean; fail(key: string, now: number): void }

export function openLoginTries(limit = 8, windowMs = 5 * 60_000): LoginTries {
  const failures = new Map<string, number[]>()
  const recent = (key: string, now: number) => (failures.get(key) ?? []).filter(at => at > now - windowMs)
  return {
    allow: (key, now) => recent(key, now).length < limit,
    fail(key, now) {
      if (failures.size > 10_000) failures.clear()
      failures.set(key, [...recent(key, now), now])
    },
  }
}

export async function signInByLink(ctx: Context, secret: string): Promise<Me> {
  return ctx.db.transaction().execute(async tx => {
    const link = await useLink(tx, secret, ctx.clock.now())
    if (!link)
      throw new AppError('gone', 'This sign-in link was used already or is too old', {
        hint: 'On the server run: npx trireme login-link',
      })
    return startSession({ ...ctx, db: tx }, link.userId)
  })
}

export async function signInByPassword(
  ctx: Context,
  login: { email: string; password: string },
  tries: LoginTries,
): Promise<Me> {
  const email = login.email.trim().toLowerCase()
  const now = ctx.clock.now()
  if (!tries.allow(email, now))
    throw new AppError('too_many', 'Too many failed tries for this e-mail; wait five minutes')
  const found = await findLogin(ctx.db, email)
  // an unknown e-mail takes as long as a wrong password
  const isRight = await verify(found?.passwordHash ?? (await decoy()), login.password)
  if (!found?.passwordHash || !isRight) {
    tries.fail(email, now)
    throw new AppError('unauthenticated', 'E-mail or password is wrong', {
      hint: 'An owner can make a new sign-in link for you',
    })
  }
  return ctx.db.transaction().execute(tx => startSession({ ...ctx, db: tx }, found.id))
}

const decoy = () => hash('nobody has this password', argon)

async function startSession(ctx: Context, userId: string): Promise<Me> {
  const secret = await createSession(ctx.db, userId, ctx.clock.now())
  const me = await readMe(ctx.db, userId)
  await append(
    ctx.db,
    { ...ctx, actor: { id: userId }, source: 'ui' },
    { verb: 'sign-in', object: { kind: 'user', id: userId } },
  )
  const secure = ctx.isSecure ? '; Secure' : ''
  ctx.setCookie(`${sessionCookie}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${30 * 86_400}${secure}`)
  return me
}

export async function signOut(ctx: Context): Promise<void> {
  if (ctx.sessionId !== undefined) await deleteSession(ctx.db, ctx.sessionId)
  ctx.setCookie(`${sessionCookie}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`)
}

type Change = {
  name?: string | undefined
  email?: string | undefined
  password?: string | undefined
  currentPassword?: string | undefined
  locale?: string | undefined
}

export async function changeMe(ctx: Context, change: Change): Promise<Me> {
  if (ctx.actor.token)
    throw new AppError('forbidden', 'A token cannot change the account it belongs to; sign in with the browser')
  const email = change.email?.trim().toLowerCase()
  if (email !== undefined && (await isEmailTaken(ctx.db, email, ctx.actor.id)))
    throw new AppError('conflict', 'Another account has this e-mail')
  if (change.password !== undefined) await demandCurrentPassword(ctx, change.currentPassword)
  const set = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(email === undefined ? {} : { email }),
    ...(change.password === undefined ? {} : { password_hash: await hash(change.password, argon) }),
    ...(change.locale === undefined ? {} : { locale: change.locale }),
  }
  await ctx.db.transaction().execute(async tx => {
    await updateUser(tx, ctx.actor.id, set)
    if (change.password !== undefined) await deleteSessionsOf(tx, { userId: ctx.actor.id, except: ctx.sessionId ?? '' })
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'user', id: ctx.actor.id },
      payload: { fields: Object.keys(set).map(name => name.replace('_hash', '')) },
    })
  })
  return readMe(ctx.db, ctx.actor.id)
}

async function demandCurrentPassword(ctx: Context, given: string | undefined): Promise<void> {
  const known = await passwordHashOf(ctx.db, ctx.actor.id)
  if (known === null) return
  if (given === undefined || !(await verify(known, given)))
    throw new AppError('forbidden', 'The current password is wrong')
}
