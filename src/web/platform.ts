import { useQuery } from '@tanstack/react-query'
import { platformRights, platformSeatMay, type PlatformRight } from '../people/policies.ts'
import { meQuery } from './queries.ts'
import { parts } from './text/parts.ts'
import { platformWords } from './text/platform.ts'
import { seatWords } from './text/seats.ts'
import { useText } from './text/text.ts'
import { currentWorld } from './world.ts'

/**
 * Why the reader may not do something with the platform, and whom to ask; undefined when it may be done. The simulated
 * organisation bars all but looking.
 */
export function usePlatformBarrier(right: PlatformRight, { isLook = false }: { isLook?: boolean } = {}) {
  const text = useText(platformWords)
  const words = useText(parts)
  const seats = useText(seatWords)
  const { data: me } = useQuery(meQuery())
  if (currentWorld() && !isLook) return { because: text.cannotChange }
  if (!me || me.isOwner || me.platformSeats.some(seat => platformSeatMay(seat, right))) return undefined
  const guards = platformRights[right].map(seat => seats.name[seat])
  return { because: text.noPlatformSeat, ask: { name: text.ownerOr(words.anyOf(guards)) } }
}
