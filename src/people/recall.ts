import type { EventHub } from '../events/hub.ts'
import type { Clock } from '../kernel/clock.ts'

/**
 * Remembers what every request asks anew, such as what a token may. All is forgotten as soon as anything happens on this
 * server, and after a second whatever another one does. A refusal is never remembered.
 */
export type Recall<T> = (key: string, find: () => Promise<T>) => Promise<T>

const longest = 1_000
const most = 10_000

export function openRecall<T>({ hub, clock }: { hub: EventHub; clock: Clock }): Recall<T> {
  const known = new Map<string, { value: T; until: number }>()
  let knownAt = hub.rings()
  return async (key, find) => {
    const askedAt = hub.rings()
    if (knownAt !== askedAt || known.size > most) known.clear()
    knownAt = askedAt
    const now = clock.now()
    const found = known.get(key)
    if (found && found.until > now) return found.value
    const value = await find()
    // what was asked for before something happened may not be true after it, whoever asked meanwhile
    if (askedAt === hub.rings()) known.set(key, { value, until: now + longest })
    return value
  }
}
