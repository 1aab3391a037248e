import type { Seat } from '../seats.ts'
import { seats } from '../seats.ts'
import type { Deck } from '../../web/parts/SeatOar.tsx'
import type { MapSeat, ProjectCrew } from './home.schema.ts'

/** Crews as the map reads them: pure functions behind the panels. */
export type Crews = { projects: ProjectCrew[]; platform: MapSeat[] }

export type AreaId = 'dataset' | 'image' | 'experiment' | 'model' | 'engines' | 'access' | 'audit'
export type Area = { id: AreaId; deck: Deck; href: string; seats: readonly Seat[] }

/** What the two decks below hold, and the seats that row there: wherever somebody holds one, its oar is pulled. */
export const areas: readonly Area[] = [
  { id: 'dataset', deck: 2, href: '/catalogue?kind=dataset', seats: ['data_engineer'] },
  { id: 'image', deck: 2, href: '/catalogue?kind=image', seats: ['mlops_engineer'] },
  { id: 'experiment', deck: 2, href: '/catalogue', seats: ['data_scientist', 'mlops_engineer'] },
  { id: 'model', deck: 2, href: '/catalogue?kind=model', seats: ['ml_engineer', 'mlops_engineer'] },
  { id: 'engines', deck: 1, href: '/backbone/engines', seats: ['devops_engineer'] },
  { id: 'access', deck: 1, href: '/backbone/access', seats: ['security_engineer'] },
  { id: 'audit', deck: 1, href: '/backbone/audit', seats: ['security_engineer'] },
]

const order = ['filled', 'shared', 'paper', 'empty'] as const

/** A seat over all crews: as well held as where it is held best, by everybody who holds it anywhere. */
export function seatAnywhere({ projects, platform }: Crews, seat: Seat): MapSeat {
  const held = [...projects.flatMap(crew => crew.seats), ...platform].filter(one => one.seat === seat)
  const people = new Map(held.flatMap(one => one.people).map(person => [person.id, person]))
  const acts = held.flatMap(one => one.lastActAt ?? [])
  return {
    seat,
    state: order.find(state => held.some(one => one.state === state)) ?? 'empty',
    people: [...people.values()],
    since: null,
    lastActAt: acts.length === 0 ? null : Math.max(...acts),
  }
}

export const crewOf = (crews: Crews, area: Area): MapSeat[] => area.seats.map(seat => seatAnywhere(crews, seat))

/** In how many projects somebody works in the seat, and by how many people: what balance is read from. */
export type Cover = { seat: Seat; held: number; of: number; people: number }

export const coverOf = (crews: Crews): Cover[] =>
  seats.map(seat => {
    const places = crews.projects.flatMap(crew => crew.seats.filter(one => one.seat === seat))
    const held = places.filter(({ state }) => state === 'filled' || state === 'shared').length
    return { seat, held, of: places.length, people: seatAnywhere(crews, seat).people.length }
  })
