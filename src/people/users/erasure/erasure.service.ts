import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../context.ts'
import { accountsOf } from '../../persons.store.ts'
import type { User } from '../users.schema.ts'
import { userOf } from '../users.service.ts'
import type { Erasure } from './erasure.schema.ts'
import { countGoing, countStaying, forgetPerson } from './erasure.store.ts'

export async function readErasure(ctx: Context, userId: string): Promise<Erasure> {
  demandOwner(ctx)
  const user = await personOf(ctx, userId)
  const accounts = await accountsOf(ctx.db, userId)
  const going = await countGoing(ctx.db, accounts)
  return {
    person: { id: user.id, name: user.name, kind: user.kind },
    leftAt: user.leftAt,
    erasedAt: user.erasedAt,
    cannot: whyNot(user),
    goes: user.erasedAt === null ? [{ what: 'name', count: accounts.length }, ...going] : [],
    stays: [
      ...(await countStaying(ctx.db, accounts)),
      { what: 'records', count: null },
      { what: 'programs', count: null },
    ],
  }
}

/**
 * The log holds ids only, so that its chain stays whole: what was done stays, by somebody whose name nobody has any more.
 * A person is seen off first, since nothing may wait for somebody who is not there.
 */
export async function erasePerson(ctx: Context, userId: string, name: string): Promise<Erasure> {
  demandOwner(ctx)
  await ctx.db.transaction().execute(async tx => {
    const user = await personOf({ ...ctx, db: tx }, userId)
    const why = whyNot(user)
    if (why !== null) throw new AppError('conflict', why)
    if (name.trim() !== user.name)
      throw new AppError('bad_request', `This erases ${user.name} for good; type that name to confirm it`)
    await forgetPerson(tx, { id: userId, accounts: await accountsOf(tx, userId), now: ctx.clock.now() })
    await append(tx, ctx, { verb: 'remove', object: { kind: 'user', id: userId }, payload: { erased: true } })
  })
  return readErasure(ctx, userId)
}

function whyNot({ name, leftAt, erasedAt }: User): string | null {
  if (erasedAt !== null) return 'This person was erased already'
  return leftAt === null ? `${name} has not left; see the person off first, so that nothing is lost` : null
}

async function personOf(ctx: Context, id: string): Promise<User> {
  const user = await userOf(ctx, id)
  if (!user || user.kind === 'service') throw notFound('Person', id)
  return user
}

function demandOwner(ctx: Context): void {
  if (!ctx.actor.isOwner)
    throw new AppError('forbidden', 'Only an owner of this installation erases a person; ask one of them')
}
