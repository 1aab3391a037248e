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
  let rings = hub.rings()
  return async (key, find) => {
    if (rings !== hub.rings() || known.size > most) known.clear()
    rings = hub.rings()
    const now = clock.now()
    const found = known.get(key)
    if (found && found.until > now) return found.value
    const value = await find()
    // what was found before something happened may not be true after it
    if (rings === hub.rings()) known.set(key, { value, until: now + longest })
    return value
  }
}
