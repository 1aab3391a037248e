import { seatMay, type ProjectRight } from '../../policies.ts'
import { Seat, seats } from '../../seats.ts'
import { activities, type Activity, type Duty, type Letter } from './seating.schema.ts'

/** What belongs to an activity, and the right that whoever answers for it must have. */
const about: Record<Activity, { kinds: readonly string[]; right: ProjectRight }> = {
  goal: { kinds: ['kpi', 'charter'], right: 'kpi:write' },
  data: { kinds: ['dataset'], right: 'dataset:write' },
  experiment: { kinds: ['run', 'experiment', 'hypothesis'], right: 'run:write' },
  model: { kinds: ['model', 'model-version', 'evaluation'], right: 'model:write' },
  image: { kinds: ['image'], right: 'image:write' },
  delivery: { kinds: ['deployment', 'endpoint'], right: 'deployment:write' },
  gate: { kinds: ['gate'], right: 'gate:decide' },
}

const letterOfVerb: Readonly<Record<string, Letter>> = {
  'gate-decision': 'A',
  'hand-over': 'A',
  review: 'C',
  comment: 'C',
  subscribe: 'I',
  mention: 'I',
}

type Act = { seat: string; verb: string; object_kind: string; acts: number }
type Answered = { kind: string; seat: string; subject_kind: string; acts: number }
type Said = { activity: Activity; seat: Seat; letter: Letter }

/** Beyond these a seat does too much by itself, and too many are asked before anything may happen. */
const mostDone = 4
const mostAsked = 4

/** Who acts does (R), who accepts or decides answers (A), who reviews is asked (C), who subscribes is told (I). */
export function dutiesOf(found: {
  acts: readonly Act[]
  answered: readonly Answered[]
  said: readonly Said[]
}): Duty[] {
  const over = overburdened(found.said)
  return activities.map(activity => {
    const said = found.said.flatMap(one => (one.activity === activity ? [{ seat: one.seat, letter: one.letter }] : []))
    const done = doneIn(activity, found)
    return { activity, said, done, faults: [...faultsOf({ activity, said, done }), ...(over.get(activity) ?? [])] }
  })
}

/** Seats that are named to do more than four activities: the fault stands at each one beyond the fourth. */
function overburdened(said: readonly Said[]): Map<Activity, Duty['faults']> {
  const doing = said.filter(({ letter }) => letter === 'R')
  const beyond = seats.flatMap(seat =>
    activities
      .filter(activity => doing.some(one => one.seat === seat && one.activity === activity))
      .slice(mostDone)
      .map(activity => ({ activity, seat })),
  )
  const grouped = Map.groupBy(beyond, ({ activity }) => activity)
  return new Map(
    [...grouped].map(([activity, of]) => [activity, of.map(({ seat }) => ({ fault: 'does_too_much' as const, seat }))]),
  )
}

function doneIn(activity: Activity, { acts, answered }: { acts: readonly Act[]; answered: readonly Answered[] }) {
  const { kinds } = about[activity]
  const letters = [
    ...acts
      .filter(act => kinds.includes(act.object_kind))
      .map(act => ({ ...act, letter: letterOfVerb[act.verb] ?? 'R', kind: act.object_kind })),
    ...answered
      .filter(one => kinds.includes(one.subject_kind))
      .map(one => ({ ...one, letter: letterOfAnswer(one.kind), kind: 'request' })),
  ].toSorted((a, b) => b.acts - a.acts)
  const sums = new Map<string, Duty['done'][number]>()
  for (const { seat, letter, acts: count, kind } of letters) {
    const known = Seat.safeParse(seat).data
    if (!known) continue
    const key = `${known} ${letter}`
    const before = sums.get(key)
    // most of them are about this kind of thing: there they are read
    sums.set(key, { seat: known, letter, acts: (before?.acts ?? 0) + count, kind: before?.kind ?? kind })
  }
  return [...sums.values()].toSorted((a, b) => b.acts - a.acts)
}

/** What is said counts; where nothing is said, what is done. An activity in which nothing was said or done has no fault yet. */
function faultsOf({ activity, said, done }: Pick<Duty, 'activity' | 'said' | 'done'>): Duty['faults'] {
  const is = said.length > 0 ? said : done
  if (is.length === 0) return []
  const answering = is.filter(({ letter }) => letter === 'A').map(({ seat }) => seat)
  const doing = is.filter(({ letter }) => letter === 'R').map(({ seat }) => seat)
  const found: Duty['faults'] = []
  if (answering.length === 0) found.push({ fault: 'no_a', seat: null })
  if (answering.length > 1) found.push({ fault: 'many_a', seat: null })
  // a gate is decided, which is all the work there is
  if (doing.length === 0 && activity !== 'gate') found.push({ fault: 'no_r', seat: null })
  for (const seat of answering)
    if (!seatMay(seat, about[activity].right)) found.push({ fault: 'a_without_right', seat })
  if (said.filter(({ letter }) => letter === 'C').length > mostAsked) found.push({ fault: 'many_c', seat: null })
  const acting = new Set(done.filter(({ letter }) => letter === 'R').map(({ seat }) => seat))
  if (said.length > 0 && acting.size > 0)
    for (const seat of doing) if (!acting.has(seat)) found.push({ fault: 'said_not_done', seat })
  return found
}

const letterOfAnswer = (kind: string): Letter => (kind === 'review' ? 'C' : 'A')
