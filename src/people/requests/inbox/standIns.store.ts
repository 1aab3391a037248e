import type { Db } from '../../../database/schema.ts'
import type { StandIn } from './inbox.schema.ts'

export type NewStandIn = { id: string; userId: string; standIn: string; fromAt: number; untilAt: number; now: number }

export async function insertStandIn(db: Db, row: NewStandIn): Promise<void> {
  await db
    .insertInto('stand_ins')
    .values({
      id: row.id,
      user_id: row.userId,
      stand_in_id: row.standIn,
      from_at: row.fromAt,
      until_at: row.untilAt,
      created_at: row.now,
    })
    .execute()
}

/** Those that have not ended, of one who is away or of one who decides. */
export async function listStandIns(
  db: Db,
  of: { userId: string; as: 'away' | 'deciding'; endsAfter: number },
): Promise<StandIn[]> {
  const rows = await db
    .selectFrom('stand_ins as s')
    .innerJoin('users as a', 'a.id', 's.user_id')
    .innerJoin('users as b', 'b.id', 's.stand_in_id')
    .select(['s.id', 's.from_at', 's.until_at'])
    .select(['a.id as a_id', 'a.name as a_name', 'a.kind as a_kind'])
    .select(['b.id as b_id', 'b.name as b_name', 'b.kind as b_kind'])
    .where(of.as === 'away' ? 's.user_id' : 's.stand_in_id', '=', of.userId)
    .where('s.until_at', '>', of.endsAfter)
    .where('a.deactivated_at', 'is', null)
    .orderBy('s.from_at')
    .limit(200)
    .execute()
  return rows.map(row => ({
    id: row.id,
    person: { id: row.a_id, name: row.a_name, kind: row.a_kind },
    standIn: { id: row.b_id, name: row.b_name, kind: row.b_kind },
    fromAt: row.from_at,
    untilAt: row.until_at,
  }))
}

export async function endStandIn(db: Db, of: { id: string; userId: string; now: number }): Promise<boolean> {
  const done = await db
    .updateTable('stand_ins')
    .set({ until_at: of.now })
    .where('id', '=', of.id)
    .where('user_id', '=', of.userId)
    .where('until_at', '>', of.now)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}
