import type { Db } from '../../../database/schema.ts'
import type { Seat } from '../../../people/seats.ts'
import { Risk } from './risks.schema.ts'

export type StoredRisk = Omit<Risk, 'isOwnerless'>

export async function insertRisk(
  db: Db,
  risk: Pick<Risk, 'id' | 'kind' | 'title' | 'effect'> & {
    projectId: string
    ownerSeat: Seat
    by: string
    now: number
  },
): Promise<void> {
  await db
    .insertInto('risks')
    .values({
      id: risk.id,
      project_id: risk.projectId,
      kind: risk.kind,
      title: risk.title,
      effect: risk.effect,
      owner_seat: risk.ownerSeat,
      state: 'open',
      opened_by: risk.by,
      opened_at: risk.now,
      outcome: '',
    })
    .execute()
}

export async function closeRisk(db: Db, risk: { id: string; outcome: string; now: number }): Promise<boolean> {
  const done = await db
    .updateTable('risks')
    .set({ state: 'closed', closed_at: risk.now, outcome: risk.outcome })
    .where('id', '=', risk.id)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

const whole = (db: Db, projectId: string) =>
  db
    .selectFrom('risks')
    .innerJoin('users', 'users.id', 'risks.opened_by')
    .selectAll('risks')
    .select(['users.name as author', 'users.kind as author_kind'])
    .where('risks.project_id', '=', projectId)

/** Newest first, which is the order of their ids backwards. */
export async function listRisks(
  db: Db,
  projectId: string,
  page: { state: string; before?: string | undefined; limit: number },
): Promise<StoredRisk[]> {
  let query = whole(db, projectId).where('risks.state', '=', page.state).orderBy('risks.id', 'desc').limit(page.limit)
  if (page.before !== undefined) query = query.where('risks.id', '<', page.before)
  return (await query.execute()).map(toRisk)
}

export async function findRisk(db: Db, projectId: string, id: string): Promise<StoredRisk | undefined> {
  const row = await whole(db, projectId).where('risks.id', '=', id).executeTakeFirst()
  return row && toRisk(row)
}

export async function riskNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('risks').select(['id', 'title']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.title]))
}

type Row = Awaited<ReturnType<ReturnType<typeof whole>['executeTakeFirstOrThrow']>>

const Stored = Risk.omit({ isOwnerless: true })

const toRisk = (row: Row): StoredRisk =>
  Stored.parse({
    id: row.id,
    kind: row.kind,
    title: row.title,
    effect: row.effect,
    ownerSeat: row.owner_seat,
    state: row.state,
    openedBy: { id: row.opened_by, name: row.author, kind: row.author_kind },
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    outcome: row.outcome,
  })
