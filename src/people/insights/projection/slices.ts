import type { WorkingTime } from '../../users/calendar/calendar.ts'
import { dayMs } from '../../users/calendar/calendar.ts'
import { sliceKinds, type SliceKind, type WaitKind } from './kinds.ts'

export type Wait = {
  id: string
  kind: WaitKind
  seat: string
  startedAt: number
  endedAt: number | null
}

export type Slice = {
  kind: SliceKind
  ms: number
  workingMs: number
  /** the seat whose waits make up most of it; null where nobody is waited for */
  seat: string | null
  /** the wait that made up most of it */
  longest: string | null
}

type Piece = { from: number; until: number; wait: Wait | null }

/**
 * Splits a span so that the parts add up to it. A moment belongs to the wait that was open longest then; where none was
 * open it is work on days with an act, and quiet on days without.
 */
export function slicesOf(
  span: { from: number; until: number },
  found: { waits: readonly Wait[]; activeDays: ReadonlySet<number>; time: WorkingTime },
): Slice[] {
  const sums = new Map<SliceKind, { ms: number; workingMs: number; waits: Map<Wait, number> }>()
  const add = (kind: SliceKind, { from, until, wait }: Piece) => {
    const sum = sums.get(kind) ?? { ms: 0, workingMs: 0, waits: new Map<Wait, number>() }
    sum.ms += until - from
    sum.workingMs += found.time.workingMs(from, until)
    if (wait) sum.waits.set(wait, (sum.waits.get(wait) ?? 0) + until - from)
    sums.set(kind, sum)
  }
  for (const { from, until, wait } of piecesOf(span, found.waits)) {
    if (wait) add(wait.kind, { from, until, wait })
    else
      for (const day of daysOf({ from, until }, found.time))
        add(found.activeDays.has(day.day) ? 'working' : 'quiet', { ...day, wait: null })
  }
  return sliceKinds.flatMap(kind => {
    const sum = sums.get(kind)
    if (!sum || sum.ms === 0) return []
    const [longest] = largest(sum.waits) ?? []
    const seats = new Map<string, number>()
    for (const [{ seat }, ms] of sum.waits) seats.set(seat, (seats.get(seat) ?? 0) + ms)
    return [
      { kind, ms: sum.ms, workingMs: sum.workingMs, seat: largest(seats)?.[0] ?? null, longest: longest?.id ?? null },
    ]
  })
}

/** One pass over the beginnings: a wait that began earlier and is still open covers what began later. */
function piecesOf({ from, until }: { from: number; until: number }, waits: readonly Wait[]): Piece[] {
  const pieces: Piece[] = []
  let at = from
  for (const wait of waits.toSorted((a, b) => a.startedAt - b.startedAt || a.id.localeCompare(b.id))) {
    const start = Math.max(at, wait.startedAt)
    const end = Math.min(until, wait.endedAt ?? until)
    if (end <= start) continue
    if (start > at) pieces.push({ from: at, until: start, wait: null })
    pieces.push({ from: start, until: end, wait })
    at = end
  }
  if (until > at) pieces.push({ from: at, until, wait: null })
  return pieces
}

function* daysOf({ from, until }: { from: number; until: number }, time: WorkingTime) {
  for (let at = from; at < until;) {
    const day = time.dayOf(at)
    const next = Math.max(at + 1, Math.min(until, time.startOf(day + 1)))
    // a clock that is set back at midnight would not move on
    const end = time.dayOf(next) === day && next < until ? Math.min(until, next + dayMs / 24) : next
    yield { day, from: at, until: end }
    at = end
  }
}

function largest<K>(sums: Map<K, number>): [K, number] | undefined {
  let best: [K, number] | undefined
  for (const entry of sums) if (!best || entry[1] > best[1]) best = entry
  return best
}

/** The p-th part of values in order, between two of them where it falls between; null of nothing. */
export function quantileOf(values: readonly number[], p: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * p
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (low === undefined || high === undefined) return null
  return low + (high - low) * (place - Math.floor(place))
}
