import type { Db } from '../../../database/schema.ts'
import { touchRun } from '../runs/runs.store.ts'
import { decodeBatch, decodePoints, encodeBatch, encodePoints, openRows } from './codec.ts'
import {
  insertChunks,
  insertJournal,
  listBusy,
  listChunks,
  listFresh,
  listJournal,
  listLatest,
  listSplit,
  listToSeal,
  listUnranged,
  hasPoints,
  sealedLengths,
  takeChunks,
  takeFresh,
  takeJournal,
  upsertLatest,
  widenMetric,
  type Level,
  type NewChunk,
} from './metrics.store.ts'
import {
  extremesOf,
  latestOf,
  lengthOf,
  merge,
  pointsOf,
  rowsInLine,
  rowsOf,
  slicePoints,
  without,
  type Extremes,
  type Point,
  type Points,
  type Rows,
} from './points.ts'
import { thinBy, thinned } from './thin.ts'

/**
 * How metrics are kept: a request is one row of the journal, whatever it logs. Readers of latest values fold the journal into
 * them first; long journals and those of ended runs are sealed into chunks by series. Each step may be repeated or interrupted.
 */
export type Batch = { runId: string; scope: number; points: ReadonlyMap<string, readonly Point[]> }
export type LatestMetric = Point & Extremes & { key: string }

const chunkLength = 4_096
const fineStretch = 64
const coarseStretch = 1_024
/** a run's journal is put into chunks beyond so much */
const most = { rows: 2_048, points: 65_536 }
/** readers put longer journals into chunks first */
const mostRead = { rows: 256, points: 65_536 }
/** rows of one insert; SQLite takes 32,766 values */
const mostInserted = 1_000

export async function insertBatches(db: Db, batches: readonly Batch[]): Promise<void> {
  const count = (points: Batch['points']) => [...points.values()].reduce((sum, list) => sum + list.length, 0)
  const entries = batches.map(({ runId, scope, points }) => ({
    runId,
    scope,
    points: count(points),
    batch: encodeBatch(points),
  }))
  await insertJournal(db, entries)
}

/**
 * Takes points of a run that ran elsewhere straight into chunks, since nobody waits for them live. What is there already is
 * left out, so that the same history twice is kept once. Returns how many were new.
 */
export async function adoptSeries(
  tx: Db,
  run: { id: string; scope: number },
  series: ReadonlyMap<string, Points>,
): Promise<number> {
  const isEmpty = !(await hasPoints(tx, run.id))
  const fresh: [string, Points][] = []
  for (const [key, points] of series) {
    const found = isEmpty ? merge([points]) : without(merge([points]), await historyIn(tx, run.id, key))
    if (lengthOf(found) > 0) fresh.push([key, found])
  }
  await insertChunks(
    tx,
    run.id,
    fresh.flatMap(([key, points]) => chunksOf(key, points)),
  )
  const latest = fresh.map(([key, points]) => ({ runId: run.id, key, ...inShort(points) }))
  for (let at = 0; at < latest.length; at += mostInserted)
    await upsertLatest(tx, run.scope, latest.slice(at, at + mostInserted))
  if (fresh.length > 0) await touchRun(tx, run.id)
  return fresh.reduce((sum, [, points]) => sum + lengthOf(points), 0)
}

async function historyIn(tx: Db, runId: string, key: string): Promise<Points> {
  const waiting = (await readJournal(tx, [runId], key)).get(runId) ?? []
  const chunks = await listChunks(tx, [runId], { key, level: 'data' })
  return merge([...chunks.map(chunk => decodePoints(chunk.data)), ...waiting])
}

/** Brings the latest values up to date for all that was logged in these experiments; every search begins with it. */
export async function foldScopes(db: Db, scopes: readonly number[]): Promise<void> {
  if (scopes.length > 0) await foldAll(db, await listFresh(db, { scopes }))
}

/** Brings the latest values of one run up to date. */
export const foldRun = (db: Db, runId: string) => foldRuns(db, [runId])

/** The same for some runs. */
export async function foldRuns(db: Db, runIds: readonly string[]): Promise<void> {
  if (runIds.length > 0) await foldAll(db, await listFresh(db, { runIds }))
}

/** The latest value of each metric, by run, keys in alphabetical order. */
export async function latestMetrics(db: Db, runIds: readonly string[]): Promise<Map<string, LatestMetric[]>> {
  const found = new Map<string, LatestMetric[]>(runIds.map(id => [id, []]))
  if (runIds.length === 0) return found
  for (const { runId, ...metric } of await listLatest(db, runIds)) found.get(runId)?.push(metric)
  return found
}

/** All points of one metric, sorted by (step, time, value), each exact duplicate once. */
export async function readHistory(db: Db, runId: string, key: string): Promise<Points> {
  const rows = (await readRows(db, [runId], key)).get(runId)
  return rows ? pointsOf(Array.from({ length: rows.length }, (_, i) => rows.at(i))) : merge([])
}

/** One metric of many runs, in the same order; of what lies in order only those points are decoded that are asked for. */
export async function readRows(db: Db, runIds: readonly string[], key: string): Promise<Map<string, Rows>> {
  if (runIds.length === 0) return new Map()
  await sealBusy(db, runIds)
  // the journal first: what is sealed in between is then read twice, and duplicates are dropped, instead of never
  const waiting = await readJournal(db, runIds, key)
  const chunks = Map.groupBy(await listChunks(db, runIds, { key, level: 'data' }), chunk => chunk.runId)
  const rowsOfRun = (id: string): Rows => {
    const own = chunks.get(id) ?? []
    const line = waiting.has(id) ? undefined : rowsInLine(own.map(chunk => openRows(chunk.data)))
    return line ?? rowsOf(merge([...own.map(chunk => decodePoints(chunk.data)), ...(waiting.get(id) ?? [])]))
  }
  return new Map(runIds.map(id => [id, rowsOfRun(id)]))
}

/** One metric of many runs, each thinned to at most so many points; reads only as many bytes as that needs. */
export async function readCharts(
  db: Db,
  runIds: readonly string[],
  { key, atMost }: { key: string; atMost: number },
): Promise<Map<string, Points>> {
  if (runIds.length === 0) return new Map()
  await sealBusy(db, runIds)
  const parts = await readJournal(db, runIds, key)
  const lengths = await sealedLengths(db, runIds, key)
  const byLevel = Map.groupBy([...lengths.keys()], id => levelFor(lengths.get(id) ?? 0, atMost))
  for (const [level, ids] of byLevel)
    for (const { runId, data } of await listChunks(db, ids, { key, level }))
      parts.set(runId, [...(parts.get(runId) ?? []), decodePoints(data)])
  return new Map(runIds.map(id => [id, thinned(parts.get(id) ?? [], atMost)]))
}

/** Puts what a run logged into chunks, ready for charts. */
export async function sealRun(db: Db, runId: string): Promise<void> {
  await foldRun(db, runId)
  while (await db.transaction().execute(tx => sealSome(tx, runId))) await new Promise(setImmediate)
}

/** Joins the small chunks that many short seals left behind; for runs that have ended. */
export async function compactRun(db: Db, runId: string): Promise<void> {
  for (const key of await listSplit(db, runId, chunkLength / 2)) {
    await db.transaction().execute(async tx => {
      const parts = (await takeChunks(tx, runId, key)).map(decodePoints)
      await insertChunks(tx, runId, chunksOf(key, merge(parts)))
    })
    await new Promise(setImmediate)
  }
}

/** Seals every long journal and those of ended runs; what one server sweeps, another finds done. */
export async function sweepMetrics(db: Db, signal?: AbortSignal): Promise<number> {
  const found = await listToSeal(db, most)
  for (const { runId, hasEnded } of found) {
    if (signal?.aborted) break
    await sealRun(db, runId)
    if (hasEnded) await compactRun(db, runId)
  }
  return found.length
}

/** metrics whose range is read at a time */
const rangedAtOnce = 200

/** Reads the least and greatest values of metrics that are older than their columns; says whether there may be more. */
export async function rangeMetrics(db: Db): Promise<boolean> {
  const found = await listUnranged(db, rangedAtOnce)
  for (const { runId, key } of found)
    await widenMetric(db, { runId, key, ...extremesOf(await readHistory(db, runId, key)) })
  return found.length === rangedAtOnce
}

const inShort = (points: Points) => ({ ...latestOf(points), ...extremesOf(points) })

async function foldAll(db: Db, runIds: readonly string[]): Promise<void> {
  for (const runId of runIds) {
    if (db.isTransaction) await fold(db, runId)
    else await db.transaction().execute(tx => fold(tx, runId))
  }
}

async function fold(tx: Db, runId: string): Promise<void> {
  const fresh = await takeFresh(tx, runId)
  if (!fresh) return
  const latest = [...seriesOf(fresh.batches)].map(([key, parts]) => ({ runId, key, ...inShort(merge(parts)) }))
  for (let at = 0; at < latest.length; at += mostInserted)
    await upsertLatest(tx, fresh.scope, latest.slice(at, at + mostInserted))
  await touchRun(tx, runId)
}

async function readJournal(db: Db, runIds: readonly string[], key: string): Promise<Map<string, Points[]>> {
  const found = new Map<string, Points[]>()
  for (const { runId, batch } of await listJournal(db, runIds)) {
    const points = decodeBatch(batch, key).get(key)
    if (!points) continue
    const parts = found.get(runId)
    if (parts) parts.push(points)
    else found.set(runId, [points])
  }
  return found
}

/** The coarsest level that still has as many points as are wanted. */
function levelFor(length: number, atMost: number): Level {
  if ((length / coarseStretch) * 4 >= atMost) return 'coarse'
  return (length / fineStretch) * 4 >= atMost ? 'fine' : 'data'
}

async function sealBusy(db: Db, runIds: readonly string[]): Promise<void> {
  for (const runId of await listBusy(db, runIds, mostRead)) await sealRun(db, runId)
}

/** Seals at most one full journal's worth; says whether anything was there. */
async function sealSome(tx: Db, runId: string): Promise<boolean> {
  const batches = await takeJournal(tx, runId, most)
  const series = [...seriesOf(batches)]
  await insertChunks(
    tx,
    runId,
    series.flatMap(([key, parts]) => chunksOf(key, merge(parts))),
  )
  return batches.length > 0
}

function chunksOf(key: string, points: Points): NewChunk[] {
  const count = Math.ceil(lengthOf(points) / chunkLength)
  return Array.from({ length: count }, (_, i) => {
    const part = slicePoints(points, i * chunkLength, (i + 1) * chunkLength)
    const isLong = lengthOf(part) > fineStretch
    return {
      key,
      points: lengthOf(part),
      data: encodePoints(part),
      fine: isLong ? encodePoints(thinBy(part, fineStretch)) : null,
      coarse: isLong ? encodePoints(thinBy(part, coarseStretch)) : null,
    }
  })
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
