import { sql } from 'kysely'
import { isPostgres } from '../../../database/open.ts'
import type { Db } from '../../../database/schema.ts'
import { decodeBatch, decodePoints, encodeBatch, encodePoints } from './codec.ts'
import { latestOf, lengthOf, merge, slicePoints, type Point, type Points } from './points.ts'
import { thinBy, thinned } from './thin.ts'

/** What one request logged into a run: points by key. */
export type Batch = { runId: string; scope: number; points: ReadonlyMap<string, readonly Point[]> }
export type LatestMetric = Point & { key: string }

const chunkLength = 4_096
const fineStretch = 64
const coarseStretch = 1_024
/** a run's journal is put into chunks beyond so many rows or points */
const most = { rows: 2_048, points: 65_536 }
/** readers put longer journals into chunks first */
const mostRead = { rows: 256, points: 65_536 }

export async function insertBatches(db: Db, batches: readonly Batch[]): Promise<void> {
  const rows = batches.map(({ runId, scope, points }) => ({
    run_id: runId,
    scope,
    folded: 0,
    points: [...points.values()].reduce((sum, list) => sum + list.length, 0),
    batch: encodeBatch(points),
  }))
  await db.insertInto('metric_journal').values(rows).execute()
}

/** Brings the latest values up to date for all that was logged in these experiments; every search begins with it. */
export async function foldScopes(db: Db, scopes: readonly number[]): Promise<void> {
  if (scopes.length === 0) return
  const rows = await db
    .selectFrom('metric_journal')
    .select('run_id')
    .distinct()
    .where('scope', 'in', [...scopes])
    .where('folded', '=', 0)
    .execute()
  for (const row of rows) await foldRun(db, row.run_id)
}

/** Brings the latest values of one run up to date. */
export async function foldRun(db: Db, runId: string): Promise<void> {
  const fresh = await db
    .selectFrom('metric_journal')
    .select('id')
    .where('run_id', '=', runId)
    .where('folded', '=', 0)
    .limit(1)
    .executeTakeFirst()
  if (!fresh) return
  if (db.isTransaction) await fold(db, runId)
  else await db.transaction().execute(tx => fold(tx, runId))
}

/** The latest value of each metric, by run, keys in alphabetical order. */
export async function latestMetrics(db: Db, runIds: readonly string[]): Promise<Map<string, LatestMetric[]>> {
  const rows = await db
    .selectFrom('run_metrics')
    .select(['run_id', 'key', 'value', 'step', 'time'])
    .where('run_id', 'in', [...runIds])
    .orderBy('run_id')
    .orderBy('key')
    .execute()
  const found = new Map<string, LatestMetric[]>(runIds.map(id => [id, []]))
  for (const { run_id, key, value, step, time } of rows)
    found.get(run_id)?.push({ key, value: value ?? Number.NaN, step, time })
  return found
}

/** All points of one metric, sorted by (step, time, value), each exact duplicate once. */
export async function readHistory(db: Db, runId: string, key: string): Promise<Points> {
  await sealBusy(db, [runId])
  // the journal first: what is sealed in between is then read twice, and duplicates are dropped, instead of never
  const waiting = await readJournal(db, [runId], key)
  const chunks = await db
    .selectFrom('metric_chunks')
    .select('data')
    .where('run_id', '=', runId)
    .where('key', '=', key)
    .orderBy('id')
    .execute()
  return merge([...chunks.map(chunk => decodePoints(chunk.data)), ...(waiting.get(runId) ?? [])])
}

/** One metric of many runs, each thinned to at most so many points; reads only as many bytes as that needs. */
export async function readCharts(
  db: Db,
  runIds: readonly string[],
  { key, atMost }: { key: string; atMost: number },
): Promise<Map<string, Points>> {
  await sealBusy(db, runIds)
  const parts = await readJournal(db, runIds, key)
  for (const { run_id, data } of await readLevels(db, runIds, { key, atMost }))
    parts.set(run_id, [...(parts.get(run_id) ?? []), decodePoints(data)])
  return new Map(runIds.map(id => [id, thinned(parts.get(id) ?? [], atMost)]))
}

/** Puts what a run logged into chunks, ready for charts. Safe to repeat and to run in several servers at once. */
export async function sealRun(db: Db, runId: string): Promise<void> {
  await foldRun(db, runId)
  while (await db.transaction().execute(tx => sealSome(tx, runId))) await new Promise(setImmediate)
}

/** Joins the small chunks that many short seals left behind; for runs that have ended. */
export async function compactRun(db: Db, runId: string): Promise<void> {
  const split = await db
    .selectFrom('metric_chunks')
    .select('key')
    .where('run_id', '=', runId)
    .where('points', '<', chunkLength / 2)
    .groupBy('key')
    .having(eb => eb.fn.countAll(), '>', 1)
    .execute()
  for (const { key } of split) {
    await db.transaction().execute(tx => rewriteSeries(tx, runId, key))
    await new Promise(setImmediate)
  }
}

/** Runs whose journal is long, or that have ended and still have one. */
export async function runsToSeal(db: Db): Promise<{ runId: string; hasEnded: boolean }[]> {
  const rows = await db
    .selectFrom('metric_journal')
    .innerJoin('runs', 'runs.run_id', 'metric_journal.run_id')
    .select(['runs.run_id', 'runs.status'])
    .groupBy(['runs.run_id', 'runs.status'])
    .having(eb =>
      eb.or([
        eb(eb.fn.countAll(), '>=', most.rows),
        eb(eb.fn.sum('metric_journal.points'), '>=', most.points),
        eb('runs.status', 'not in', ['RUNNING', 'SCHEDULED']),
      ]),
    )
    .execute()
  return rows.map(row => ({ runId: row.run_id, hasEnded: row.status !== 'RUNNING' && row.status !== 'SCHEDULED' }))
}

async function fold(tx: Db, runId: string): Promise<void> {
  await lockRun(tx, runId)
  const rows = await tx
    .updateTable('metric_journal')
    .set({ folded: 1 })
    .where('run_id', '=', runId)
    .where('folded', '=', 0)
    .returning(['scope', 'batch'])
    .execute()
  const scope = rows[0]?.scope
  if (scope === undefined) return
  const series = seriesOf(rows.map(row => row.batch))
  const latest = [...series].map(([key, parts]) => ({ key, ...latestOf(merge(parts)) }))
  for (let at = 0; at < latest.length; at += 1_000)
    await upsertLatest(tx, { runId, scope }, latest.slice(at, at + 1_000))
}

/** Those who rearrange a run's metrics take turns; writers go on meanwhile. SQLite has one writer anyway. */
async function lockRun(tx: Db, runId: string): Promise<void> {
  if (isPostgres(tx))
    await tx.selectFrom('runs').select('run_id').where('run_id', '=', runId).forNoKeyUpdate().execute()
}

async function upsertLatest(tx: Db, run: { runId: string; scope: number }, latest: LatestMetric[]): Promise<void> {
  const rows = latest.map(({ key, value, step, time }) => ({
    run_id: run.runId,
    scope: run.scope,
    key,
    value: Number.isNaN(value) ? null : value,
    step,
    time,
  }))
  await tx
    .insertInto('run_metrics')
    .values(rows)
    .onConflict(conflict =>
      conflict
        .columns(['run_id', 'key'])
        .doUpdateSet(eb => ({
          value: eb.ref('excluded.value'),
          step: eb.ref('excluded.step'),
          time: eb.ref('excluded.time'),
        }))
        .where(
          sql<boolean>`(excluded.step, excluded.time, coalesce(excluded.value, 0)) > (run_metrics.step, run_metrics.time, coalesce(run_metrics.value, 0))`,
        ),
    )
    .execute()
}

async function readJournal(db: Db, runIds: readonly string[], key: string): Promise<Map<string, Points[]>> {
  const rows = await db
    .selectFrom('metric_journal')
    .select(['run_id', 'batch'])
    .where('run_id', 'in', [...runIds])
    .orderBy('run_id')
    .orderBy('id')
    .execute()
  const found = new Map<string, Points[]>()
  for (const { run_id, batch } of rows) {
    const points = decodeBatch(batch, key).get(key)
    if (points) found.set(run_id, [...(found.get(run_id) ?? []), points])
  }
  return found
}

type Wish = { key: string; atMost: number }
type Level = 'coarse' | 'fine' | 'data'

async function readLevels(db: Db, runIds: readonly string[], { key, atMost }: Wish) {
  const lengths = await db
    .selectFrom('metric_chunks')
    .select(eb => ['run_id', eb.fn.sum<number>('points').as('points')])
    .where('run_id', 'in', [...runIds])
    .where('key', '=', key)
    .groupBy('run_id')
    .execute()
  const levels: Record<Level, string[]> = { coarse: [], fine: [], data: [] }
  for (const { run_id, points } of lengths) levels[levelFor(points, atMost)].push(run_id)
  const pages = Object.entries(levels).map(([level, ids]) => readLevel(db, ids, { key, level }))
  return (await Promise.all(pages)).flat()
}

/** The coarsest level that still has as many points as are wanted. */
function levelFor(length: number, atMost: number): Level {
  if ((length / coarseStretch) * 4 >= atMost) return 'coarse'
  return (length / fineStretch) * 4 >= atMost ? 'fine' : 'data'
}

async function readLevel(db: Db, runIds: readonly string[], { key, level }: { key: string; level: string }) {
  if (runIds.length === 0) return []
  const column = level === 'data' ? sql.ref('data') : sql`coalesce(${sql.ref(level)}, data)`
  return db
    .selectFrom('metric_chunks')
    .select(['run_id', sql<Uint8Array>`${column}`.as('data')])
    .where('run_id', 'in', [...runIds])
    .where('key', '=', key)
    .orderBy('run_id')
    .orderBy('id')
    .execute()
}

async function sealBusy(db: Db, runIds: readonly string[]): Promise<void> {
  const busy = await db
    .selectFrom('metric_journal')
    .select('run_id')
    .where('run_id', 'in', [...runIds])
    .groupBy('run_id')
    .having(eb => eb.or([eb(eb.fn.countAll(), '>', mostRead.rows), eb(eb.fn.sum('points'), '>', mostRead.points)]))
    .execute()
  for (const { run_id } of busy) await sealRun(db, run_id)
}

/** Seals at most one full journal's worth; says whether anything was there. */
async function sealSome(tx: Db, runId: string): Promise<boolean> {
  await lockRun(tx, runId)
  const waiting = await tx
    .selectFrom('metric_journal')
    .select(['id', 'points'])
    .where('run_id', '=', runId)
    .where('folded', '=', 1)
    .orderBy('id')
    .limit(most.rows)
    .execute()
  let points = 0
  const chosen = waiting.filter(row => (points += row.points) <= most.points || row === waiting[0])
  const last = chosen.at(-1)
  if (!last) return false
  const rows = await tx
    .deleteFrom('metric_journal')
    .where('run_id', '=', runId)
    .where('folded', '=', 1)
    .where('id', '<=', last.id)
    .returning(['id', 'batch'])
    .execute()
  const inOrder = rows.toSorted((a, b) => a.id - b.id).map(row => row.batch)
  await insertChunks(tx, runId, seriesOf(inOrder))
  return true
}

async function rewriteSeries(tx: Db, runId: string, key: string): Promise<void> {
  await lockRun(tx, runId)
  const rows = await tx
    .deleteFrom('metric_chunks')
    .where('run_id', '=', runId)
    .where('key', '=', key)
    .returning(['id', 'data'])
    .execute()
  const parts = rows.toSorted((a, b) => a.id - b.id).map(row => decodePoints(row.data))
  await insertChunks(tx, runId, new Map([[key, parts]]))
}

async function insertChunks(tx: Db, runId: string, series: Map<string, Points[]>): Promise<void> {
  const rows = [...series].flatMap(([key, parts]) => chunksOf(merge(parts)).map(points => chunkRow(runId, key, points)))
  for (let at = 0; at < rows.length; at += 1_000)
    await tx
      .insertInto('metric_chunks')
      .values(rows.slice(at, at + 1_000))
      .execute()
}

const chunkRow = (runId: string, key: string, points: Points) => ({
  run_id: runId,
  key,
  points: lengthOf(points),
  data: encodePoints(points),
  fine: lengthOf(points) > fineStretch ? encodePoints(thinBy(points, fineStretch)) : null,
  coarse: lengthOf(points) > fineStretch ? encodePoints(thinBy(points, coarseStretch)) : null,
})

function chunksOf(points: Points): Points[] {
  const count = Math.ceil(lengthOf(points) / chunkLength)
  return Array.from({ length: count }, (_, i) => slicePoints(points, i * chunkLength, (i + 1) * chunkLength))
}

function seriesOf(batches: readonly Uint8Array[]): Map<string, Points[]> {
  const series = new Map<string, Points[]>()
  for (const batch of batches) {
    for (const [key, points] of decodeBatch(batch)) {
      const parts = series.get(key)
      if (parts) parts.push(points)
      else series.set(key, [points])
    }
  }
  return series
}
