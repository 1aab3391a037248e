import type { Chance } from './chance.ts'

export const day = 86_400_000
export const hour = 3_600_000
export const minute = 60_000
export const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10)

type Act = () => Promise<void>

/** What is to happen when; acts put further acts on it, and all of them happen in the order of time. */
export type Agenda = {
  at(time: number, act: Act): void
  /** plays everything before a time, telling the share of it that is over */
  play(span: { from: number; until: number }, tools: AgendaTools): Promise<void>
}

export type AgendaTools = {
  setClock: (time: number) => void
  onDay: (share: number) => void
  signal?: AbortSignal
}

export function openAgenda(): Agenda {
  let waiting: { time: number; order: number; act: Act }[] = []
  let order = 0
  let isSorted = true
  return {
    at(time, act) {
      waiting.push({ time: Math.floor(time), order: order++, act })
      isSorted = false
    },
    async play({ from, until }, { setClock, onDay, signal }) {
      let today = -1
      for (;;) {
        signal?.throwIfAborted()
        if (!isSorted) waiting = waiting.toSorted((a, b) => b.time - a.time || b.order - a.order)
        isSorted = true
        const next = waiting.pop()
        if (!next || next.time >= until) return
        const now = Math.floor((next.time - from) / day)
        if (now !== today) onDay((next.time - from) / (until - from))
        today = now
        setClock(next.time)
        await next.act()
      }
    },
  }
}

/** The first moment from then on at which somebody works: Monday to Friday, between seven and five. */
export function workingMoment(time: number, chance: Chance): number {
  const at = new Date(time)
  const isAtWork = ![0, 6].includes(at.getUTCDay()) && at.getUTCHours() >= 7 && at.getUTCHours() < 17
  if (isAtWork) return Math.floor(time)
  const morning = new Date(time)
  if (at.getUTCHours() >= 7) morning.setUTCDate(morning.getUTCDate() + 1)
  while ([0, 6].includes(morning.getUTCDay())) morning.setUTCDate(morning.getUTCDate() + 1)
  morning.setUTCHours(7, 0, 0, 0)
  return morning.getTime() + Math.floor(chance.between(0, 3 * hour))
}
