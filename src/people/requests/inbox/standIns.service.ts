import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Context } from '../../context.ts'
import { findUser } from '../../identity.store.ts'
import { accountsOf } from '../../persons.store.ts'
import { isProgram } from '../../shapes.ts'
import type { StandIn } from './inbox.schema.ts'
import { endStandIn, insertStandIn, listStandIns } from './standIns.store.ts'

/** Somebody who is away, with all accounts of theirs: what these asked or made their stand-in does not decide either. */
export type Absent = { id: string; name: string; accounts: string[] }

/** Those for whom the caller decides at this moment. */
export async function peopleIStandInFor(ctx: Context): Promise<Absent[]> {
  const now = ctx.clock.now()
  // a token or a service stands in for nobody
  if (ctx.actor.token) return []
  const found = await listStandIns(ctx.db, { userId: ctx.actor.id, as: 'deciding', endsAfter: now })
  return Promise.all(
    found
      .filter(one => one.fromAt <= now)
      .map(async ({ person: { id, name } }) => ({ id, name, accounts: await accountsOf(ctx.db, id) })),
  )
}

export async function readStandIns(ctx: Context): Promise<{ mine: StandIn[]; others: StandIn[] }> {
  const of = { userId: ctx.actor.id, endsAfter: ctx.clock.now() }
  return {
    mine: await listStandIns(ctx.db, { ...of, as: 'away' }),
    others: await listStandIns(ctx.db, { ...of, as: 'deciding' }),
  }
}

export async function nameStandIn(
  ctx: Context,
  wish: { standIn: string; fromAt: number; untilAt: number },
): Promise<StandIn> {
  if (ctx.actor.token) throw new AppError('forbidden', 'A token names no stand-in; sign in and name one yourself')
  const person = await findUser(ctx.db, wish.standIn)
  if (!person || isProgram(person.kind)) throw notFound('Person', wish.standIn)
  if ((await accountsOf(ctx.db, ctx.actor.id)).includes(person.id))
    throw new AppError('bad_request', 'You cannot stand in for yourself; name somebody else')
  const now = ctx.clock.now()
  if (wish.untilAt <= wish.fromAt || wish.untilAt <= now)
    throw new AppError('bad_request', 'The time away must end after it begins, and not be over')
  const known = await listStandIns(ctx.db, { userId: ctx.actor.id, as: 'away', endsAfter: now })
  if (known.some(one => one.fromAt < wish.untilAt && wish.fromAt < one.untilAt))
    throw new AppError('conflict', 'Somebody stands in for you in this time already; end that first')
  const id = newId('sub')
  await ctx.db.transaction().execute(async tx => {
    await insertStandIn(tx, { id, userId: ctx.actor.id, ...wish, now })
    await append(tx, ctx, {
      verb: 'grant',
      object: { kind: 'user', id: person.id },
      payload: { standIn: id, fromAt: wish.fromAt, untilAt: wish.untilAt },
    })
  })
  const made = (await listStandIns(ctx.db, { userId: ctx.actor.id, as: 'away', endsAfter: now })).find(
    one => one.id === id,
  )
  if (!made) throw notFound('Stand-in', id)
  return made
}

export async function comeBack(ctx: Context, id: string): Promise<void> {
  await ctx.db.transaction().execute(async tx => {
    const ended = await endStandIn(tx, { id, userId: ctx.actor.id, now: ctx.clock.now() })
    if (!ended) throw notFound('Stand-in', id)
    await append(tx, ctx, { verb: 'revoke', object: { kind: 'user', id: ctx.actor.id }, payload: { standIn: id } })
  })
}
