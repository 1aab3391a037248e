import { z } from 'zod'
import { demoWorld, lookHeader, worldHeader } from '../projects/demo/demo.schema.ts'

/**
 * Whether this tab shows the simulated organisation, through whose eyes, and what its clock says. Everything that is asked
 * of the server carries it, so no page need know; whoever enters or leaves loads the app anew.
 */
const World = z.object({ look: z.string(), now: z.number() })
export type World = z.infer<typeof World>

const key = 'trireme-world'

/** Undefined in one's own organisation. */
export function currentWorld(): World | undefined {
  const kept = sessionStorage.getItem(key)
  if (kept === null) return undefined
  try {
    return World.parse(JSON.parse(kept))
  } catch {
    return undefined // written by an older version of the app
  }
}

export const worldHeaders = (): Record<string, string> => {
  const world = currentWorld()
  return world ? { [worldHeader]: demoWorld, [lookHeader]: world.look } : {}
}

export function enterWorld(world: World): void {
  sessionStorage.setItem(key, JSON.stringify(world))
  location.assign('/')
}

export function leaveWorld(): void {
  sessionStorage.removeItem(key)
  location.assign('/')
}

/** What the clock says: that of the simulated organisation stands still where its story ends. */
export const clockNow = () => currentWorld()?.now ?? Date.now()
