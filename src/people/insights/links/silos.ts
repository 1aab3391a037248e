import { seats, type Seat } from '../../seats.ts'

/** What one person did with a thing in a window, in a seat: acts, and words about it. */
export type Touch = { object: string; person: string; seat: Seat; acts: number; words: number }
/** Requests that one seat made and another answered. */
export type Talk = { from: Seat; to: Seat; talks: number }

export type Missing = { seats: readonly [Seat, Seat]; objects: string[] }
export type Links = {
  /** things touched, and those of them that more than one seat touched */
  objects: number
  crossing: number
  /** words and answers, and those of them between different seats */
  talks: number
  crossTalks: number
  /** pairs of seats that work on the same things, and those of them that do not talk */
  pairs: number
  missing: Missing[]
  /** (pairs - missing) / pairs; 1 without pairs */
  congruence: number
  people: number
  edges: number
}

/** Fewer people or edges say more about persons than about a team. */
const leastPeople = 5
const leastEdges = 20

export const isEnough = ({ people, edges }: Pick<Links, 'people' | 'edges'>) =>
  people >= leastPeople && edges >= leastEdges

/** Work that seats share beside talk between them, after the socio-technical congruence of CodeFace4Smells. */
export function linksOf(touches: readonly Touch[], answers: readonly Talk[]): Links {
  const things = [...Map.groupBy(touches, ({ object }) => object)].map(([object, of]) => ({
    object,
    working: seatsOf(of.filter(({ acts }) => acts > 0)),
    around: seatsOf(of),
    said: of.filter(({ words }) => words > 0),
  }))
  const worked = things.filter(({ working }) => working.length > 0)
  const work = new Map<string, { seats: readonly [Seat, Seat]; objects: string[] }>()
  for (const { object, working } of worked)
    for (const pair of pairsOf(working)) {
      const known = work.get(pair.join(' '))
      if (known) known.objects.push(object)
      else work.set(pair.join(' '), { seats: pair, objects: [object] })
    }
  const talking = new Set([
    ...answers.filter(({ from, to }) => from !== to).map(({ from, to }) => inOrder(from, to).join(' ')),
    ...things.flatMap(({ around, said }) =>
      said.flatMap(({ seat }) => around.filter(other => other !== seat).map(other => inOrder(seat, other).join(' '))),
    ),
  ])
  const missing = [...work].flatMap(([pair, one]) => (talking.has(pair) ? [] : [one]))
  const words = things.flatMap(({ around, said }) =>
    said.map(one => ({ n: one.words, isCross: around.some(seat => seat !== one.seat) })),
  )
  const answered = answers.map(({ from, to, talks }) => ({ n: talks, isCross: from !== to }))
  const talks = [...words, ...answered]
  return {
    objects: worked.length,
    crossing: worked.filter(({ working }) => working.length > 1).length,
    talks: sum(talks),
    crossTalks: sum(talks.filter(({ isCross }) => isCross)),
    pairs: work.size,
    missing: missing.toSorted((a, b) => b.objects.length - a.objects.length),
    congruence: work.size === 0 ? 1 : (work.size - missing.length) / work.size,
    people: new Set(touches.map(({ person }) => person)).size,
    edges: new Set(touches.map(({ person, object }) => `${person} ${object}`)).size,
  }
}

/** Of things touched, how many were touched by people of more than one team; people without a team are left out. */
export function teamsOf(
  touches: readonly Touch[],
  teamOf: (person: string) => readonly string[],
): { objects: number; crossing: number } {
  const counts = [
    ...Map.groupBy(
      touches.filter(({ acts }) => acts > 0),
      ({ object }) => object,
    ).values(),
  ]
    .map(of => new Set(of.flatMap(({ person }) => teamOf(person))).size)
    .filter(teams => teams > 0)
  return { objects: counts.length, crossing: counts.filter(teams => teams > 1).length }
}

const sum = (of: readonly { n: number }[]) => of.reduce((all, { n }) => all + n, 0)
const seatsOf = (of: readonly Touch[]) => seats.filter(seat => of.some(one => one.seat === seat))
const inOrder = (a: Seat, b: Seat): readonly [Seat, Seat] => (seats.indexOf(a) <= seats.indexOf(b) ? [a, b] : [b, a])
const pairsOf = (of: readonly Seat[]) => of.flatMap((a, at) => of.slice(at + 1).map(b => inOrder(a, b)))
