import type { Event } from '../../../events/events.ts'
import { closeWait, listReleases } from './projection.store.ts'
import type { Reading } from './tally.ts'

export const versionOf = (version: string | null) => Number(version ?? 0)

type Ending = {
  projectId: string
  /** ids under which the model is known; every model of the project when not said */
  subjects?: readonly string[]
  /** whether the wait of this version is over */
  isOver: (version: number) => boolean
}

/** Ends waits for a release: what was waited for has come, or will not come any more. */
export async function endReleases({ tx, tally }: Reading, event: Event, { isOver, ...of }: Ending): Promise<void> {
  for (const wait of await listReleases(tx, of)) {
    if (!isOver(versionOf(wait.subject_version))) continue
    const ended = await closeWait(tx, { id: wait.id, at: event.occurredAt, by: event.id })
    if (ended) tally.waited(ended)
  }
}
