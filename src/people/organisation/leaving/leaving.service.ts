import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { deleteSeat } from '../../seats.store.ts'
import { isProgram, type PersonRef } from '../../shapes.ts'
import type { User } from '../../users/users.schema.ts'
import { deactivate, markLeft, userOf } from '../../users/users.service.ts'
import { deletePlacement } from '../lines/lines.store.ts'
import { takeFromTeam } from '../teams/teams.service.ts'
import type { LeavingContext } from './holdings.kind.ts'
import type { Departure, Holding } from './leaving.schema.ts'
import { countEndings, countOwners, listHeldSeats } from './leaving.store.ts'

type Item = { kind: string; id: string }

export async function readDeparture(ctx: LeavingContext, userId: string): Promise<Departure> {
  demandOwner(ctx)
  const user = await leaver(ctx, userId)
  const holdings = await holdingsOf(ctx, userId)
  const { tokens, sessions, teams } = await countEndings(ctx.db, userId, ctx.clock.now())
  return {
    person: { id: user.id, name: user.name, kind: user.kind, email: user.email, isOwner: user.isOwner },
    endedAt: user.deactivatedAt,
    leftAt: user.leftAt,
    holdings,
    accountable: holdings.filter(one => one.isAccountable).length,
    tokens,
    sessions,
    teams: teams.length,
    cannotFinish: await whyNot(ctx, { user, holdings }),
  }
}

/** All items or none; seats first, because an asset goes only to somebody who sits in its project. */
export async function handOver(
  ctx: LeavingContext,
  userId: string,
  wish: { items: Item[]; to: string },
): Promise<Departure> {
  demandOwner(ctx)
  const from = await leaver(ctx, userId)
  const to = await heir(ctx, from, wish.to)
  const seatsFirst = wish.items.toSorted((a, b) => Number(b.kind === 'seat') - Number(a.kind === 'seat'))
  await ctx.db.transaction().execute(async tx => {
    for (const item of seatsFirst)
      await kindOf(ctx, item).handOver({ ...ctx, db: tx }, { id: item.id, from: userId, to })
  })
  return readDeparture(ctx, userId)
}

export async function release(
  ctx: LeavingContext,
  userId: string,
  wish: { items: Item[]; reason: string },
): Promise<Departure> {
  demandOwner(ctx)
  await leaver(ctx, userId)
  await ctx.db.transaction().execute(async tx => {
    for (const item of wish.items) {
      const kind = kindOf(ctx, item)
      if (!kind.release)
        throw new AppError('conflict', `This ${item.kind} cannot be left without an owner; hand it over to somebody`)
      await kind.release({ ...ctx, db: tx }, { id: item.id, from: userId, reason: wish.reason })
    }
  })
  return readDeparture(ctx, userId)
}

/** Ends every way in at once; what the person answers for stays theirs until it is handed over. */
export async function endAccessNow(ctx: LeavingContext, userId: string): Promise<Departure> {
  demandOwner(ctx)
  const user = await leaver(ctx, userId)
  await demandOther(ctx, user)
  await ctx.db.transaction().execute(tx => deactivate({ ...ctx, db: tx }, userId))
  return readDeparture(ctx, userId)
}

/** Fail-closed: looks again inside the transaction, after the account was closed so that nothing new can come to it. */
export async function finishDeparture(ctx: LeavingContext, userId: string): Promise<Departure> {
  demandOwner(ctx)
  const before = await leaver(ctx, userId)
  if (before.leftAt !== null) return readDeparture(ctx, userId)
  await demandOther(ctx, before)
  await ctx.db.transaction().execute(async tx => {
    const inside = { ...ctx, db: tx }
    await deactivate(inside, userId)
    const why = await whyNot(inside, {
      user: await leaver(inside, userId),
      holdings: await holdingsOf(inside, userId),
    })
    if (why !== null) throw new AppError('conflict', why)
    const now = ctx.clock.now()
    for (const { seat, project } of await listHeldSeats(tx, userId)) {
      const projectId = project?.id ?? ''
      await deleteSeat(tx, { projectId, seat, userId, by: ctx.actor.id, now })
      await append(tx, ctx, {
        verb: 'leave-seat',
        object: { kind: 'seat', id: seat },
        payload: { user: userId, seat },
        ...(projectId && { projectId }),
      })
    }
    const { teams } = await countEndings(tx, userId, now)
    for (const team of teams) await takeFromTeam(inside, { team, user: userId })
    await deletePlacement(tx, userId)
    await markLeft(inside, userId)
  })
  return readDeparture(ctx, userId)
}

async function holdingsOf(ctx: LeavingContext, userId: string): Promise<Holding[]> {
  const all: Holding[] = []
  for (const [kind, { list }] of Object.entries(ctx.holdingKinds))
    for (const one of await list(ctx, userId)) all.push({ ...one, kind })
  return all.toSorted((a, b) => Number(b.isAccountable) - Number(a.isAccountable))
}

async function whyNot(
  ctx: LeavingContext,
  { user, holdings }: { user: User; holdings: Holding[] },
): Promise<string | null> {
  if (user.leftAt !== null) return `${user.name} has left already`
  const open = holdings.filter(one => one.isAccountable)
  if (open.length > 0) {
    const shown = open
      .slice(0, 5)
      .map(({ kind, name, project }) => `${kind} ${name}${project ? ` (${project.slug})` : ''}`)
    const more = open.length > shown.length ? ` and ${open.length - shown.length} more` : ''
    return `${user.name} still answers for ${shown.join(', ')}${more}; hand each over, or leave a seat empty openly`
  }
  if (user.id === ctx.actor.id) return 'You cannot see yourself off; ask another owner'
  return null
}

/** Nobody locks themselves out, and the installation keeps an owner. */
async function demandOther(ctx: LeavingContext, user: User): Promise<void> {
  if (user.id === ctx.actor.id) throw new AppError('conflict', 'You cannot see yourself off; ask another owner')
  if (user.isOwner && user.deactivatedAt === null && (await countOwners(ctx.db)) < 2)
    throw new AppError('conflict', `${user.name} is the only owner of this installation; make somebody else one first`)
}

function demandOwner(ctx: LeavingContext): void {
  if (!ctx.actor.isOwner)
    throw new AppError(
      'forbidden',
      'You cannot, because only owners of this installation see people off: it shows what they hold in every project; ask an owner',
    )
}

async function leaver(ctx: LeavingContext, userId: string): Promise<User> {
  const user = await userOf(ctx, userId)
  if (!user) throw notFound('Person', userId)
  if (isProgram(user.kind)) throw new AppError('conflict', 'A program does not leave; revoke its tokens')
  return user
}

async function heir(ctx: LeavingContext, from: User, id: string): Promise<PersonRef> {
  const user = await userOf(ctx, id)
  if (!user || user.deactivatedAt !== null) throw notFound('Person', id)
  if (isProgram(user.kind)) throw new AppError('conflict', 'A program answers for nothing; name a person')
  if (user.id === from.id) throw new AppError('conflict', `${user.name} is the one who leaves; name somebody else`)
  return { id: user.id, name: user.name, kind: user.kind }
}

function kindOf(ctx: LeavingContext, item: Item) {
  const kind = ctx.holdingKinds[item.kind]
  if (kind) return kind
  const known = Object.keys(ctx.holdingKinds).join(', ')
  throw new AppError('bad_request', `Nobody holds a thing of the kind "${item.kind}"; there are: ${known}`)
}
