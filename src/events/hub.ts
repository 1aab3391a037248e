/** Tells the live streams of this process that something was appended; what it was is read from the log. */
export type EventHub = {
  ring(): void
  /** how often it rang: whoever remembers something knows by it that more has happened */
  rings(): number
  /** resolves at the next ring, or when the signal aborts, or after the given time */
  wait(signal: AbortSignal, atMostMs: number): Promise<void>
}

export function openHub(): EventHub {
  const waiting = new Set<() => void>()
  let rings = 0
  return {
    ring() {
      rings++
      for (const wake of [...waiting]) wake()
    },
    rings: () => rings,
    wait(signal, atMostMs) {
      return new Promise(resolve => {
        const wake = () => {
          waiting.delete(wake)
          clearTimeout(timer)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        const timer = setTimeout(wake, atMostMs)
        waiting.add(wake)
        signal.addEventListener('abort', wake)
        if (signal.aborted) wake()
      })
    },
  }
}
