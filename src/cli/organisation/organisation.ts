import { openAgenda, day, workingMoment } from './agenda.ts'
import { director, rosterOf, type Person } from './cast.ts'
import { chanceOf, type Chance } from './chance.ts'
import type { Door } from './door.ts'
import { planOf, type Plan, type PlannedProject, type Truth } from './plan.ts'
import type { Stage } from './stage.ts'
import { tell } from './story.ts'

export type Simulation = {
  seed: number
  /** the moment at which the story ends */
  until: number
  /** 1: about as much as forty people do; less for tests */
  pace: number
  say(said: { share: number; month: string }): void
  signal?: AbortSignal
}

/** Whose eyes a visitor may borrow. */
export type Look = { id: string; name: string; title: string; project: string | null }
export type Simulated = { people: number; projects: string[]; looks: Look[]; truths: Truth[]; from: number }

/**
 * A year of an organisation, lived through the routes that everybody has: forty people in four departments and six
 * projects, with faults planted by chance. The same seed lives the same year.
 */
export async function simulate(door: Door, wish: Simulation): Promise<Simulated> {
  const { seed, until } = wish
  const chance = chanceOf(seed)
  const plan = planOf(chance)
  const from = until - 366 * day
  const clock = { now: workingMoment(from, chance) }
  const setClock = (time: number) => door.setClock((clock.now = time))
  setClock(clock.now)
  const idOf = await settleIn(door, plan)
  const agenda = openAgenda()
  const told = plan.projects.map((project): Stage => ({
    ...{ door, plan: project, theme: project.theme, slug: project.theme.slug, agenda, until, pace: wish.pace, idOf },
    // each project has chance of its own, so that one more act in one changes nothing in the others
    chance: chanceOf(chance.whole(1, 2 ** 31)),
    now: () => clock.now,
    from: until - (project.days + chance.between(0, 4)) * day,
    ...{ id: '', experiment: undefined, kpi: '', table: '', idea: '', runs: 0, versions: 0, tables: 0, open: [] },
    directorId: door.ownerId,
    guest: guestOf(plan, project, chance),
  }))
  for (const stage of told) tell(stage)
  const onDay = (share: number) => wish.say({ share, month: new Date(clock.now).toISOString().slice(0, 7) })
  await agenda.play({ from, until }, { setClock, onDay, ...(wish.signal ? { signal: wish.signal } : {}) })
  setClock(until)
  return {
    people: plan.people.length + 1,
    projects: plan.projects.map(({ theme }) => theme.slug),
    looks: looksOf(door, plan, idOf),
    truths: plan.truths,
    from,
  }
}

type IdOf = (email: string) => string

/** People, departments, lines and teams, by the import that every organisation begins with. */
async function settleIn(door: Door, plan: Plan): Promise<IdOf> {
  const owner = door.as(door.ownerId)
  await owner.organisation.change({ name: 'Nordhafen Group (simulated)' })
  const teamsOf = (person: Person) => {
    const isShared = person.department === 'Platform and security'
    return isShared
      ? ['AI platform']
      : plan.projects.filter(project => sitsIn(project, person)).map(({ theme }) => theme.name)
  }
  await owner.roster.apply({ csv: rosterOf(plan.people, person => teamsOf(person).slice(0, 2)) })
  await owner.teams.change({ team: 'AI platform', kind: 'platform', description: 'Runs what all projects share' })
  const ids = new Map<string, string>()
  const { users } = await owner.users.list({ limit: 100 })
  for (const { id, email } of users) if (email !== null) ids.set(email, id)
  const idOf = (email: string) => ids.get(email) ?? ''
  for (const { craft, email } of plan.people)
    if (craft === 'mlops_engineer' || craft === 'devops_engineer' || craft === 'security_engineer')
      await owner.users.takeSeat({ seat: craft, user: idOf(email) })
  return idOf
}

const sitsIn = ({ seats }: PlannedProject, person: Person) => seats.get(person.craft)?.includes(person) === true

/** A data engineer of elsewhere with room for one more project. */
function guestOf(plan: Plan, project: PlannedProject, chance: Chance): Person | undefined {
  const able = plan.people.filter(person => person.craft === 'data_engineer' && !sitsIn(project, person))
  const count = (person: Person) => plan.projects.filter(one => sitsIn(one, person)).length
  return chance.shuffled(able).toSorted((a, b) => count(a) - count(b))[0]
}

function looksOf(door: Door, plan: Plan, idOf: IdOf): Look[] {
  const leads = plan.projects.flatMap(({ theme, seats }) => {
    const [lead] = seats.get('project_manager') ?? []
    return lead ? [{ id: idOf(lead.email), name: lead.name, title: 'Project manager', project: theme.name }] : []
  })
  const platform = plan.people.find(({ craft }) => craft === 'mlops_engineer')
  return [
    { id: door.ownerId, name: director.name, title: director.title, project: null },
    ...leads,
    ...(platform ? [{ id: idOf(platform.email), name: platform.name, title: platform.title, project: null }] : []),
  ]
}
