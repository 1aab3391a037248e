import { z } from 'zod'
import { enqueue } from '../../../database/jobs.ts'
import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { findUser } from '../../identity.store.ts'
import { projectRights, isProjectRight, seatMay, seatsWith } from '../../policies.ts'
import type { RequestKind, Subject } from '../../requests/requests.kind.ts'
import { listSeats, seatUntil } from '../../seats.store.ts'
import { Seat } from '../../seats.ts'
import { isProgram } from '../../shapes.ts'
import { accessEndKind } from './access.job.ts'

const day = 86_400_000
const Wish = z.strictObject({ days: z.number().int().min(1).max(365) })

/** A person asks for a seat in a project for some days: subject is the person, its version the seat. */
export const access: RequestKind = {
  toSeat: 'project_manager',
  seats: seatsWith('seat:write'),
  details: Wish,
  inBulk: true,
  async demand(ctx, { subject }) {
    const { userId, seat } = placeOf(subject)
    const holders = await listSeats(ctx.db, ctx.project.id)
    const held = holders.find(holder => holder.seat === seat && holder.person.id === userId)
    if (held && held.expiresAt === null)
      throw new AppError('conflict', `${held.person.name} sits there already, without an end; nothing need be asked`)
  },
  async describe(ctx, subject) {
    const { userId, seat } = placeOf(subject)
    const person = await findUser(ctx.db, userId)
    if (!person || isProgram(person.kind)) throw notFound('Person', userId)
    return { name: `${ctx.project.name}: ${seat.replaceAll('_', ' ')}`, authors: [userId] }
  },
  async checks(ctx, subject) {
    const { seat } = placeOf(subject)
    const holders = await listSeats(ctx.db, ctx.project.id)
    const others = holders.filter(holder => holder.seat === seat).length
    const rights = Object.keys(projectRights).filter(right => isProjectRight(right) && seatMay(seat, right))
    return [
      { name: 'seat_held', state: 'met', found: others === 1 ? '1 person' : `${others} people` },
      { name: 'rights_given', state: 'met', found: `${rights.length} rights`, detail: rights.join(', ') },
    ]
  },
  async effect(tx, ctx, { id, subject, details }) {
    const { userId, seat } = placeOf(subject)
    const now = ctx.clock.now()
    const until = now + Wish.parse(details).days * day
    await seatUntil(tx, { projectId: ctx.project.id, seat, userId, by: ctx.actor.id, now, until })
    await append(tx, ctx, {
      verb: 'assign-seat',
      object: { kind: 'seat', id: seat },
      payload: { user: userId, seat, until, request: id },
    })
    const payload = { projectId: ctx.project.id, userId, seat }
    await enqueue(tx, { kind: accessEndKind, key: id, payload, projectId: ctx.project.id, notBefore: until })
  },
}

function placeOf({ kind, id, version }: Subject): { userId: string; seat: Seat } {
  const seat = Seat.safeParse(version).data
  if (kind !== 'user' || !seat)
    throw new AppError('bad_request', 'Access is about a person (kind "user" and its id) and a seat as its version')
  return { userId: id, seat }
}
