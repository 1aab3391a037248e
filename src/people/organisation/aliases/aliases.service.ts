import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../context.ts'
import type { User } from '../../users/users.schema.ts'
import { deactivate, userByEmail, userOf } from '../../users/users.service.ts'
import type { LeavingContext } from '../leaving/holdings.kind.ts'
import { countEndings } from '../leaving/leaving.store.ts'
import type { PersonDetail } from '../lines/lines.schema.ts'
import { isProgram } from '../../shapes.ts'
import { describePerson, movePlace } from '../lines/lines.service.ts'
import { addToTeam, takeFromTeam } from '../teams/teams.service.ts'
import { deleteAlias, insertAlias, isMerged, mergeAccount } from './aliases.store.ts'

export async function addAlias(ctx: Context, userId: string, address: string): Promise<PersonDetail> {
  const email = address.trim().toLowerCase()
  await human(ctx, userId)
  await ctx.db.transaction().execute(async tx => {
    const known = await userByEmail({ db: tx }, email)
    if (known?.id === userId) return
    if (known)
      throw new AppError('conflict', `${known.name} has this e-mail; if both are one human, merge the two accounts`)
    await insertAlias(tx, { email, userId, now: ctx.clock.now() })
    await append(tx, ctx, { verb: 'change', object: { kind: 'user', id: userId }, payload: { fields: ['aliases'] } })
  })
  return describePerson(ctx, userId)
}

export async function removeAlias(ctx: Context, userId: string, email: string): Promise<PersonDetail> {
  await human(ctx, userId)
  await ctx.db.transaction().execute(async tx => {
    if (!(await deleteAlias(tx, { email: email.toLowerCase(), userId }))) throw notFound('E-mail', email)
    await append(tx, ctx, { verb: 'change', object: { kind: 'user', id: userId }, payload: { fields: ['aliases'] } })
  })
  return describePerson(ctx, userId)
}

/**
 * All that the account answers for moves over, as in a leaver's walk; events, versions and comments keep the account that
 * wrote them, which carries the human's name from now on.
 */
export async function mergeAccounts(ctx: LeavingContext, userId: string, accountId: string): Promise<PersonDetail> {
  if (!ctx.actor.isOwner)
    throw new AppError('forbidden', 'You cannot, because only owners say who is the same human; ask an owner')
  const [into, account] = [await human(ctx, userId), await human(ctx, accountId)]
  await demandFit(ctx, into, account)
  await ctx.db.transaction().execute(async tx => {
    const inside = { ...ctx, db: tx }
    await moveHoldings(inside, { account, into })
    const { teams } = await countEndings(tx, account.id, ctx.clock.now())
    for (const team of teams) {
      await addToTeam(inside, { team, user: into.id })
      await takeFromTeam(inside, { team, user: account.id })
    }
    await movePlace(inside, { from: account.id, to: into.id })
    await deactivate(inside, account.id)
    await mergeAccount(tx, { account, into, now: ctx.clock.now() })
    await append(tx, ctx, { verb: 'merge', object: { kind: 'user', id: into.id }, payload: { account: account.id } })
  })
  return describePerson(ctx, into.id)
}

async function demandFit(ctx: Context, into: User, account: User): Promise<void> {
  if (into.id === account.id) throw new AppError('conflict', 'This is one account already; name the other one')
  if (into.kind !== account.kind) throw new AppError('conflict', 'A demo account is no person; the two stay apart')
  if (into.deactivatedAt !== null)
    throw new AppError('conflict', `${into.name} is deactivated; merge into the account that stays`)
  if (account.isOwner)
    throw new AppError('conflict', `${account.name} is an owner of this installation; merge the other way round`)
  if (await isMerged(ctx.db, account.id)) throw new AppError('conflict', 'This account is merged already')
}

async function moveHoldings(ctx: LeavingContext, { account, into }: { account: User; into: User }): Promise<void> {
  const to = { id: into.id, name: into.name, kind: into.kind }
  for (const { list, handOver, release } of Object.values(ctx.holdingKinds))
    for (const { id, ways } of await list(ctx, account.id)) {
      const move = { id, from: account.id, to }
      // who reported to the own other account has no line above any more
      if (id === into.id) await release?.(ctx, { ...move, reason: '' })
      else if (ways.includes('hand-over')) await handOver(ctx, move)
    }
}

async function human(ctx: Context, id: string): Promise<User> {
  const user = await userOf(ctx, id)
  if (!user || isProgram(user.kind)) throw notFound('Person', id)
  return user
}
