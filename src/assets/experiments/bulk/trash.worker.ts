import type { Db } from '../../../database/schema.ts'
import { append, type Author } from '../../../events/events.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { messageOf } from '../../../kernel/errors.ts'
import type { Log } from '../../../kernel/log.ts'
import {
  isDeletedStill,
  listExpired,
  listExpiredExperiments,
  listIdsIn,
  purgeExperimentRow,
  purgeRuns,
} from './bulk.store.ts'

const hour = 3_600_000
/** runs taken out in one transaction: others write in between */
const atOnce = 200

/** Looks once an hour for runs and experiments that were in the trash for so many days; 0 days keep them. */
export function runTrash({ days, log, ...ground }: { db: Db; clock: Clock; log: Log; days: number }): {
  stop(): Promise<void>
} {
  if (days === 0) return { stop: async () => {} }
  const stopping = new AbortController()
  let looking: Promise<unknown> = Promise.resolve()
  const look = () => {
    looking = emptyTrash(ground, { days, signal: stopping.signal }).catch((error: unknown) =>
      log.error('the trash was not emptied; it is tried again', { error: messageOf(error) }),
    )
  }
  look()
  const timer = setInterval(look, hour).unref()
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await looking
    },
  }
}

type Ground = { db: Db; clock: Clock }
type Wish = { days: number; signal?: AbortSignal }

async function emptyTrash(ground: Ground, wish: Wish): Promise<void> {
  await purgeExpired(ground, wish)
  await purgeExpiredExperiments(ground, wish)
}

/** Takes runs out for good whose time in the trash is over; says how many. */
export async function purgeExpired({ db, clock }: Ground, { days, signal }: Wish): Promise<number> {
  const before = clock.now() - days * 24 * hour
  for (let purged = 0; ;) {
    if (signal?.aborted) return purged
    const count = await db.transaction().execute(async tx => {
      const runs = await listExpired(tx, { before, limit: atOnce })
      if (runs.length === 0) return 0
      await purgeRuns(
        tx,
        runs.map(({ id }) => id),
      )
      for (const { id, projectId, by } of runs) {
        const payload = { purged: true, days }
        await append(tx, authorOf(clock, { projectId, by }), { verb: 'remove', object: { kind: 'run', id }, payload })
      }
      return runs.length
    })
    purged += count
    if (count < atOnce) return purged
  }
}

/** The same of experiments, with the runs that are still in them; says how many experiments. */
export async function purgeExpiredExperiments({ db, clock }: Ground, { days, signal }: Wish): Promise<number> {
  const before = clock.now() - days * 24 * hour
  for (let purged = 0; ;) {
    const expired = await listExpiredExperiments(db, { before, limit: atOnce })
    for (const experiment of expired) {
      if (signal?.aborted) return purged
      await emptyExperiment(db, experiment, { author: authorOf(clock, experiment), payload: { purged: true, days } })
      purged += 1
    }
    if (expired.length < atOnce) return purged
  }
}

const authorOf = (clock: Clock, { projectId, by }: { projectId: string; by: string }): Author => ({
  actor: { id: by },
  source: 'system',
  clock,
  project: { id: projectId },
})

/** Takes an experiment out for good: its runs some at a time, and itself with the last of them. */
export async function emptyExperiment(
  db: Db,
  { id, scope }: { id: string; scope: number },
  { author, payload }: { author: Author; payload: Record<string, unknown> },
): Promise<{ runs: number }> {
  for (let runs = 0; ;) {
    const done = await db.transaction().execute(async tx => {
      // somebody may have restored it
      if (!(await isDeletedStill(tx, scope))) return { count: 0, isLast: true }
      const ids = await listIdsIn(tx, scope, atOnce)
      const isLast = ids.length < atOnce
      if (ids.length > 0) await purgeRuns(tx, ids)
      for (const run of ids) await append(tx, author, { verb: 'remove', object: { kind: 'run', id: run }, payload })
      if (isLast) {
        await purgeExperimentRow(tx, scope)
        await append(tx, author, { verb: 'remove', object: { kind: 'experiment', id }, payload })
      }
      return { count: ids.length, isLast }
    })
    runs += done.count
    if (done.isLast) return { runs }
  }
}
