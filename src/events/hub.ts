/** Tells the live streams of this process that something was appended; what it was is read from the log. */
export type EventHub = {
  ring(): void
  /** resolves at the next ring, or when the signal aborts, or after the given time */
  wait(signal: AbortSignal, atMostMs: number): Promise<void>
}

export function openHub(): EventHub {
  const waiting = new Set<() => void>()
  return {
    ring() {
      for (const wake of [...waiting]) wake()
    },
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
