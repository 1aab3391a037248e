import { z } from 'zod'
import type { Db } from '../../../database/schema.ts'
import { Seat } from '../../../people/seats.ts'
import type { PersonRef } from '../../../people/shapes.ts'
import { AttemptState } from './attempts.schema.ts'

/** An attempt as the platform knows it; `spec` is the kind's own and holds no secret. */
export type AttemptRecord = {
  id: string
  projectId: string
  kind: string
  subjectId: string
  engine: string
  spec: unknown
  /** the engine's name for it, from the launch until its files are removed */
  handle: string | null
  state: AttemptState
  exitCode: number | null
  reason: string | null
  isolation: 'bubblewrap' | 'none' | null
  cpuSeconds: number | null
  peakMemoryBytes: number | null
  wallMs: number | null
  queueMs: number | null
  logDigest: string | null
  logBytes: number | null
  cancelRequested: boolean
  by: PersonRef
  seat: Seat | null
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
}

const over: readonly AttemptState[] = ['done', 'failed', 'cancelled', 'lost']
export const isOver = (attempt: Pick<AttemptRecord, 'state'>) => over.includes(attempt.state)

export type NewAttempt = {
  id: string
  projectId: string
  kind: string
  subjectId: string
  engine: string
  spec: unknown
  by: string
  seat: Seat | null
  now: number
}

export async function insertAttempt(db: Db, attempt: NewAttempt): Promise<void> {
  await db
    .insertInto('attempts')
    .values({
      id: attempt.id,
      project_id: attempt.projectId,
      kind: attempt.kind,
      subject_id: attempt.subjectId,
      engine: attempt.engine,
      spec: JSON.stringify(attempt.spec ?? null),
      state: 'queued',
      cancel_requested: 0,
      created_by: attempt.by,
      created_seat: attempt.seat,
      created_at: attempt.now,
    })
    .execute()
}

export async function findAttempt(db: Db, id: string): Promise<AttemptRecord | undefined> {
  const row = await wholeAttempts(db).where('attempts.id', '=', id).executeTakeFirst()
  return row && toRecord(row)
}

export type AttemptFilter = {
  projectId: string
  subject?: string | undefined
  kind?: string | undefined
  before?: string | undefined
  limit: number
}

export async function listAttempts(db: Db, filter: AttemptFilter): Promise<AttemptRecord[]> {
  let query = wholeAttempts(db)
    .where('attempts.project_id', '=', filter.projectId)
    .orderBy('attempts.id', 'desc')
    .limit(filter.limit)
  if (filter.subject !== undefined) query = query.where('attempts.subject_id', '=', filter.subject)
  if (filter.kind !== undefined) query = query.where('attempts.kind', '=', filter.kind)
  if (filter.before !== undefined) query = query.where('attempts.id', '<', filter.before)
  return (await query.execute()).map(toRecord)
}

/** What is not over yet in these projects, in the order in which it runs. */
export async function listOpen(
  db: Db,
  where: { engine: string; projectIds: readonly string[] },
): Promise<(AttemptRecord & { project: string })[]> {
  if (where.projectIds.length === 0) return []
  const rows = await wholeAttempts(db)
    .innerJoin('projects', 'projects.id', 'attempts.project_id')
    .select('projects.slug')
    .where('attempts.engine', '=', where.engine)
    .where('attempts.project_id', 'in', [...where.projectIds])
    .where('attempts.state', 'in', ['queued', 'starting', 'running'])
    .orderBy('attempts.id')
    .limit(200)
    .execute()
  return rows.map(row => ({ ...toRecord(row), project: row.slug }))
}

export async function countOpen(db: Db, engine: string): Promise<{ queued: number; running: number }> {
  const rows = await db
    .selectFrom('attempts')
    .where('engine', '=', engine)
    .where('state', 'in', ['queued', 'starting', 'running'])
    .groupBy('state')
    .select(eb => ['state', eb.fn.countAll<number>().as('n')])
    .execute()
  const sum = (isCounted: (state: string) => boolean) =>
    rows.filter(row => isCounted(row.state)).reduce((total, row) => total + row.n, 0)
  return { queued: sum(state => state === 'queued'), running: sum(state => state !== 'queued') }
}

/** The place in the queue: 1 is next. Ids grow with time, as the queue does. */
export async function positionOf(db: Db, id: string): Promise<number> {
  const row = await db
    .selectFrom('attempts')
    .where('state', '=', 'queued')
    .where('id', '<=', id)
    .select(eb => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return row.n
}

/** From here on it may have been launched. False when it was cancelled or is over. */
export async function markStarting(db: Db, id: string): Promise<boolean> {
  const done = await db
    .updateTable('attempts')
    .set({ state: 'starting' })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'starting'])
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export type Launched = { id: string; handle: string; isolation: string; startedAt: number; queueMs: number }

/** Keeps the first time of launch: the same attempt may be found running again after a crash. */
export async function markRunning(db: Db, launched: Launched): Promise<void> {
  await db
    .updateTable('attempts')
    .set({
      state: 'running',
      handle: launched.handle,
      isolation: launched.isolation,
      started_at: launched.startedAt,
      queue_ms: launched.queueMs,
    })
    .where('id', '=', launched.id)
    .where('state', '=', 'starting')
    .execute()
}

export async function isCancelRequested(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom('attempts').select('cancel_requested').where('id', '=', id).executeTakeFirst()
  return row?.cancel_requested === 1
}

/** False when it was asked before, or is over. */
export async function requestCancel(db: Db, id: string): Promise<boolean> {
  const done = await db
    .updateTable('attempts')
    .set({ cancel_requested: 1 })
    .where('id', '=', id)
    .where('cancel_requested', '=', 0)
    .where('state', 'in', ['queued', 'starting', 'running'])
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export type EndRow = {
  id: string
  state: AttemptState
  /** only from these states, so that the end is recorded once */
  from: readonly AttemptState[]
  exitCode: number | null
  reason: string | null
  cpuSeconds: number
  peakMemoryBytes: number
  wallMs: number
  log: { digest: string; size: number } | null
  now: number
}

/** False when the end is recorded already. */
export async function recordEnd(db: Db, end: EndRow): Promise<boolean> {
  const done = await db
    .updateTable('attempts')
    .set({
      state: end.state,
      exit_code: end.exitCode,
      reason: end.reason,
      cpu_seconds: end.cpuSeconds,
      peak_memory_bytes: end.peakMemoryBytes,
      wall_ms: end.wallMs,
      log_digest: end.log?.digest ?? null,
      log_bytes: end.log?.size ?? null,
      finished_at: end.now,
    })
    .where('id', '=', end.id)
    .where('state', 'in', [...end.from])
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Its files are removed from the engine. */
export async function forgetHandle(db: Db, id: string): Promise<void> {
  await db.updateTable('attempts').set({ handle: null }).where('id', '=', id).execute()
}

export async function attemptNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('attempts').select(['id', 'kind']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, `${row.kind} ${row.id.slice(-6)}`]))
}

const wholeAttempts = (db: Db) =>
  db
    .selectFrom('attempts')
    .innerJoin('users', 'users.id', 'attempts.created_by')
    .selectAll('attempts')
    .select(['users.name as user_name', 'users.kind as user_kind'])

type Row = Awaited<ReturnType<ReturnType<typeof wholeAttempts>['executeTakeFirstOrThrow']>>

const IsolationKind = z.enum(['bubblewrap', 'none']).nullable()

function toRecord(row: Row): AttemptRecord {
  return {
    id: row.id,
    projectId: row.project_id,
    kind: row.kind,
    subjectId: row.subject_id,
    engine: row.engine,
    spec: JSON.parse(row.spec),
    handle: row.handle,
    state: AttemptState.parse(row.state),
    exitCode: row.exit_code,
    reason: row.reason,
    isolation: IsolationKind.parse(row.isolation),
    cpuSeconds: row.cpu_seconds,
    peakMemoryBytes: row.peak_memory_bytes,
    wallMs: row.wall_ms,
    queueMs: row.queue_ms,
    logDigest: row.log_digest,
    logBytes: row.log_bytes,
    cancelRequested: row.cancel_requested === 1,
    by: { id: row.created_by, name: row.user_name, kind: row.user_kind },
    seat: row.created_seat === null ? null : Seat.parse(row.created_seat),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}

/** Which of these blobs are logs of steps. */
export async function logBlobs(db: Db, digests: readonly string[]): Promise<string[]> {
  const query = db.selectFrom('attempts').select('log_digest').distinct().where('log_digest', 'in', digests)
  return (await query.execute()).flatMap(row => row.log_digest ?? [])
}
