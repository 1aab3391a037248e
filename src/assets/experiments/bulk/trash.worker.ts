import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { messageOf } from '../../../kernel/errors.ts'
import type { Log } from '../../../kernel/log.ts'
import { listExpired, purgeRuns } from './bulk.store.ts'

const hour = 3_600_000
/** runs taken out in one transaction: others write in between */
const atOnce = 200

/** Looks once an hour for runs that were in the trash for so many days; 0 days keep them. */
export function runTrash({ days, log, ...ground }: { db: Db; clock: Clock; log: Log; days: number }): {
  stop(): Promise<void>
} {
  if (days === 0) return { stop: async () => {} }
  const stopping = new AbortController()
  let looking: Promise<unknown> = Promise.resolve()
  const look = () => {
    looking = purgeExpired(ground, { days, signal: stopping.signal }).catch((error: unknown) =>
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

/** Takes runs out for good whose time in the trash is over; says how many. */
export async function purgeExpired(
  { db, clock }: { db: Db; clock: Clock },
  { days, signal }: { days: number; signal?: AbortSignal },
): Promise<number> {
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
        const author = { actor: { id: by }, source: 'system', clock, project: { id: projectId } } as const
        const payload = { purged: true, days }
        await append(tx, author, { verb: 'remove', object: { kind: 'run', id }, payload })
      }
      return runs.length
    })
    purged += count
    if (count < atOnce) return purged
  }
}
