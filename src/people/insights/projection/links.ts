import { z } from 'zod'
import type { Event } from '../../../events/events.ts'
import { SubjectAsked } from '../../requests/subject.ts'
import { Seat } from '../../seats.ts'
import { evidenceOf } from '../skills/evidence.ts'
import { periodOf } from './kinds.ts'
import type { LinkCounts } from './links.store.ts'

/** Things that several people work on; what one run or one attempt is about is in their inputs. */
const shared = new Set(['dataset', 'image', 'model', 'endpoint', 'hypothesis', 'experiment'])
const changing = new Set(['publish', 'build', 'restore', 'rollback'])

type Thing = { kind: string; id: string }
type Counted = { acts?: number; changes?: number; creations?: number; words?: number }

/** Who touched what, which seats talk, and what acts show of skills; counted in memory like all the rest. */
export type LinkTally = {
  read(event: Event, projectId: string): void
  used(event: Event, projectId: string, thing: Thing): void
  take(): LinkCounts
}

type Sums<Row, Key extends keyof Row> = { key: Omit<Row, Key>; sums: Pick<Row, Key> }
type TouchRow = Sums<LinkCounts['touches'][number], 'acts' | 'changes' | 'creations' | 'words'>
type TalkRow = Sums<LinkCounts['talks'][number], 'talks'>
type SkillRow = Sums<LinkCounts['skills'][number], 'score' | 'acts' | 'last_at' | 'last_event'>

export function emptyLinks(): LinkTally {
  const touches = new Map<string, LinkCounts['touches'][number]>()
  const talks = new Map<string, LinkCounts['talks'][number]>()
  const skills = new Map<string, LinkCounts['skills'][number]>()

  const touch = (event: Event, projectId: string, { thing, ...counted }: Counted & { thing: Thing | undefined }) => {
    const seat = Seat.safeParse(event.actingSeat).data
    if (!seat || !thing || !shared.has(thing.kind)) return
    const place = {
      project_id: projectId,
      object_kind: thing.kind,
      object_id: thing.id,
      user_id: personOf(event),
      seat,
    }
    const row = { ...place, period: periodOf(event.occurredAt) }
    const sum = entry<TouchRow['key'], TouchRow['sums']>(touches, row, { acts: 0, changes: 0, creations: 0, words: 0 })
    sum.acts += counted.acts ?? 0
    sum.changes += counted.changes ?? 0
    sum.creations += counted.creations ?? 0
    sum.words += counted.words ?? 0
  }

  const answered = (event: Event, projectId: string) => {
    const { subject, fromSeat } = Answered.catch({}).parse(event.payload)
    touch(event, projectId, { thing: subject, acts: 1, changes: event.verb === 'accept' ? 1 : 0 })
    const to = Seat.safeParse(event.actingSeat).data
    if (!fromSeat || !to) return
    const row = { project_id: projectId, period: periodOf(event.occurredAt), from_seat: fromSeat, to_seat: to }
    entry<TalkRow['key'], TalkRow['sums']>(talks, row, { talks: 0 }).talks += 1
  }

  const delivered = (event: Event, projectId: string) => {
    const { endpoint, model } = Delivered.catch({}).parse(event.payload)
    if (endpoint) touch(event, projectId, { thing: { kind: 'endpoint', id: endpoint }, acts: 1, changes: 1 })
    if (model) touch(event, projectId, { thing: { kind: 'model', id: model }, acts: 1 })
  }

  const skilled = (event: Event, projectId: string) => {
    const found = evidenceOf({ verb: event.verb, kind: event.object.kind, at: event.occurredAt })
    if (!found || event.actingSeat === null) return
    const row = { user_id: personOf(event), project_id: projectId, skill: found.skill }
    const sum = entry<SkillRow['key'], SkillRow['sums']>(skills, row, {
      score: 0,
      acts: 0,
      last_at: 0,
      last_event: event.id,
    })
    sum.score += found.score
    sum.acts += 1
    if (event.occurredAt >= sum.last_at) Object.assign(sum, { last_at: event.occurredAt, last_event: event.id })
  }

  return {
    read(event, projectId) {
      const { verb, object } = event
      skilled(event, projectId)
      if (verb === 'comment') {
        touch(event, projectId, { thing: Said.catch({}).parse(event.payload).about, words: 1 })
      } else if (object.kind === 'request') {
        if (verb === 'accept' || verb === 'return') answered(event, projectId)
      } else if (object.kind === 'deployment') {
        if (verb === 'deploy' || verb === 'rollback') delivered(event, projectId)
      } else {
        const changes = changing.has(verb) ? 1 : 0
        touch(event, projectId, { thing: object, acts: 1, changes, creations: verb === 'create' ? 1 : 0 })
      }
    },
    used: (event, projectId, thing) => touch(event, projectId, { thing, acts: 1 }),
    take() {
      const taken = {
        touches: [...touches.values()],
        talks: [...talks.values()],
        skills: [...skills.values()],
      }
      for (const sums of [touches, talks, skills]) sums.clear()
      return taken
    },
  }
}

/** Whose act it is when somebody acted as somebody else: the seat's. */
const personOf = ({ onBehalfOf, actor }: Event) => onBehalfOf ?? actor

const Thing = z.object({ kind: z.string(), id: z.string() })
/** By its own id; a model that the log knows only by its name is nobody's, since a name may be any text. */
const Subject = SubjectAsked.transform(({ kind, id, object }) =>
  kind === 'model' && object === undefined ? undefined : { kind, id: object ?? id },
)
const Answered = z.object({ subject: Subject.optional(), fromSeat: Seat.optional() })
const Delivered = z.object({ endpoint: z.string().optional(), model: z.string().optional() })
const Said = z.object({ about: Thing.optional() })

function entry<K extends object, V extends object>(sums: Map<string, K & V>, key: K, zero: V): K & V {
  const text = Object.values(key).join('\n')
  const known = sums.get(text)
  if (known) return known
  const made = { ...key, ...zero }
  sums.set(text, made)
  return made
}
