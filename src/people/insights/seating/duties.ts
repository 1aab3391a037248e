import { seatMay, type ProjectRight } from '../../policies.ts'
import { Seat } from '../../seats.ts'
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

/** Who acts does (R), who accepts or decides answers (A), who reviews is asked (C), who subscribes is told (I). */
export function dutiesOf(found: {
  acts: readonly Act[]
  answered: readonly Answered[]
  said: readonly Said[]
}): Duty[] {
  return activities.map(activity => {
    const said = found.said.flatMap(one => (one.activity === activity ? [{ seat: one.seat, letter: one.letter }] : []))
    const done = doneIn(activity, found)
    return { activity, said, done, faults: faultsOf({ activity, said, done }) }
  })
}

function doneIn(activity: Activity, { acts, answered }: { acts: readonly Act[]; answered: readonly Answered[] }) {
  const { kinds } = about[activity]
  const letters = [
    ...acts
      .filter(act => kinds.includes(act.object_kind))
      .map(act => ({ seat: act.seat, letter: letterOfVerb[act.verb] ?? 'R', acts: act.acts })),
    ...answered
      .filter(one => kinds.includes(one.subject_kind))
      .map(one => ({ seat: one.seat, letter: letterOfAnswer(one.kind), acts: one.acts })),
  ]
  const sums = new Map<string, Duty['done'][number]>()
  for (const { seat, letter, acts: count } of letters) {
    const known = Seat.safeParse(seat).data
    if (!known) continue
    const key = `${known} ${letter}`
    sums.set(key, { seat: known, letter, acts: (sums.get(key)?.acts ?? 0) + count })
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
  const acting = new Set(done.filter(({ letter }) => letter === 'R').map(({ seat }) => seat))
  if (said.length > 0 && acting.size > 0)
    for (const seat of doing) if (!acting.has(seat)) found.push({ fault: 'said_not_done', seat })
  return found
}

const letterOfAnswer = (kind: string): Letter => (kind === 'review' ? 'C' : 'A')
