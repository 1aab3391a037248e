import type { Trireme } from '../../sdk/trireme.ts'
import { workingMoment, type Agenda } from './agenda.ts'
import type { Craft, Person } from './cast.ts'
import type { Chance } from './chance.ts'
import type { Door } from './door.ts'
import type { PlannedProject } from './plan.ts'
import type { Theme } from './themes.ts'

/** One project while its story is told: who acts, what there is, when what happens. */
export type Stage = {
  door: Door
  plan: PlannedProject
  theme: Theme
  slug: string
  chance: Chance
  agenda: Agenda
  now: () => number
  /** when all ends, and when the project begins */
  until: number
  from: number
  /** how much happens besides what must */
  pace: number
  id: string
  experiment: string | undefined
  kpi: string
  /** the project's table */
  table: string
  /** the newest hypothesis */
  idea: string
  runs: number
  versions: number
  tables: number
  /** open hypotheses, the oldest first */
  open: string[]
  idOf: (email: string) => string
  directorId: string
  /** somebody from another project who helps for a while */
  guest: Person | undefined
}

/** The id of somebody who sits there. */
export function sitting(stage: Stage, craft: Craft): string {
  const [person, ...more] = stage.plan.seats.get(craft) ?? []
  if (!person) throw new Error(`nobody sits as ${craft} in ${stage.slug}`)
  return stage.idOf(stage.chance.one([person, ...more]).email)
}

export const as = (stage: Stage, craft: Craft): Trireme => stage.door.as(sitting(stage, craft), craft)

/** Something that happens some time later, at a moment at which people work. */
export function later(stage: Stage, after: number, act: () => Promise<void>): void {
  stage.agenda.at(workingMoment(stage.now() + after, stage.chance), act)
}

/** On a day of the project. */
export function onDay(stage: Stage, at: number, act: () => Promise<void>): void {
  const time = stage.from + at * 86_400_000
  if (time < stage.until) stage.agenda.at(workingMoment(time, stage.chance), act)
}

/** As many days before the end of all. */
export function daysBefore(stage: Stage, days: number, act: () => Promise<void>): void {
  stage.agenda.at(workingMoment(stage.until - days * 86_400_000, stage.chance), act)
}

export async function forecast(stage: Stage): Promise<void> {
  await as(stage, 'project_manager').forecasts.keep({ project: stage.slug })
}
