import { sql } from 'kysely'
import type { Db } from '../../../database/schema.ts'
import { Seat } from '../../seats.ts'

export type HeldSeat = {
  seat: Seat
  project: { id: string; slug: string; name: string; isActive: boolean } | null
  /** names of those who sit there as well */
  others: string[]
}

/** The seats of a person everywhere, with who else could go on. */
export async function listHeldSeats(db: Db, userId: string): Promise<HeldSeat[]> {
  const rows = await db
    .selectFrom('seats')
    .leftJoin('projects', 'projects.id', 'seats.project_id')
    .where('seats.user_id', '=', userId)
    .select(['seats.seat', 'seats.project_id', 'projects.slug', 'projects.name', 'projects.state'])
    .orderBy('seats.since')
    .execute()
  const others = await db
    .selectFrom('seats as mine')
    .innerJoin('seats as other', join =>
      join
        .onRef('other.project_id', '=', 'mine.project_id')
        .onRef('other.seat', '=', 'mine.seat')
        .onRef('other.user_id', '!=', 'mine.user_id'),
    )
    .innerJoin('users', 'users.id', 'other.user_id')
    .where('mine.user_id', '=', userId)
    .where('users.deactivated_at', 'is', null)
    .select(['other.seat', 'other.project_id', 'users.name'])
    .execute()
  return rows.map(row => ({
    seat: Seat.parse(row.seat),
    project:
      row.slug === null
        ? null
        : { id: row.project_id, slug: row.slug, name: row.name ?? '', isActive: row.state === 'active' },
    others: others.filter(one => one.seat === row.seat && one.project_id === row.project_id).map(one => one.name),
  }))
}

/** Who reports to a person and is still here. */
export async function listReports(db: Db, userId: string): Promise<{ id: string; name: string }[]> {
  return db
    .selectFrom('placements')
    .innerJoin('users', 'users.id', 'placements.user_id')
    .where('placements.reports_to', '=', userId)
    .where('users.deactivated_at', 'is', null)
    .select(['users.id', 'users.name'])
    .orderBy('users.name')
    .execute()
}

/** False when the person does not report to that one. */
export async function moveReport(db: Db, move: { id: string; from: string; to: string | null }): Promise<boolean> {
  const done = await db
    .updateTable('placements')
    .set({ reports_to: move.to })
    .where('user_id', '=', move.id)
    .where('reports_to', '=', move.from)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export type Ending = { tokens: number; sessions: number; teams: string[] }

/** What ends by itself when a person leaves. */
export async function countEndings(db: Db, userId: string, now: number): Promise<Ending> {
  const counted = await db
    .selectNoFrom(eb => [
      eb
        .selectFrom('tokens')
        .where('user_id', '=', userId)
        .where('revoked_at', 'is', null)
        .where(e => e.or([e('expires_at', 'is', null), e('expires_at', '>', now)]))
        .select(e => e.fn.countAll<number>().as('n'))
        .as('tokens'),
      eb
        .selectFrom('sessions')
        .where('user_id', '=', userId)
        .where('expires_at', '>', now)
        .select(e => e.fn.countAll<number>().as('n'))
        .as('sessions'),
    ])
    .executeTakeFirstOrThrow()
  const teams = await db.selectFrom('team_members').select('team_id').where('user_id', '=', userId).execute()
  return {
    tokens: Number(counted.tokens ?? 0),
    sessions: Number(counted.sessions ?? 0),
    teams: teams.map(row => row.team_id),
  }
}

export async function countOwners(db: Db): Promise<number> {
  const row = await db
    .selectFrom('users')
    .select(sql<number>`count(*)`.as('n'))
    .where('is_owner', '=', 1)
    .where('deactivated_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}
