import type { Db } from '../database/schema.ts'

/** away for so long, a person comes back to a new visit */
const awayMs = 30 * 60_000

export async function noteVisit(db: Db, id: string, at: number): Promise<void> {
  await db
    .updateTable('users')
    .set(eb => ({
      last_visit_at: eb
        .case()
        .when('seen_at', '<', at - awayMs)
        .then(eb.ref('seen_at'))
        .else(eb.ref('last_visit_at'))
        .end(),
      seen_at: at,
    }))
    .where('id', '=', id)
    .execute()
}

export async function noteToken(db: Db, id: string, at: number): Promise<void> {
  await db.updateTable('tokens').set({ last_used_at: at }).where('id', '=', id).execute()
}

export async function noteSession(db: Db, id: string, at: number): Promise<void> {
  await db.updateTable('sessions').set({ last_seen_at: at }).where('id', '=', id).execute()
}

/** When the visit before this one ended; undefined for somebody who is here for the first time. */
export async function lastLeft(db: Db, id: string, now: number): Promise<number | undefined> {
  const row = await db.selectFrom('users').select(['seen_at', 'last_visit_at']).where('id', '=', id).executeTakeFirst()
  // the first requests of a visit come before it is noted
  if (row?.seen_at && row.seen_at < now - awayMs) return row.seen_at
  return row?.last_visit_at ?? undefined
}
