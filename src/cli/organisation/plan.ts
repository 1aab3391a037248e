import { castOf, crafts, isCraft, type Craft, type Person } from './cast.ts'
import type { Chance } from './chance.ts'
import { themes, type Theme } from './themes.ts'

/** What somebody who looks must find: kept for tests alone, nothing that is shown reads it. */
export const faults = ['waiting', 'empty_seat', 'overload', 'late_promise', 'scope_creep', 'rubber_stamp'] as const
export const assetFaults = ['orphan', 'duplicate'] as const
export type Truth = { kind: (typeof faults)[number] | (typeof assetFaults)[number]; project: string; seat?: Craft }

/** The course of a project: how far it has come, and how old it is. */
const courses = {
  healthy: { passed: 5, days: 360 },
  waiting: { passed: 3, days: 300 },
  empty_seat: { passed: 3, days: 290 },
  late_promise: { passed: 2, days: 230 },
  scope_creep: { passed: 2, days: 240 },
  rubber_stamp: { passed: 5, days: 340 },
} as const
export type Course = keyof typeof courses
const isCourse = (name: string): name is Course => name in courses

export type PlannedProject = {
  theme: Theme
  course: Course
  passed: number
  days: number
  seats: Map<Craft, Person[]>
  /** the seat that somebody leaves and nobody takes */
  leaves?: Craft
  hasOrphan: boolean
  /** the project of which a table is made a second time here */
  copies?: Theme
}

export type Plan = { people: Person[]; projects: PlannedProject[]; truths: Truth[] }

/** Who works where, and what goes wrong where; by chance, but each fault once and one project without any. */
export function planOf(chance: Chance): Plan {
  const people = castOf(chance)
  const names = chance.shuffled(Object.keys(courses).filter(isCourse))
  const projects = themes.map((theme, at): PlannedProject => {
    const course = names[at] ?? 'healthy'
    return { theme, course, ...courses[course], seats: new Map(), hasOrphan: false }
  })
  const ill = chance.shuffled(projects.filter(({ course }) => course !== 'healthy'))
  const busy = seat(people, { projects, ill, chance })
  const [orphan, copy] = ill
  if (orphan) orphan.hasOrphan = true
  const others = projects.filter(one => one !== copy)
  const copied = others[chance.whole(0, others.length - 1)]
  if (copy && copied) copy.copies = copied.theme
  for (const project of projects)
    if (project.course === 'empty_seat') project.leaves = chance.one(['mlops_engineer', 'devops_engineer'])
  return { people, projects, truths: projects.flatMap(project => truthsOf(project, busy)) }
}

type Crew = { projects: readonly PlannedProject[]; ill: readonly PlannedProject[]; chance: Chance }

/** Everybody gets a place; one data engineer gets too many. */
function seat(people: readonly Person[], { projects, ill, chance }: Crew): Person | undefined {
  for (const craft of Object.keys(crafts).filter(isCraft)) {
    const able = chance.shuffled(people.filter(person => person.craft === craft))
    const places = chance.shuffled(projects)
    for (const [at, project] of places.entries()) sit(project, able[at % able.length])
    // those who are more than there are projects help in one
    for (const [at, person] of able.slice(places.length).entries()) sit(places[at % places.length], person)
  }
  const busy = people.find(({ craft }) => craft === 'data_engineer')
  for (const project of ill.slice(0, chance.whole(4, 5)))
    if (busy && project.seats.get('data_engineer')?.includes(busy) !== true) sit(project, busy)
  const healthy = projects.find(({ course }) => course === 'healthy')
  const rest = people.filter(person => person.craft === 'data_engineer' && person !== busy)
  if (healthy && busy && healthy.seats.get('data_engineer')?.includes(busy))
    healthy.seats.set('data_engineer', rest.slice(0, 1))
  return busy
}

function sit(project: PlannedProject | undefined, person: Person | undefined): void {
  if (!project || !person) return
  project.seats.set(person.craft, [...(project.seats.get(person.craft) ?? []), person])
}

function truthsOf(project: PlannedProject, busy: Person | undefined): Truth[] {
  const { theme, course, hasOrphan, copies, leaves } = project
  const about = { project: theme.slug }
  const is = faults.find(fault => fault === course)
  const seatOf = { waiting: 'ml_engineer', rubber_stamp: 'ml_engineer' } as const
  return [
    ...(is === undefined || is === 'empty_seat'
      ? []
      : [{ kind: is, ...about, ...(is in seatOf ? { seat: 'ml_engineer' as const } : {}) }]),
    ...(leaves ? [{ kind: 'empty_seat' as const, ...about, seat: leaves }] : []),
    ...(busy && project.seats.get('data_engineer')?.includes(busy)
      ? [{ kind: 'overload' as const, ...about, seat: 'data_engineer' as const }]
      : []),
    ...(hasOrphan ? [{ kind: 'orphan' as const, ...about }] : []),
    ...(copies ? [{ kind: 'duplicate' as const, ...about }] : []),
  ]
}
