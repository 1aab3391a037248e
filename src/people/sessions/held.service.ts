import { append } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import type { Context } from '../context.ts'
import { nextAfter, type PageAfter } from '../shapes.ts'
import type { Session } from './sessions.schema.ts'
import { deleteSession, findSession, listSessions, type HeldSession } from './sessions.store.ts'

export const mySessions = (ctx: Context, page: PageAfter) => readSessions(ctx, { ...page, userId: ctx.actor.id })

export const allSessions = (ctx: Context, page: PageAfter) => readSessions(ctx, page)

async function readSessions(ctx: Context, page: PageAfter & { userId?: string }) {
  const held = await listSessions(ctx.db, page, ctx.clock.now())
  const sessions = held.map(one => toSession(ctx, one))
  return { sessions, next: nextAfter(sessions, page.limit, ({ id }) => id) }
}

const toSession = (ctx: Context, held: HeldSession): Session => ({
  id: held.id,
  person: held.person,
  createdAt: held.createdAt,
  lastSeenAt: held.lastSeenAt,
  expiresAt: held.expiresAt,
  isThis: held.id === ctx.sessionId,
})

export async function endSession(ctx: Context, id: string, whose: 'mine' | 'any'): Promise<void> {
  if (ctx.actor.token) throw new AppError('forbidden', 'A token cannot sign anybody out; sign in with the browser')
  await ctx.db.transaction().execute(async tx => {
    const held = await findSession(tx, id)
    if (!held || (whose === 'mine' && held.person.id !== ctx.actor.id)) throw notFound('Session', id)
    if (held.isOwners && !ctx.actor.isOwner)
      throw new AppError('forbidden', 'You cannot, because this is the session of an owner; ask an owner')
    await deleteSession(tx, id)
    await append(tx, ctx, {
      verb: 'revoke',
      object: { kind: 'session', id },
      payload: { user: held.person.id },
    })
  })
}
