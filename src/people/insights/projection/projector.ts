import type { Db } from '../../../database/schema.ts'
import { latestCursor, parseCursor, readAfter } from '../../../events/events.ts'
import { messageOf } from '../../../kernel/errors.ts'
import type { Log } from '../../../kernel/log.ts'
import { pause } from '../../../kernel/pause.ts'
import { workingTime } from '../../users/calendar/calendar.ts'
import { calendarOf } from '../../users/calendar/calendar.service.ts'
import { forgetAll, lockState, readState, saveState } from './projection.store.ts'
import { readEvents } from './reading.ts'

/** Raise it when a formula changes: all is read again from the beginning of the log. */
const formulas = 7
/** Few at a time: on SQLite everybody else waits for the end of the transaction. */
const batch = 500

export type Progress = { read: number; behind: number }
/** `rest` is called after each part with the time that it took */
type CatchUp = { most: number; signal?: AbortSignal; rest?: (tookMs: number) => Promise<void> }

/**
 * Reads on in the log, some events a transaction: what is computed and how far was read change together, so that a kill at
 * any moment loses nothing and counts nothing twice.
 */
export async function catchUp(db: Db, options: CatchUp): Promise<Progress> {
  let done = 0
  while (done < options.most && options.signal?.aborted !== true) {
    const begun = performance.now()
    const count = await db.transaction().execute(readSome)
    done += count
    if (count < batch) break
    await options.rest?.(performance.now() - begun)
  }
  return progressOf(db)
}

export async function progressOf(db: Db): Promise<Progress> {
  const state = await readState(db)
  const newest = parseCursor(await latestCursor(db))
  return { read: state?.read ?? 0, behind: Math.max(0, newest.seq - (state?.seq ?? 0)) }
}

async function readSome(tx: Db): Promise<number> {
  await lockState(tx)
  const calendar = await calendarOf({ db: tx })
  const basis = JSON.stringify([formulas, calendar])
  const known = await readState(tx)
  if (known && known.basis !== basis) await forgetAll(tx)
  const state = known?.basis === basis ? known : { tx: 0, seq: 0, read: 0, basis }
  const events = await readAfter(tx, {}, { after: `${state.tx}-${state.seq}`, limit: batch })
  const last = events.at(-1)
  if (!last) return 0
  await readEvents(tx, events, workingTime(calendar))
  await saveState(tx, { ...parseCursor(last.cursor), read: state.read + events.length, basis })
  return events.length
}

export type Projector = { stop(): Promise<void> }

/** Keeps what is computed up to date in the background. */
export function runProjector({ db, log, everyMs = 2_000 }: { db: Db; log: Log; everyMs?: number }): Projector {
  const stopping = new AbortController()
  const follow = async () => {
    while (!stopping.signal.aborted) {
      try {
        // as long as it reads it lets others read: a page asks many questions, one after the other
        const rest = (tookMs: number) => pause(tookMs, stopping.signal)
        await catchUp(db, { most: Infinity, signal: stopping.signal, rest })
      } catch (error) {
        log.error('reading the log for insights failed; it is tried again', { error: messageOf(error) })
      }
      await pause(everyMs, stopping.signal)
    }
  }
  const done = follow()
  return {
    async stop() {
      stopping.abort()
      await done
    },
  }
}
