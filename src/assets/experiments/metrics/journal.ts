import { outageOf } from '../../../database/outage.ts'
import type { Db } from '../../../database/schema.ts'
import { insertBatches, type Batch } from './series.ts'

/** Takes batches of metrics; resolves when they are durable. */
export type MetricJournal = { append(batch: Batch): Promise<void> }

/** batches of one commit */
const most = 1_000

/**
 * Commits together what arrives together: while one commit is on its way to the disk, the next batches gather. One run's
 * single points then cost a fraction of a commit each.
 */
export function openJournal(db: Db): MetricJournal {
  let waiting: { batch: Batch; done: () => void; failed: (error: unknown) => void }[] = []
  let isWriting = false

  const writeGroup = async (group: typeof waiting): Promise<void> => {
    try {
      await insertBatches(
        db,
        group.map(entry => entry.batch),
      )
      for (const entry of group) entry.done()
    } catch (error) {
      // a run that is gone for good meanwhile spoils nobody else's points; nothing of the group was written
      if (group.length > 1 && !outageOf(error)) for (const entry of group) await writeGroup([entry])
      else for (const entry of group) entry.failed(error)
    }
  }
  const write = async () => {
    isWriting = true
    while (waiting.length > 0) {
      await gathered()
      await writeGroup(waiting.splice(0, most))
    }
    isWriting = false
  }
  /** A turn of the loop costs little beside a commit, and what has reached the machine meanwhile shares it. */
  const gathered = async () => {
    let before
    do {
      before = waiting.length
      await new Promise(setImmediate)
    } while (waiting.length > before && waiting.length < most)
  }

  return {
    append: batch =>
      new Promise((done, failed) => {
        waiting.push({ batch, done: () => done(), failed })
        if (!isWriting) {
          isWriting = true
          void write()
        }
      }),
  }
}
