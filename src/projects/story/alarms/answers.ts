import { z } from 'zod'
import { Seat } from '../../../people/seats.ts'
import type { Db } from '../../../database/schema.ts'
import type { Event } from '../../../events/events.ts'
import { listLately } from '../../../events/together.ts'
import type { Evidence } from './alarms.schema.ts'
import type { Answer } from './rules.ts'

type Span = { projectIds: readonly string[]; since: number }
type In<T> = T & { projectId: string }

/** Of each verb in each seat of each project; more say nothing new. */
const most = 40

/** Kinds that bring evidence which somebody has to read. */
const withEvidence = ['promotion', 'handoff', 'gate', 'scope-change']
const Answered = z.object({ kind: z.string(), waitedMs: z.number() })

/** What seats answered to requests that carry evidence, the newest first. */
export async function answersIn(db: Db, span: Span): Promise<In<Answer & { seat: Seat }>[]> {
  const found = await listLately(db, { ...span, kind: 'request', verbs: ['accept', 'return'], most })
  return found
    .flatMap(event => {
      const said = Answered.safeParse(event.payload).data
      const seat = Seat.safeParse(event.actingSeat).data
      if (!said || !seat || !withEvidence.includes(said.kind)) return []
      return [{ ...evidenceOf(event), seat, isAccepted: event.verb === 'accept', waitedMs: said.waitedMs }]
    })
    .toSorted((a, b) => b.at - a.at)
}

/** Changes of what is in or out, the newest first. */
export async function scopeChangesIn(db: Db, span: Span): Promise<In<Evidence>[]> {
  return (await listLately(db, { ...span, kind: 'charter', verbs: ['scope-change'], most })).map(evidenceOf)
}

const evidenceOf = ({ id, occurredAt, object, projectId }: Event): In<Evidence> => ({
  projectId: projectId ?? '',
  ...{ eventId: id, at: occurredAt },
  ...{ kind: object.kind, id: object.id },
})
