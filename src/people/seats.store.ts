import type { Db } from '../database/schema.ts'
import { offMetrics } from './metrics.store.ts'
import { Seat } from './seats.ts'
import type { SeatHolder } from './projects/projects.schema.ts'

export type SeatRow = { projectId: string; seat: Seat; userId: string; by: string; now: number }

/** False when the person holds the seat already. */
export async function insertSeat(db: Db, row: SeatRow): Promise<boolean> {
  const done = await db
    .insertInto('seats')
    .values({ project_id: row.projectId, seat: row.seat, user_id: row.userId, since: row.now, assigned_by: row.by })
    .onConflict(c => c.columns(['project_id', 'seat', 'user_id']).doNothing())
    .executeTakeFirst()
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Gives a seat until a time, or prolongs it; one that was given for good stays so. */
export async function seatUntil(db: Db, { until, ...row }: SeatRow & { until: number }): Promise<void> {
  const isNew = await insertSeat(db, row)
  const seat = db
    .updateTable('seats')
    .set({ expires_at: until })
    .where('project_id', '=', row.projectId)
    .where('seat', '=', row.seat)
    .where('user_id', '=', row.userId)
  await (isNew ? seat : seat.where('expires_at', '<', until)).execute()
}

/** A seat that somebody had for a time is theirs for good; false when it was before. */
export async function keepSeat(db: Db, row: Pick<SeatRow, 'projectId' | 'seat' | 'userId'>): Promise<boolean> {
  const done = await db
    .updateTable('seats')
    .set({ expires_at: null })
    .where('project_id', '=', row.projectId)
    .where('seat', '=', row.seat)
    .where('user_id', '=', row.userId)
    .where('expires_at', 'is not', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** When a seat ends; null where nobody sits or the seat has no end. */
export async function findSeatEnd(db: Db, row: Pick<SeatRow, 'projectId' | 'seat' | 'userId'>): Promise<number | null> {
  const found = await db
    .selectFrom('seats')
    .select('expires_at')
    .where('project_id', '=', row.projectId)
    .where('seat', '=', row.seat)
    .where('user_id', '=', row.userId)
    .executeTakeFirst()
  return found?.expires_at ?? null
}

/** Leaving the last seat of a project also ends the person's tokens for it. */
export async function deleteSeat(db: Db, row: SeatRow): Promise<boolean> {
  const done = await db
    .deleteFrom('seats')
    .where('project_id', '=', row.projectId)
    .where('seat', '=', row.seat)
    .where('user_id', '=', row.userId)
    .executeTakeFirst()
  const others = await db
    .selectFrom('seats')
    .select('seat')
    .where('project_id', '=', row.projectId)
    .where('user_id', '=', row.userId)
    .executeTakeFirst()
  if (!others && row.projectId !== '')
    await db
      .updateTable('tokens')
      .set({ revoked_at: row.now })
      .where('user_id', '=', row.userId)
      .where('project_id', '=', row.projectId)
      .where('revoked_at', 'is', null)
      .execute()
  return done.numDeletedRows > 0n
}

export const listSeats = async (db: Db, projectId: string): Promise<SeatHolder[]> =>
  (await listSeatsIn(db, [projectId])).get(projectId) ?? []

/** Of several projects in one question; nothing for one in which nobody sits. */
export async function listSeatsIn(db: Db, projectIds: readonly string[]): Promise<Map<string, SeatHolder[]>> {
  if (projectIds.length === 0) return new Map()
  const countsActs = !(await offMetrics(db)).has('coverage')
  const rows = await db
    .selectFrom('seats')
    .innerJoin('users', 'users.id', 'seats.user_id')
    .where('seats.project_id', 'in', [...projectIds])
    .select([
      'seats.project_id',
      'seats.seat',
      'seats.since',
      'seats.expires_at',
      'users.id',
      'users.name',
      'users.kind',
    ])
    .select(eb => [
      eb
        .selectFrom('events')
        .whereRef('events.acting_seat', '=', 'seats.seat')
        .whereRef('events.project_id', '=', 'seats.project_id')
        .whereRef('events.actor', '=', 'users.id')
        .where('events.on_behalf_of', 'is', null)
        .select('events.recorded_at')
        .orderBy('events.recorded_at', 'desc')
        .limit(1)
        .as('acted_at'),
      eb
        .selectFrom('events')
        .whereRef('events.acting_seat', '=', 'seats.seat')
        .whereRef('events.project_id', '=', 'seats.project_id')
        .whereRef('events.on_behalf_of', '=', 'users.id')
        .select('events.recorded_at')
        .orderBy('events.recorded_at', 'desc')
        .limit(1)
        .as('stood_in_for_at'),
      eb
        .selectFrom('seats as held')
        .whereRef('held.user_id', '=', 'users.id')
        .where('held.project_id', '!=', '')
        // a stakeholder decides about a project, the others work in it
        .where('held.seat', '!=', 'stakeholder')
        .select(e => e.fn.count<number>('held.project_id').distinct().as('n'))
        .as('projects'),
    ])
    .orderBy('seats.since')
    .execute()
  const holders = rows.map(row => ({
    project: row.project_id,
    holder: {
      seat: Seat.parse(row.seat),
      person: { id: row.id, name: row.name, kind: row.kind },
      since: row.since,
      expiresAt: row.expires_at,
      lastActAt: countsActs ? latest(row.acted_at, row.stood_in_for_at) : null,
      countsActs,
      projects: Number(row.projects ?? 0),
    },
  }))
  return new Map(
    [...Map.groupBy(holders, ({ project }) => project)].map(([id, of]) => [id, of.map(({ holder }) => holder)]),
  )
}

const latest = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.max(one, other)
