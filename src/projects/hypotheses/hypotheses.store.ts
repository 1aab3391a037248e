import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import type { PageAfter } from '../../people/shapes.ts'
import { Hypothesis } from './hypotheses.schema.ts'

export type NewHypothesis = Pick<
  Hypothesis,
  'id' | 'title' | 'because' | 'change' | 'metric' | 'delta' | 'slice' | 'timeboxUntil'
> & { projectId: string; by: string; now: number }

/** With the next number of the project; whoever else takes that number at the same moment makes this one try again. */
export async function insertHypothesis(db: Db, wish: NewHypothesis): Promise<void> {
  let isIn = false
  while (!isIn) isIn = await insertNumbered(db, wish, (await lastNumber(db, wish.projectId)) + 1)
}

async function lastNumber(db: Db, projectId: string): Promise<number> {
  const last = await db
    .selectFrom('hypotheses')
    .select(eb => eb.fn.max('number').as('n'))
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return last?.n ?? 0
}

async function insertNumbered(db: Db, wish: NewHypothesis, number: number): Promise<boolean> {
  const done = await db
    .insertInto('hypotheses')
    .values({
      id: wish.id,
      project_id: wish.projectId,
      number,
      title: wish.title,
      because: wish.because,
      change_text: wish.change,
      metric: wish.metric,
      delta: wish.delta,
      slice: wish.slice,
      timebox_until: wish.timeboxUntil,
      state: 'open',
      created_by: wish.by,
      created_at: wish.now,
    })
    .onConflict(c => c.columns(['project_id', 'number']).doNothing())
    .executeTakeFirst()
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n
}

const whole = (db: Db) =>
  db
    .selectFrom('hypotheses')
    .innerJoin('users', 'users.id', 'hypotheses.created_by')
    .selectAll('hypotheses')
    .select(['users.name as author', 'users.kind as author_kind'])

/** In the order of their numbers; a page begins after a number. */
export async function listHypotheses(db: Db, projectId: string, page: PageAfter): Promise<Hypothesis[]> {
  let query = whole(db).where('project_id', '=', projectId).orderBy('number').limit(page.limit)
  if (page.after !== undefined) query = query.where('number', '>', Number(page.after) || 0)
  return (await query.execute()).map(toHypothesis)
}

/** By id, or by its number as people say it: "H2". */
export async function findHypothesis(db: Db, projectId: string, ref: string): Promise<Hypothesis | undefined> {
  const number = /^H(\d{1,6})$/i.exec(ref)?.[1]
  const query = whole(db).where('project_id', '=', projectId)
  const row = await (
    number ? query.where('number', '=', Number(number)) : query.where('hypotheses.id', '=', ref)
  ).executeTakeFirst()
  return row && toHypothesis(row)
}

export type Closing = { id: string; state: string; outcome: string; runs: string[]; now: number }

export async function closeHypothesis(db: Db, closing: Closing): Promise<boolean> {
  const done = await db
    .updateTable('hypotheses')
    .set({
      state: closing.state,
      outcome: closing.outcome,
      evidence: JSON.stringify(closing.runs),
      closed_at: closing.now,
      words_read: 0,
    })
    .where('id', '=', closing.id)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export type HypothesisTimes = { projectId: string; openedAt: number; closedAt: number | null }

/** When the hypotheses of projects were opened and closed: what their pace is read from; the newest 20,000. */
export async function hypothesisTimes(db: Db, projectIds: readonly string[]): Promise<HypothesisTimes[]> {
  if (projectIds.length === 0) return []
  const rows = await db
    .selectFrom('hypotheses')
    .select(['project_id', 'created_at', 'closed_at'])
    .where('project_id', 'in', [...projectIds])
    .orderBy('number', 'desc')
    .limit(20_000)
    .execute()
  return rows.map(row => ({ projectId: row.project_id, openedAt: row.created_at, closedAt: row.closed_at }))
}

export async function hypothesisNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('hypotheses').select(['id', 'number', 'title']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, `H${row.number} ${row.title}`]))
}

type Row = Awaited<ReturnType<ReturnType<typeof whole>['executeTakeFirstOrThrow']>>
const Runs = z.array(z.string())

function toHypothesis(row: Row): Hypothesis {
  return Hypothesis.parse({
    id: row.id,
    number: row.number,
    title: row.title,
    because: row.because,
    change: row.change_text,
    metric: row.metric,
    delta: row.delta,
    slice: row.slice,
    timeboxUntil: row.timebox_until,
    state: row.state,
    outcome: row.outcome,
    evidenceRuns: row.evidence === null ? [] : Runs.parse(JSON.parse(row.evidence)),
    createdBy: { id: row.created_by, name: row.author, kind: row.author_kind },
    createdAt: row.created_at,
    closedAt: row.closed_at,
  })
}
