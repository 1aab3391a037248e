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
  const { signal } = stopping
  const sweep = async () => {
    let isBehind = false
    while (!signal.aborted) {
      if (!isBehind) await pause(everyMs, signal)
      if (signal.aborted) return
      isBehind = false
      try {
        await sweepMetrics(db, signal)
        for (const work of [readWords, rangeMetrics]) isBehind = (await workOn(work)) || isBehind
      } catch (error) {
        log.error('sealing metrics or reading words failed; it is tried again', { error: messageOf(error) })
      }
    }
  }
  /** Until nothing is left or metrics are looked at again; whether there is more. After a large import there is much. */
  const workOn = async (work: (db: Db) => Promise<boolean>) => {
    const until = performance.now() + everyMs
    while (performance.now() < until && !signal.aborted) {
      const begun = performance.now()
      if (!(await work(db))) return false
      // others get as much time as it takes
      await pause(performance.now() - begun, signal)
    }
    return true
  }
  const done = sweep()
  return {
    async stop() {
      stopping.abort()
      await done
    },
  }
}
