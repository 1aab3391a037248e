import type { ProjectContext } from '../../../people/context.ts'
import { knownRuns } from '../runs/runs.service.ts'
import { badSearch } from '../search/parse.ts'
import { byTime, lengthOf, pointAt, type Point, type Points, type Rows } from './points.ts'
import { readHistory, readRows } from './series.ts'
import { sample } from './thin.ts'

export type HistoryQuery = { key: string; limit: number; token?: string | undefined }

/** A page of a metric's history, by time, step and value. Points are never taken back, so a place is a count. */
export async function historyPage(
  ctx: ProjectContext,
  runId: string,
  { key, limit, token }: HistoryQuery,
): Promise<{ points: Point[]; next: string | undefined }> {
  // as in the original an unknown run has no history, which also tells nothing about other projects
  if ((await knownRuns(ctx, [runId])).length === 0) return { points: [], next: undefined }
  const points = listOf(await readHistory(ctx.db, runId, key)).toSorted(byTime)
  const from = offsetOf(token)
  const end = from + limit
  return { points: points.slice(from, end), next: points.length > end ? tokenOf(end) : undefined }
}

export type SampleQuery = { key: string; atMost: number; steps?: { from: number; to: number } | undefined }

/** Evenly sampled rows of one metric in many runs, the first and the last of each always among them. */
export async function sampledHistories(
  ctx: ProjectContext,
  runIds: readonly string[],
  { key, atMost, steps }: SampleQuery,
): Promise<{ runId: string; points: Point[] }[]> {
  const histories = await readRows(ctx.db, await knownRuns(ctx, runIds), key)
  return [...histories].map(([runId, rows]) => ({ runId, points: sample(within(rows, steps), atMost) }))
}

const listOf = (points: Points) => Array.from({ length: lengthOf(points) }, (_, i) => pointAt(points, i))

/** Points come sorted by step, so an interval of steps is a stretch. */
function within(rows: Rows, steps: SampleQuery['steps']): Rows {
  if (!steps) return rows
  const from = firstAt(rows, step => step >= steps.from)
  const end = firstAt(rows, step => step > steps.to)
  return { length: Math.max(0, end - from), at: i => rows.at(from + i) }
}

function firstAt({ length, at }: Rows, isThere: (step: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isThere(at(middle).step)) high = middle
    else low = middle + 1
  }
  return low
}

/** The original's own form: clients may keep a token over a change of server. */
const tokenOf = (offset: number) => Buffer.from(JSON.stringify({ offset })).toString('base64')

function offsetOf(token: string | undefined): number {
  if (!token) return 0
  const found = /^\{\s*"offset"\s*:\s*(\d{1,12})\s*\}$/.exec(Buffer.from(token, 'base64').toString())
  if (!found) throw badSearch('Invalid page token, could not base64-decode')
  return Number(found[1])
}
