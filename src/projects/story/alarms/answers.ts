import { z } from 'zod'
import { Seat } from '../../../people/seats.ts'
import type { Db } from '../../../database/schema.ts'
import { listHappened, type Event } from '../../../events/events.ts'
import type { Evidence } from './alarms.schema.ts'
import type { Answer } from './rules.ts'

type Span = { projectId: string; since: number }

/** Kinds that bring evidence which somebody has to read. */
const withEvidence = ['promotion', 'handoff', 'gate', 'scope-change']
const Answered = z.object({ kind: z.string(), waitedMs: z.number() })

/** What seats answered to requests that carry evidence, the newest first. */
export async function answersIn(db: Db, { projectId, since }: Span): Promise<(Answer & { seat: Seat })[]> {
  const found = [
    ...(await listHappened(db, projectId, { verb: 'accept', kind: 'request' })),
    ...(await listHappened(db, projectId, { verb: 'return', kind: 'request' })),
  ]
  return found
    .filter(({ occurredAt }) => occurredAt >= since)
    .flatMap(event => {
      const said = Answered.safeParse(event.payload).data
      const seat = Seat.safeParse(event.actingSeat).data
      if (!said || !seat || !withEvidence.includes(said.kind)) return []
      return [{ ...evidenceOf(event), seat, isAccepted: event.verb === 'accept', waitedMs: said.waitedMs }]
    })
    .toSorted((a, b) => b.at - a.at)
}

/** Changes of what is in or out, the newest first. */
export async function scopeChangesIn(db: Db, { projectId, since }: Span): Promise<Evidence[]> {
  const events = await listHappened(db, projectId, { verb: 'scope-change', kind: 'charter' })
  return events.filter(({ occurredAt }) => occurredAt >= since).map(evidenceOf)
}

const evidenceOf = ({ id, occurredAt, object }: Event): Evidence => ({
  ...{ eventId: id, at: occurredAt },
  ...{ kind: object.kind, id: object.id },
})
