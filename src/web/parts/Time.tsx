import { useEffect, useState } from 'react'
import { useFormat } from '../format.ts'
import { clockNow } from '../world.ts'

/** Times in the viewer's zone, with everything in the tooltip. */
export function When({ at }: { at: number }) {
  const format = useFormat()
  return <Stamp at={at}>{format.when(at)}</Stamp>
}

/** How long ago; grows while the page is open. */
export function Ago({ at }: { at: number }) {
  const format = useFormat()
  const now = useNow(30_000)
  return <Stamp at={at}>{format.ago(at, now)}</Stamp>
}

/** How long something has waited: `2 d 3 h`. */
export function Waited({ since }: { since: number }) {
  const format = useFormat()
  const now = useNow(30_000)
  return <Stamp at={since}>{format.age(now - since)}</Stamp>
}

/** A span that is over, or one that still runs: leave `to` out and it counts. */
export function Duration({ from, to }: { from: number; to?: number | undefined }) {
  const format = useFormat()
  const now = useNow(to === undefined ? 1000 : undefined)
  return <>{format.duration((to ?? now) - from)}</>
}

function Stamp({ at, children }: { at: number; children: string }) {
  const format = useFormat()
  return (
    <time dateTime={new Date(at).toISOString()} title={format.fullTime(at)}>
      {children}
    </time>
  )
}

/** The clock, read again every so many milliseconds; never when undefined. */
export function useNow(every: number | undefined): number {
  const [now, setNow] = useState(clockNow)
  useEffect(() => {
    if (every === undefined) return
    const timer = setInterval(() => setNow(clockNow()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
