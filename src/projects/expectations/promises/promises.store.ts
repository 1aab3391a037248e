import type { Db } from '../../../database/schema.ts'
import { Promised, type Notice } from './promises.schema.ts'

export type NewPromise = Pick<
  Promised,
  'id' | 'statement' | 'kpiId' | 'metric' | 'low' | 'high' | 'dueAt' | 'odds' | 'computedOdds' | 'toldSeat' | 'toSeat'
> & { projectId: string; type: string; by: string; replaces: string | null; reason: string; now: number }

export async function insertPromise(db: Db, wish: NewPromise): Promise<void> {
  await db
    .insertInto('promises')
    .values({
      id: wish.id,
      project_id: wish.projectId,
      kpi_id: wish.kpiId,
      statement: wish.statement,
      metric: wish.metric,
      low: wish.low,
      high: wish.high,
      due_at: wish.dueAt,
      odds: wish.odds,
      computed_odds: wish.computedOdds,
      project_type: wish.type,
      told_by: wish.by,
      told_seat: wish.toldSeat,
      to_seat: wish.toSeat,
      state: 'open',
      replaces: wish.replaces,
      reason: wish.reason,
      created_at: wish.now,
    })
    .execute()
}

const whole = (db: Db) =>
  db
    .selectFrom('promises')
    .innerJoin('users as teller', 'teller.id', 'promises.told_by')
    .leftJoin('users as accepter', 'accepter.id', 'promises.accepted_by')
    .leftJoin('users as settler', 'settler.id', 'promises.settled_by')
    .selectAll('promises')
    .select([
      'teller.name as teller_name',
      'teller.kind as teller_kind',
      'accepter.name as accepter_name',
      'accepter.kind as accepter_kind',
      'settler.name as settler_name',
      'settler.kind as settler_kind',
    ])

export type PromiseFilter = { state?: string | undefined; before?: string | undefined; limit: number }

/** Newest first, before an id. */
export async function listPromises(db: Db, projectId: string, filter: PromiseFilter): Promise<Promised[]> {
  const { state, before, limit } = filter
  let query = whole(db)
    .where('promises.project_id', '=', projectId)
    .orderBy('promises.created_at', 'desc')
    .orderBy('promises.id', 'desc')
    .limit(limit)
  if (state !== undefined) query = query.where('promises.state', '=', state)
  if (before !== undefined) {
    const at = db.selectFrom('promises').select('created_at').where('id', '=', before)
    query = query.where(eb =>
      eb.or([
        eb('promises.created_at', '<', at),
        eb.and([eb('promises.created_at', '=', at), eb('promises.id', '<', before)]),
      ]),
    )
  }
  return (await query.execute()).map(toPromise)
}

export async function findPromise(db: Db, projectId: string, id: string): Promise<Promised | undefined> {
  const row = await whole(db)
    .where('promises.project_id', '=', projectId)
    .where('promises.id', '=', id)
    .executeTakeFirst()
  return row && toPromise(row)
}

export async function acceptPromise(
  db: Db,
  { id, by, now }: { id: string; by: string; now: number },
): Promise<boolean> {
  const done = await db
    .updateTable('promises')
    .set({ accepted_by: by, accepted_at: now })
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export type Settling = {
  id: string
  state: 'kept' | 'missed' | 'changed'
  value: number | null
  reason: string
  by: string
  now: number
}

export async function settlePromise(db: Db, settling: Settling): Promise<boolean> {
  const done = await db
    .updateTable('promises')
    .set({
      state: settling.state,
      value: settling.value,
      reason: settling.reason,
      settled_by: settling.by,
      settled_at: settling.now,
    })
    .where('id', '=', settling.id)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** A gap that opened or grew is told anew; one that closed is forgotten. */
export async function setGap(db: Db, id: string, gap: { days: number; now: number } | null): Promise<void> {
  await db
    .updateTable('promises')
    .set(
      gap
        ? { gap_days: gap.days, alerted_at: gap.now, told_at: null }
        : { gap_days: null, alerted_at: null, told_at: null },
    )
    .where('id', '=', id)
    .execute()
}

export async function setTold(db: Db, id: string, now: number): Promise<boolean> {
  const done = await db
    .updateTable('promises')
    .set({ told_at: now })
    .where('id', '=', id)
    .where('alerted_at', 'is not', null)
    .where('told_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Open promises in danger of the projects that a person manages. */
export async function noticesFor(db: Db, accounts: readonly string[]): Promise<Notice[]> {
  const rows = await whole(db)
    .innerJoin('projects', 'projects.id', 'promises.project_id')
    .select(['projects.slug as slug', 'projects.name as project_name'])
    .where('promises.state', '=', 'open')
    .where('promises.alerted_at', 'is not', null)
    .where('promises.told_at', 'is', null)
    .where('promises.project_id', 'in', eb =>
      eb
        .selectFrom('seats')
        .select('seats.project_id')
        .where('seats.user_id', 'in', [...accounts])
        .where('seats.seat', '=', 'project_manager'),
    )
    .orderBy('promises.gap_days', 'desc')
    .limit(50)
    .execute()
  return rows.map(row => ({
    project: { id: row.project_id, slug: row.slug, name: row.project_name },
    promise: toPromise(row),
  }))
}

export type Outcome = { type: string; odds: number; isKept: boolean }

/** Every promise that was kept or missed; one that was changed by agreement proves nothing. */
export async function listOutcomes(db: Db): Promise<Outcome[]> {
  const rows = await db
    .selectFrom('promises')
    .select(['project_type', 'odds', 'state'])
    .where('state', 'in', ['kept', 'missed'])
    .limit(100_000)
    .execute()
  return rows.map(row => ({ type: row.project_type, odds: row.odds, isKept: row.state === 'kept' }))
}

/** The open promise that is in most danger, else the next one due, of each project. */
export async function openPromisesIn(db: Db, projectIds: readonly string[]): Promise<Map<string, Promised[]>> {
  if (projectIds.length === 0) return new Map()
  const rows = await whole(db)
    .where('promises.project_id', 'in', [...projectIds])
    .where('promises.state', '=', 'open')
    .orderBy('promises.due_at')
    .limit(1_000)
    .execute()
  const byProject = Map.groupBy(rows, row => row.project_id)
  return new Map([...byProject].map(([id, found]) => [id, found.map(toPromise)]))
}

export async function promiseNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('promises').select(['id', 'statement']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.statement]))
}

type Row = Awaited<ReturnType<ReturnType<typeof whole>['executeTakeFirstOrThrow']>>

function toPromise(row: Row): Promised {
  const person = (id: string | null, name: string | null, kind: string | null) =>
    id === null ? null : { id, name: name ?? '', kind: kind ?? 'unknown' }
  return Promised.parse({
    id: row.id,
    statement: row.statement,
    kpiId: row.kpi_id,
    metric: row.metric,
    low: row.low,
    high: row.high,
    dueAt: row.due_at,
    odds: row.odds,
    computedOdds: row.computed_odds,
    toldBy: person(row.told_by, row.teller_name, row.teller_kind),
    toldSeat: row.told_seat,
    toSeat: row.to_seat,
    acceptedBy: person(row.accepted_by, row.accepter_name, row.accepter_kind),
    acceptedAt: row.accepted_at,
    state: row.state,
    replaces: row.replaces,
    settledBy: person(row.settled_by, row.settler_name, row.settler_kind),
    settledAt: row.settled_at,
    value: row.value,
    reason: row.reason,
    gapDays: row.gap_days,
    alertedAt: row.alerted_at,
    toldAt: row.told_at,
    createdAt: row.created_at,
  })
}
