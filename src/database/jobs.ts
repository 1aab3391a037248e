import { sql } from 'kysely'
import { z } from 'zod'
import { AppError, messageOf } from '../kernel/errors.ts'
import { newId } from '../kernel/ids.ts'
import type { Log } from '../kernel/log.ts'
import { isPostgres } from './open.ts'
import type { JobTable } from './schema/core.ts'
import type { Db } from './schema.ts'

/** One leased table for builds, profiles, steps and deployments: whoever holds the lease works, the attempt number fences. */
export type Job = {
  id: string
  kind: string
  key: string
  projectId: string | null
  payload: unknown
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  attempt: number
  progress: unknown
  cancelRequested: boolean
  error: string | null
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
}

export type JobTools = {
  /** aborted when the job is cancelled, its lease is lost or the server stops; `signal.reason` says which */
  signal: AbortSignal
  /** kept with the job and shown to people; any JSON */
  progress(value: unknown): Promise<void>
}

/** Work that did not succeed yet: the job waits until this time, then somebody takes it again. */
export type Again = { again: number }

export type JobHandler = (job: Job, tools: JobTools) => Promise<void | Again>

export type JobsOptions = {
  db: Db
  log: Log
  handlers: Record<string, JobHandler>
  /** how many jobs of a kind run at once in this server; 2 when not said */
  width?: Record<string, number>
  leaseMs?: number
  pollMs?: number
}

export const stopped = new AppError('unavailable', 'The server is stopping; the job goes on at the next start')
export const cancelled = new AppError('conflict', 'Cancelled by a person')
const lost = new AppError('conflict', 'Another server holds this job now')

/** Enqueues once per (kind, key); a second call with the same key returns the job that is there. Not begun before a time. */
export async function enqueue(
  db: Db,
  job: { kind: string; key: string; payload: unknown; projectId?: string; notBefore?: number },
): Promise<Job> {
  const row = {
    id: newId('job'),
    kind: job.kind,
    key: job.key,
    project_id: job.projectId ?? null,
    payload: JSON.stringify(job.payload),
    state: 'queued',
    lease_until: job.notBefore ?? 0,
    attempt: 0,
    cancel_requested: 0,
    created_at: Date.now(),
  }
  await db
    .insertInto('jobs')
    .values(row)
    .onConflict(c => c.columns(['kind', 'key']).doNothing())
    .execute()
  const found = await db
    .selectFrom('jobs')
    .selectAll()
    .where('kind', '=', job.kind)
    .where('key', '=', job.key)
    .executeTakeFirstOrThrow()
  return toJob(found)
}

export async function findJob(db: Db, kind: string, key: string): Promise<Job | undefined> {
  const row = await db.selectFrom('jobs').selectAll().where('kind', '=', kind).where('key', '=', key).executeTakeFirst()
  return row && toJob(row)
}

/** Asks a job to stop; a queued one ends at once, a running one as soon as its worker sees it. */
export async function cancelJob(db: Db, id: string): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ state: 'cancelled', finished_at: Date.now() })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .execute()
  await db
    .updateTable('jobs')
    .set({ cancel_requested: 1 })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute()
}

/** Puts a finished job back into the queue, for a person's "try again". */
export async function retryJob(db: Db, id: string): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ state: 'queued', error: null, progress: null, cancel_requested: 0, finished_at: null, lease_until: 0 })
    .where('id', '=', id)
    .where('state', 'in', ['failed', 'cancelled'])
    .execute()
}

/** Takes finished jobs out of the table, of kinds of which there are many and whose end is told elsewhere. */
export async function forgetJobs(db: Db, kind: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await db
    .deleteFrom('jobs')
    .where('kind', '=', kind)
    .where('key', 'in', keys)
    .where('state', 'in', ['done', 'failed', 'cancelled'])
    .execute()
}

export type JobRunner = { wake(): void; stop(): Promise<void> }

/** Works on jobs until stopped. What a killed server leaves is taken up again when its lease has run out. */
export function runJobs(options: JobsOptions): JobRunner {
  const { db, log, handlers, leaseMs = 15_000, pollMs = 500 } = options
  const owner = newId('srv')
  const active = new Map<string, { kind: string; abort: AbortController; done: Promise<void> }>()
  let timer: NodeJS.Timeout | undefined
  let isStopping = false
  let isLooking = false

  const freeKinds = () =>
    Object.keys(handlers).filter(
      kind => [...active.values()].filter(entry => entry.kind === kind).length < (options.width?.[kind] ?? 2),
    )

  const look = async () => {
    if (isStopping || isLooking) return
    isLooking = true
    try {
      for (let kinds = freeKinds(); kinds.length > 0 && !isStopping; kinds = freeKinds()) {
        const job = await claim(db, { owner, kinds, leaseMs })
        if (!job) break
        begin(job)
      }
    } catch (error) {
      log.error('looking for jobs failed', { error: messageOf(error) })
    } finally {
      isLooking = false
      if (!isStopping) timer = setTimeout(() => void look(), pollMs)
    }
  }

  const begin = (job: Job) => {
    const abort = new AbortController()
    const done = work({ options, owner, leaseMs, abort }, job).finally(() => {
      active.delete(job.id)
      wake()
    })
    active.set(job.id, { kind: job.kind, abort, done })
  }

  const wake = () => {
    if (isStopping || isLooking) return
    clearTimeout(timer)
    timer = setTimeout(() => void look(), 0)
  }

  wake()
  return {
    wake,
    async stop() {
      isStopping = true
      clearTimeout(timer)
      for (const entry of active.values()) entry.abort.abort(stopped)
      await Promise.all([...active.values()].map(entry => entry.done))
    },
  }
}

/** On a database that one server owns alone, leases of a killed predecessor need not run out first. */
export async function releaseLeases(db: Db): Promise<void> {
  await db.updateTable('jobs').set({ lease_until: 0 }).where('state', '=', 'running').execute()
}

async function claim(db: Db, wish: { owner: string; kinds: string[]; leaseMs: number }): Promise<Job | undefined> {
  const now = Date.now()
  return db.transaction().execute(async tx => {
    const due = tx
      .selectFrom('jobs')
      .selectAll()
      .where('kind', 'in', wish.kinds)
      .where('state', 'in', ['queued', 'running'])
      .where('lease_until', '<', now)
      .orderBy('created_at')
      .limit(1)
    const row = await (isPostgres(tx) ? due.forUpdate().skipLocked() : due).executeTakeFirst()
    if (!row) return undefined
    const change = {
      state: 'running',
      owner: wish.owner,
      lease_until: now + wish.leaseMs,
      attempt: row.attempt + 1,
      started_at: row.started_at ?? now,
    }
    await tx.updateTable('jobs').set(change).where('id', '=', row.id).execute()
    return toJob({ ...row, ...change })
  })
}

type Work = { options: JobsOptions; owner: string; leaseMs: number; abort: AbortController }

async function work({ options, owner, leaseMs, abort }: Work, job: Job): Promise<void> {
  const { db, log, handlers } = options
  const mine = (set: Partial<JobTable>) =>
    db
      .updateTable('jobs')
      .set(set)
      .where('id', '=', job.id)
      .where('owner', '=', owner)
      .where('attempt', '=', job.attempt)
      .executeTakeFirst()
  const beat = setInterval(
    () =>
      void heartbeat().catch(error => log.warn('renewing a lease failed', { job: job.id, error: messageOf(error) })),
    Math.min(1_000, leaseMs / 3),
  )
  const heartbeat = async () => {
    const renewed = await mine({ lease_until: Date.now() + leaseMs })
    if (renewed.numUpdatedRows === 0n) return abort.abort(lost)
    const row = await db.selectFrom('jobs').select('cancel_requested').where('id', '=', job.id).executeTakeFirst()
    if (row?.cancel_requested) abort.abort(cancelled)
  }
  try {
    const handler = handlers[job.kind]
    if (!handler) throw new AppError('internal', `No worker knows jobs of kind ${job.kind}`)
    const result = await handler(job, {
      signal: abort.signal,
      progress: async value => void (await mine({ progress: JSON.stringify(value) })),
    })
    await mine(result ? { state: 'queued', lease_until: result.again } : { state: 'done', finished_at: Date.now() })
  } catch (error) {
    if (abort.signal.reason === stopped) await mine({ lease_until: 0 })
    else if (abort.signal.reason === cancelled) await mine({ state: 'cancelled', finished_at: Date.now() })
    else await mine({ state: 'failed', error: messageOf(error), finished_at: Date.now() })
  } finally {
    clearInterval(beat)
  }
}

const State = z.enum(['queued', 'running', 'done', 'failed', 'cancelled'])

function toJob(row: JobTable): Job {
  return {
    id: row.id,
    kind: row.kind,
    key: row.key,
    projectId: row.project_id,
    payload: JSON.parse(row.payload),
    state: State.parse(row.state),
    attempt: row.attempt,
    progress: row.progress === null ? null : JSON.parse(row.progress),
    cancelRequested: row.cancel_requested === 1,
    error: row.error,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}

/** Kept so that a query plan exists on both databases for the page that lists a project's jobs. */
export async function listJobs(db: Db, projectId: string, limit: number): Promise<Job[]> {
  const rows = await db
    .selectFrom('jobs')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toJob)
}

export const pingDatabase = (db: Db) => sql`select 1`.execute(db)
