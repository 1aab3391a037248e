import type { Db } from '../../../database/schema.ts'
import { messageOf } from '../../../kernel/errors.ts'
import type { Log } from '../../../kernel/log.ts'
import { pause } from '../../../kernel/pause.ts'
import { readWords } from '../words/words.service.ts'
import { rangeMetrics, sweepMetrics } from './series.ts'

export type Sweeper = { stop(): Promise<void> }

/** Seals metrics and reads words in the background, so that neither writers nor readers wait for it. */
export function runSweeper({ db, log, everyMs = 1_000 }: { db: Db; log: Log; everyMs?: number }): Sweeper {
  const stopping = new AbortController()
  const sweep = async () => {
    while (!stopping.signal.aborted) {
      await pause(everyMs, stopping.signal)
      if (stopping.signal.aborted) return
      try {
        await sweepMetrics(db, stopping.signal)
        for (const work of [readWords, rangeMetrics]) {
          for (let isMore = true; isMore && !stopping.signal.aborted;) {
            const begun = performance.now()
            isMore = await work(db)
            // after a large import there is much of it: others get as much time as it takes
            if (isMore) await pause(performance.now() - begun, stopping.signal)
          }
        }
      } catch (error) {
        log.error('sealing metrics or reading words failed; it is tried again', { error: messageOf(error) })
      }
    }
  }
  const done = sweep()
  return {
    async stop() {
      stopping.abort()
      await done
    },
  }
}
