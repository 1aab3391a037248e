import type { Seat } from '../../../people/seats.ts'

/** What the rates are computed from: one request of kind handoff. */
export type Handed = {
  id: string
  fromSeat: Seat | null
  toSeat: Seat
  state: 'open' | 'accepted' | 'returned' | 'withdrawn'
  createdAt: number
  decidedAt: number | null
  decisionCode: string | null
  previousId: string | null
}

export type EdgeRates = {
  fromSeat: Seat | null
  toSeat: Seat
  open: number
  oldestOpenAt: number | null
  accepted: number
  returned: number
  /** ms from asking to the answer, median over answered handoffs */
  medianWaitMs: number | null
  /** returned / answered */
  bounceRate: number | null
  /** percent complete and accurate: pieces of work accepted at their first handoff / pieces of work answered */
  firstTimeRight: number | null
  /** most frequent first */
  reasons: { code: string; requests: string[] }[]
  /** every handoff behind these numbers, newest first */
  requests: string[]
}

/**
 * One line for each pair of seats. A resubmission after a return is the same piece of work: it counts as an answered
 * handoff, and not as a second chance to be right at first. What is withdrawn was never answered.
 */
export function edgeRates(handoffs: readonly Handed[]): EdgeRates[] {
  const edges = Map.groupBy(handoffs, ({ fromSeat, toSeat }) => `${fromSeat ?? ''}>${toSeat}`)
  return [...edges.values()].flatMap(of => (of[0] ? [ratesOf(of[0], of)] : [])).toSorted((a, b) => b.open - a.open)
}

function ratesOf({ fromSeat, toSeat }: Handed, handoffs: readonly Handed[]): EdgeRates {
  const open = handoffs.filter(one => one.state === 'open')
  const accepted = handoffs.filter(one => one.state === 'accepted')
  const returned = handoffs.filter(one => one.state === 'returned')
  const answered = [...accepted, ...returned]
  const first = answered.filter(one => one.previousId === null)
  const waits = answered.map(one => (one.decidedAt ?? one.createdAt) - one.createdAt)
  return {
    fromSeat,
    toSeat,
    open: open.length,
    oldestOpenAt: open.length === 0 ? null : Math.min(...open.map(one => one.createdAt)),
    accepted: accepted.length,
    returned: returned.length,
    medianWaitMs: median(waits),
    bounceRate: share(returned.length, answered.length),
    firstTimeRight: share(first.filter(one => one.state === 'accepted').length, first.length),
    reasons: [...Map.groupBy(returned, one => one.decisionCode ?? 'other')]
      .map(([code, of]) => ({ code, requests: of.map(one => one.id) }))
      .toSorted((a, b) => b.requests.length - a.requests.length),
    requests: handoffs.toSorted((a, b) => b.createdAt - a.createdAt).map(one => one.id),
  }
}

/** The chance that work passes every edge at first: the product along the chain; null where nothing was answered. */
export function rolledFirstTimeRight(edges: readonly EdgeRates[]): number | null {
  const known = edges.flatMap(edge => (edge.firstTimeRight === null ? [] : [edge.firstTimeRight]))
  return known.length === 0 ? null : known.reduce((product, rate) => product * rate, 1)
}

const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[middle - 1], sorted[middle]]
  if (high === undefined) return null
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2
}
