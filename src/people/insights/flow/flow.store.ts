import { sql } from 'kysely'
import type { Db } from '../../../database/schema.ts'
import type { InsightTables } from '../../../database/schema/insights.ts'

export type WaitRow = InsightTables['insight_waits']
export type Window = { projectIds: readonly string[]; from: number; until: number }

/** Sums over the days of a window, so that they cost the same however many waits there were. */
export async function sumWaits(db: Db, { projectIds, from, until }: Window) {
  if (projectIds.length === 0) return []
  const rows = await db
    .selectFrom('insight_wait_days')
    .select(['project_id', 'kind', 'seat'])
    .select(eb => [
      eb.fn.sum<number>('waits').as('waits'),
      eb.fn.sum<number>('ms').as('ms'),
      eb.fn.sum<number>('working_ms').as('working_ms'),
    ])
    .where('project_id', 'in', [...projectIds])
    .where('day', '>=', from)
    .where('day', '<', until)
    .groupBy(['project_id', 'kind', 'seat'])
    .execute()
  return rows.map(row => ({
    projectId: row.project_id,
    kind: row.kind,
    seat: row.seat,
    waits: Number(row.waits),
    ms: Number(row.ms),
    workingMs: Number(row.working_ms),
  }))
}

export async function listOpenWaits(db: Db, projectIds: readonly string[]): Promise<WaitRow[]> {
  if (projectIds.length === 0) return []
  return db
    .selectFrom('insight_waits')
    .selectAll()
    .where('project_id', 'in', [...projectIds])
    .where('ended_at', 'is', null)
    .orderBy('started_at')
    .limit(500)
    .execute()
}

export type EndedFilter = {
  projectId: string
  kind?: string | undefined
  since: number
  before?: { endedAt: number; id: string } | undefined
  limit: number
}

/** The latest to end first. */
export async function listEndedWaits(db: Db, filter: EndedFilter): Promise<WaitRow[]> {
  const { before } = filter
  return db
    .selectFrom('insight_waits')
    .selectAll()
    .where('project_id', '=', filter.projectId)
    .where('ended_at', '>=', filter.since)
    .$if(filter.kind !== undefined, query => query.where('kind', '=', filter.kind ?? ''))
    .$if(before !== undefined, query =>
      query.where(eb =>
        eb.or([
          eb('ended_at', '<', before?.endedAt ?? 0),
          eb.and([eb('ended_at', '=', before?.endedAt ?? 0), eb('id', '<', before?.id ?? '')]),
        ]),
      ),
    )
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
}

/** Seats in which somebody sits, by project. */
export async function seatsTaken(db: Db, projectIds: readonly string[]): Promise<Set<string>> {
  if (projectIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('seats')
    .select(['project_id', 'seat'])
    .where('project_id', 'in', [...projectIds])
    .execute()
  return new Set(rows.map(row => `${row.project_id} ${row.seat}`))
}

export async function sumReuse(db: Db, { projectIds, from, until }: Window) {
  const rows = await db
    .selectFrom('insight_reuse')
    .select('kind')
    .select(eb => [eb.fn.sum<number>('uses').as('uses'), eb.fn.sum<number>('of_others').as('of_others')])
    .where('project_id', 'in', [...projectIds])
    .where('day', '>=', from)
    .where('day', '<', until)
    .groupBy('kind')
    .orderBy('kind')
    .execute()
  return rows.map(row => ({ kind: row.kind, uses: Number(row.uses), ofOthers: Number(row.of_others) }))
}

export async function listClosedHypotheses(db: Db, { projectId, since }: { projectId: string; since: number }) {
  return db
    .selectFrom('insight_hypotheses')
    .select(['id', 'closed_at', 'outcome', 'closed_event'])
    .where('project_id', '=', projectId)
    .where('closed_at', '>=', since)
    .orderBy('closed_at', 'desc')
    .limit(5_000)
    .execute()
}

export async function countOpenHypotheses(db: Db, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('insight_hypotheses')
    .select(sql<number>`count(*)`.as('n'))
    .where('project_id', '=', projectId)
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}
