import type { Clock } from '../../kernel/clock.ts'

/** How often an agent may call; kept in memory, for one server. */
export type Pace = { take(agent: string): { isAllowed: true } | { isAllowed: false; retryInSeconds: number } }

export function openPace({ clock, most, perMs }: { clock: Clock; most: number; perMs: number }): Pace {
  const windows = new Map<string, { from: number; calls: number }>()
  return {
    take(agent) {
      const now = clock.now()
      const known = windows.get(agent)
      const window = known && known.from + perMs > now ? known : { from: now, calls: 0 }
      if (windows.size > 10_000) windows.clear()
      windows.set(agent, window)
      window.calls++
      if (window.calls <= most) return { isAllowed: true }
      return { isAllowed: false, retryInSeconds: Math.ceil((window.from + perMs - now) / 1000) }
    },
  }
}
