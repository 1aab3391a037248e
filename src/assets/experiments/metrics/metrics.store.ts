import { sql } from 'kysely'
import { isPostgres } from '../../../database/open.ts'
import type { Db } from '../../../database/schema.ts'
import type { Extremes } from './points.ts'

/** A metric of a run in short; numbers that are none are NaN here and null in the tables. */
export type Latest = Extremes & { runId: string; key: string; value: number; step: number; time: number }
export type Size = { rows: number; points: number }
export type Level = 'coarse' | 'fine' | 'data'
export type NewChunk = {
  key: string
  points: number
  data: Uint8Array
  fine: Uint8Array | null
  coarse: Uint8Array | null
}

const endedStates = ['FINISHED', 'FAILED', 'KILLED']

export async function insertJournal(
  db: Db,
  entries: readonly { runId: string; scope: number; points: number; batch: Uint8Array }[],
): Promise<void> {
  const rows = entries.map(({ runId, ...entry }) => ({ run_id: runId, folded: 0, ...entry }))
  await db.insertInto('metric_journal').values(rows).execute()
}

/** Runs of these experiments, or these runs, with something logged that is not yet among the latest values. */
export async function listFresh(
  db: Db,
  of: { scopes: readonly number[] } | { runIds: readonly string[] },
): Promise<string[]> {
  const query = db.selectFrom('metric_journal').select('run_id').distinct().where('folded', '=', 0)
  const rows = await (
    'scopes' in of ? query.where('scope', 'in', of.scopes) : query.where('run_id', 'in', of.runIds)
  ).execute()
  return rows.map(row => row.run_id)
}

/** Marks what a run logged as folded and returns it; a second server that asks meanwhile gets nothing. */
export async function takeFresh(tx: Db, runId: string): Promise<{ scope: number; batches: Uint8Array[] } | undefined> {
  await lockRun(tx, runId)
  const rows = await tx
    .updateTable('metric_journal')
    .set({ folded: 1 })
    .where('run_id', '=', runId)
    .where('folded', '=', 0)
    .returning('batch')
    .execute()
  if (rows.length === 0) return undefined
  // where the run is now: it may have been moved since the points came
  const { scope } = await tx.selectFrom('runs').select('scope').where('run_id', '=', runId).executeTakeFirstOrThrow()
  return { scope, batches: rows.map(row => row.batch) }
}

/** Whether anything was ever logged into a run. */
export async function hasPoints(db: Db, runId: string): Promise<boolean> {
  const of = (table: 'metric_chunks' | 'metric_journal') =>
    db.selectFrom(table).select('id').where('run_id', '=', runId).limit(1).executeTakeFirst()
  return ((await of('metric_chunks')) ?? (await of('metric_journal'))) !== undefined
}

export async function upsertLatest(tx: Db, scope: number, latest: readonly Latest[]): Promise<void> {
  const rows = latest.map(({ runId, value, least, greatest, ...rest }) => ({
    run_id: runId,
    scope,
    value: storable(value),
    least: storable(least),
    greatest: storable(greatest),
    ranged: 1,
    ...rest,
  }))
  await tx
    .insertInto('run_metrics')
    .values(rows)
    .onConflict(conflict =>
      conflict.columns(['run_id', 'key']).doUpdateSet({
        value: laterOf('value'),
        step: laterOf('step'),
        time: laterOf('time'),
        least: beyond('least', '<'),
        greatest: beyond('greatest', '>'),
      }),
    )
    .execute()
}

const isLater = sql`(excluded.step, excluded.time, coalesce(excluded.value, 0)) > (run_metrics.step, run_metrics.time, coalesce(run_metrics.value, 0))`

const laterOf = (column: 'value' | 'step' | 'time') =>
  sql<number>`case when ${isLater} then ${sql.ref(`excluded.${column}`)} else ${sql.ref(`run_metrics.${column}`)} end`

function beyond(column: 'least' | 'greatest', operator: '<' | '>') {
  const [now, then] = [sql.ref(`excluded.${column}`), sql.ref(`run_metrics.${column}`)]
  return sql<number>`case when ${then} is null or ${now} ${sql.raw(operator)} ${then} then ${now} else ${then} end`
}

const storable = (value: number) => (Number.isNaN(value) ? null : value)

/** Runs with metrics of which only the latest value is known. */
export async function listUnranged(db: Db, limit: number): Promise<{ runId: string; key: string }[]> {
  const query = db.selectFrom('run_metrics').select(['run_id', 'key']).where('ranged', '=', 0)
  const rows = await query.orderBy('run_id').limit(limit).execute()
  return rows.map(row => ({ runId: row.run_id, key: row.key }))
}

/** What was logged meanwhile has widened the range already, and stays in it. */
export async function widenMetric(
  tx: Db,
  { runId, key, least, greatest }: Extremes & { runId: string; key: string },
): Promise<void> {
  const [low, high] = [storable(least), storable(greatest)]
  await sql`update run_metrics set ranged = 1,
    least = case when least is null or ${low} < least then ${low} else least end,
    greatest = case when greatest is null or ${high} > greatest then ${high} else greatest end
    where run_id = ${runId} and key = ${key}`.execute(tx)
}

/** The latest value of each metric, by run, keys in alphabetical order. */
export async function listLatest(db: Db, runIds: readonly string[]): Promise<Latest[]> {
  const rows = await db
    .selectFrom('run_metrics')
    .select(['run_id', 'key', 'value', 'step', 'time', 'least', 'greatest'])
    .where('run_id', 'in', runIds)
    .orderBy('run_id')
    .orderBy('key')
    .execute()
  // a page of runs has thousands of these, so fields are named instead of spread
  return rows.map(({ run_id, key, value, step, time, least, greatest }) => ({
    runId: run_id,
    key,
    value: value ?? Number.NaN,
    step,
    time,
    least: least ?? Number.NaN,
    greatest: greatest ?? Number.NaN,
  }))
}

export async function listJournal(db: Db, runIds: readonly string[]): Promise<{ runId: string; batch: Uint8Array }[]> {
  const rows = await db
    .selectFrom('metric_journal')
    .select(['run_id', 'batch'])
    .where('run_id', 'in', runIds)
    .orderBy('run_id')
    .orderBy('id')
    .execute()
  return rows.map(row => ({ runId: row.run_id, batch: row.batch }))
}

/** Those of the runs whose journal is longer than so many rows or points. */
export async function listBusy(db: Db, runIds: readonly string[], most: Size): Promise<string[]> {
  const rows = await db
    .selectFrom('metric_journal')
    .select('run_id')
    .where('run_id', 'in', runIds)
    .groupBy('run_id')
    .having(eb => eb.or([eb(eb.fn.countAll(), '>', most.rows), eb(eb.fn.sum('points'), '>', most.points)]))
    .execute()
  return rows.map(row => row.run_id)
}

/** Runs whose journal is long, or that have ended and still have one. */
export async function listToSeal(db: Db, most: Size): Promise<{ runId: string; hasEnded: boolean }[]> {
  const rows = await db
    .selectFrom('metric_journal')
    .innerJoin('runs', 'runs.run_id', 'metric_journal.run_id')
    .select(['runs.run_id', 'runs.status'])
    .groupBy(['runs.run_id', 'runs.status'])
    .having(eb =>
      eb.or([
        eb(eb.fn.countAll(), '>=', most.rows),
        eb(eb.fn.sum('metric_journal.points'), '>=', most.points),
        eb('runs.status', 'in', endedStates),
      ]),
    )
    .execute()
  return rows.map(row => ({ runId: row.run_id, hasEnded: endedStates.includes(row.status) }))
}

/** Removes up to so much of a run's folded journal and returns it in the order of arrival. */
export async function takeJournal(tx: Db, runId: string, most: Size): Promise<Uint8Array[]> {
  await lockRun(tx, runId)
  const folded = tx.selectFrom('metric_journal').where('run_id', '=', runId).where('folded', '=', 1)
  const waiting = await folded.select(['id', 'points']).orderBy('id').limit(most.rows).execute()
  let points = 0
  const last = waiting.filter(row => (points += row.points) <= most.points || row === waiting[0]).at(-1)
  if (!last) return []
  const rows = await tx
    .deleteFrom('metric_journal')
    .where('run_id', '=', runId)
    .where('folded', '=', 1)
    .where('id', '<=', last.id)
    .returning(['id', 'batch'])
    .execute()
  return rows.toSorted((a, b) => a.id - b.id).map(row => row.batch)
}

export async function insertChunks(tx: Db, runId: string, chunks: readonly NewChunk[]): Promise<void> {
  for (let at = 0; at < chunks.length; at += 1_000) {
    const rows = chunks.slice(at, at + 1_000).map(chunk => ({ run_id: runId, ...chunk }))
    await tx.insertInto('metric_chunks').values(rows).execute()
  }
}

/** Metrics of a run of which at least two chunks have less than so many points. */
export async function listSplit(db: Db, runId: string, length: number): Promise<string[]> {
  const rows = await db
    .selectFrom('metric_chunks')
    .select('key')
    .where('run_id', '=', runId)
    .where('points', '<', length)
    .groupBy('key')
    .having(eb => eb.fn.countAll(), '>', 1)
    .execute()
  return rows.map(row => row.key)
}

/** Removes a metric's chunks and returns them in order. */
export async function takeChunks(tx: Db, runId: string, key: string): Promise<Uint8Array[]> {
  await lockRun(tx, runId)
  const rows = await tx
    .deleteFrom('metric_chunks')
    .where('run_id', '=', runId)
    .where('key', '=', key)
    .returning(['id', 'data'])
    .execute()
  return rows.toSorted((a, b) => a.id - b.id).map(row => row.data)
}

export async function sealedLengths(db: Db, runIds: readonly string[], key: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('metric_chunks')
    .select(eb => ['run_id', eb.fn.sum<number>('points').as('points')])
    .where('run_id', 'in', runIds)
    .where('key', '=', key)
    .groupBy('run_id')
    .execute()
  return new Map(rows.map(row => [row.run_id, row.points]))
}

/** A metric's chunks at one level; a chunk too short for that level comes whole. */
export async function listChunks(
  db: Db,
  runIds: readonly string[],
  { key, level }: { key: string; level: Level },
): Promise<{ runId: string; data: Uint8Array }[]> {
  if (runIds.length === 0) return []
  const data = level === 'data' ? sql<Uint8Array>`data` : sql<Uint8Array>`coalesce(${sql.ref(level)}, data)`
  const rows = await db
    .selectFrom('metric_chunks')
    .select(['run_id', data.as('data')])
    .where('run_id', 'in', runIds)
    .where('key', '=', key)
    .orderBy('run_id')
    .orderBy('id')
    .execute()
  return rows.map(row => ({ runId: row.run_id, data: row.data }))
}

/** Those who rearrange a run's metrics take turns; writers go on meanwhile. SQLite has one writer anyway. */
async function lockRun(tx: Db, runId: string): Promise<void> {
  if (isPostgres(tx))
    await tx.selectFrom('runs').select('run_id').where('run_id', '=', runId).forNoKeyUpdate().execute()
}
