import { seats, type Seat } from '../../seats.ts'

/** Formulas over seats; pure, so that each has an example computed by hand. */
const idleMs = 28 * 86_400_000

/** Beyond these a person cannot do a seat justice. */
export const mostProjects = 3
const mostSeatsHere = 2

/** Somebody seated less than 28 days ago has had no time to be idle. */
export const workedWithin = ({ since, lastActAt }: { since: number; lastActAt: number | null }, now: number) =>
  Math.max(since, lastActAt ?? 0) >= now - idleMs

type SeatFact = {
  seat: Seat
  /** 0 to 2 */
  need: number
  /** people in it here, each divided by the number of projects they serve */
  allocated: number
  /** a typical act of the seat within 28 days */
  isShown: boolean
}

type Coverage = { declared: number; demonstrated: number; gap: number }

/** Sum of need x min(1, allocated / required) over the sum of need; shown counts only seats with a typical act. */
export function coverageOf(facts: readonly SeatFact[]): Coverage | null {
  const need = facts.reduce((sum, fact) => sum + fact.need, 0)
  if (need === 0) return null
  const met = (of: readonly SeatFact[]) =>
    of.reduce((sum, fact) => sum + fact.need * Math.min(1, fact.allocated / requiredOf(fact.need)), 0) / need
  const declared = met(facts)
  const demonstrated = met(facts.filter(fact => fact.isShown))
  return { declared, demonstrated, gap: declared - demonstrated }
}

/** A seat that works in a stage wants half a person at least, one that is asked a quarter. */
const requiredOf = (need: number) => (need >= 2 ? 0.5 : 0.25)

type Deviation = { seat: Seat; share: number; need: number }
type Balance = { index: number; largest: Deviation[] }

/** 1 - 0.5 x sum of |share of people - share of need|, both adding up to 1; with the two largest deviations. */
export function balanceOf(facts: readonly Pick<SeatFact, 'seat' | 'need' | 'allocated'>[]): Balance | null {
  const all = facts.reduce((sum, fact) => sum + fact.allocated, 0)
  const need = facts.reduce((sum, fact) => sum + fact.need, 0)
  if (all === 0 || need === 0) return null
  const deviations = facts.map(fact => ({ seat: fact.seat, share: fact.allocated / all, need: fact.need / need }))
  const size = ({ share, need: wanted }: Deviation) => Math.abs(share - wanted)
  return {
    index: 1 - 0.5 * deviations.reduce((sum, one) => sum + size(one), 0),
    largest: deviations
      .filter(one => size(one) > 0.005)
      .toSorted((a, b) => size(b) - size(a) || seats.indexOf(a.seat) - seats.indexOf(b.seat))
      .slice(0, 2),
  }
}

export const isOverloaded = ({ projects, seatsHere }: { projects: number; seatsHere: number }) =>
  projects > mostProjects || seatsHere > mostSeatsHere
