import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../context.ts'
import { askedBy, withdrawFor } from '../../requests/requests.service.ts'
import { deleteSeat, insertSeat } from '../../seats.store.ts'
import { Seat } from '../../seats.ts'
import type { HoldingKinds, Move } from './holdings.kind.ts'
import { listHeldSeats, listReports, moveReport } from './leaving.store.ts'

/** What the people tier itself knows: seats, those who report to the person, and what they have asked for. */
export const peopleHoldings: HoldingKinds = {
  seat: { list: seatsHeld, handOver: handSeatOver, release: leaveSeatEmpty },
  report: { list: reportsOf, handOver: handReportOver, release: leaveWithoutLine },
  request: { list: requestsOf, handOver: noOtherAsker, release: withdraw },
}

async function seatsHeld(ctx: Context, userId: string) {
  const held = await listHeldSeats(ctx.db, userId)
  return held.map(({ seat, project, others }) => {
    // a closed project asks for nobody, and a shared seat stays filled
    const isAccountable = others.length === 0 && project?.isActive !== false
    return {
      id: `${project?.id ?? ''}:${seat}`,
      name: seat,
      seat,
      project: project && { id: project.id, slug: project.slug, name: project.name },
      detail: others.join(', '),
      isAccountable,
      ways: ['hand-over' as const, 'release' as const],
    }
  })
}

async function handSeatOver(ctx: Context, { id, from, to }: Move): Promise<void> {
  const place = placeOf(id)
  await emptySeat(ctx, { ...place, from, payload: { to: to.id } })
  const isNew = await insertSeat(ctx.db, { ...place, userId: to.id, by: ctx.actor.id, now: ctx.clock.now() })
  if (isNew) await log(ctx, { ...place, verb: 'assign-seat', payload: { user: to.id, seat: place.seat, from } })
}

async function leaveSeatEmpty(ctx: Context, { id, from }: { id: string; from: string }): Promise<void> {
  await emptySeat(ctx, { ...placeOf(id), from, payload: { released: true } })
}

type Place = { projectId: string; seat: Seat }

async function emptySeat(ctx: Context, place: Place & { from: string; payload: Record<string, unknown> }) {
  const { projectId, seat, from, payload } = place
  const left = await deleteSeat(ctx.db, { projectId, seat, userId: from, by: ctx.actor.id, now: ctx.clock.now() })
  if (!left) throw notFound('Seat', seat)
  await log(ctx, { projectId, seat, verb: 'leave-seat', payload: { user: from, seat, ...payload } })
}

const log = (
  ctx: Context,
  { projectId, seat, verb, payload }: Place & { verb: 'assign-seat' | 'leave-seat'; payload: Record<string, unknown> },
) => append(ctx.db, ctx, { verb, object: { kind: 'seat', id: seat }, payload, ...(projectId && { projectId }) })

function placeOf(id: string): Place {
  const [projectId = '', name] = id.split(':')
  const seat = Seat.safeParse(name).data
  if (!seat) throw new AppError('bad_request', `"${id}" names no seat; read the list of what is held again`)
  return { projectId, seat }
}

async function reportsOf(ctx: Context, userId: string) {
  const reports = await listReports(ctx.db, userId)
  return reports.map(({ id, name }) => ({
    id,
    name,
    seat: null,
    project: null,
    detail: '',
    isAccountable: true,
    ways: ['hand-over' as const, 'release' as const],
  }))
}

async function handReportOver(ctx: Context, { id, from, to }: Move): Promise<void> {
  if (id === to.id) throw new AppError('conflict', `${to.name} cannot report to themselves; choose somebody else`)
  await moveLine(ctx, { id, from, to: to.id })
}

async function leaveWithoutLine(ctx: Context, { id, from }: { id: string; from: string }): Promise<void> {
  await moveLine(ctx, { id, from, to: null })
}

async function moveLine(ctx: Context, move: { id: string; from: string; to: string | null }): Promise<void> {
  if (!(await moveReport(ctx.db, move))) throw notFound('Report', move.id)
  await append(ctx.db, ctx, {
    verb: 'change',
    object: { kind: 'user', id: move.id },
    payload: { fields: ['reportsTo'], reportsTo: move.to },
  })
}

async function requestsOf(ctx: Context, userId: string) {
  const asked = await askedBy(ctx, userId)
  return asked.map(request => ({
    id: request.id,
    name: request.subject.name,
    seat: request.toSeat,
    project: request.project,
    detail: request.kind,
    // it can still be decided: who asked is on record and stays so
    isAccountable: false,
    ways: ['release' as const],
  }))
}

async function noOtherAsker(): Promise<void> {
  throw new AppError(
    'conflict',
    'Who asked for something stays who asked; withdraw the request, or leave it to be decided',
  )
}

async function withdraw(ctx: Context, what: { id: string; from: string; reason: string }): Promise<void> {
  await withdrawFor(ctx, { id: what.id, from: what.from, reason: what.reason })
}
