import type { Db } from '../../../database/schema.ts'
import type { Event } from '../../../events/events.ts'
import type { WorkingTime } from '../../users/calendar/calendar.ts'
import type { LinkTally } from './links.ts'
import { addLinks } from './links.store.ts'
import { addCounts, type Counts } from './projection.store.ts'

/** The project to which an asset belongs. */
export type Home = { project: string; kind: string }

/** What reading one part of the log needs. */
export type Reading = {
  tx: Db
  time: WorkingTime
  tally: Tally
  links: LinkTally
  homes: Map<string, Home | null>
  /** when a hypothesis was first tried, as far as this part of the log asked for it */
  tried: Map<string, number>
}

/** What was counted so far becomes visible to those who look back. */
export async function flush({ tx, tally, links }: Reading): Promise<void> {
  await addCounts(tx, tally.take())
  await addLinks(tx, links.take())
}

/** The wait for whoever releases what a request was granted for. */
export const releaseOf = (requestId: string) => `release:${requestId}`

type Past = Counts['past'][number]

/** Counts in memory, so that a thousand acts of a seat on a day are one write. */
export type Tally = {
  act(event: Event, projectId: string): void
  waited(wait: Past): void
  past(wait: Past): void
  used(at: number, use: { projectId: string; home: Home }): void
  /** what was counted since it was taken last */
  take(): Counts
}

export function emptyTally(time: WorkingTime): Tally {
  let days = new Map<string, Counts['days'][number]>()
  let acts = new Map<string, Counts['acts'][number]>()
  let waits = new Map<string, Counts['waits'][number]>()
  let answers = new Map<string, Counts['answers'][number]>()
  let reuse = new Map<string, Counts['reuse'][number]>()
  let past: Past[] = []
  const waited = (wait: Past) => {
    const end = wait.ended_at ?? wait.started_at
    const key = { project_id: wait.project_id, day: time.dayOf(end), kind: wait.kind, seat: wait.seat }
    const sum = entry(waits, key, () => ({ waits: 0, ms: 0, working_ms: 0 }))
    sum.waits += 1
    sum.ms += end - wait.started_at
    sum.working_ms += time.workingMs(wait.started_at, end)
    const { project_id, kind, seat, subject_kind } = wait
    entry(answers, { project_id, kind, seat, subject_kind }, () => ({ acts: 0 })).acts += 1
  }
  return {
    act(event, projectId) {
      const { actingSeat: seat, verb, occurredAt: at } = event
      // what a machine does by itself is nobody's work
      if (seat === null) return
      entry(days, { project_id: projectId, day: time.dayOf(at) }, () => ({ acts: 0 })).acts += 1
      const key = { project_id: projectId, seat, verb, object_kind: event.object.kind }
      const sum = entry(acts, key, () => ({ acts: 0, last_at: at, last_event: event.id }))
      sum.acts += 1
      if (at >= sum.last_at) Object.assign(sum, { last_at: at, last_event: event.id })
    },
    waited,
    past(wait) {
      past.push(wait)
      waited(wait)
    },
    used(at, { projectId, home }) {
      const key = { project_id: projectId, day: time.dayOf(at), kind: home.kind }
      const sum = entry(reuse, key, () => ({ uses: 0, of_others: 0 }))
      sum.uses += 1
      if (home.project !== projectId) sum.of_others += 1
    },
    take() {
      const taken = {
        days: [...days.values()],
        acts: [...acts.values()],
        waits: [...waits.values()],
        answers: [...answers.values()],
        reuse: [...reuse.values()],
        past,
      }
      days = new Map()
      acts = new Map()
      waits = new Map()
      answers = new Map()
      reuse = new Map()
      past = []
      return taken
    },
  }
}

function entry<K extends object, V extends object>(sums: Map<string, K & V>, key: K, zero: () => V): K & V {
  const text = Object.values(key).join('\n')
  const known = sums.get(text)
  if (known) return known
  const made = { ...key, ...zero() }
  sums.set(text, made)
  return made
}
