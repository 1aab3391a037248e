import { dateOf, day, minute } from './agenda.ts'
import type { Craft } from './cast.ts'
import { ask, promote } from './handing.ts'
import { register, tableOf } from './science.ts'
import { as, daysBefore, forecast, later, onDay, sitting, type Stage } from './stage.ts'

/** What goes wrong in this project, as it was planned. */
export function faultsIn(stage: Stage): void {
  const { plan } = stage
  if (plan.course === 'waiting') letHandoffsWait(stage)
  if (plan.course === 'late_promise') promiseTooMuch(stage)
  if (plan.course === 'scope_creep') letScopeCreep(stage)
  if (plan.course === 'rubber_stamp') stamp(stage)
  if (plan.leaves) leaveSeat(stage, plan.leaves)
  if (plan.hasOrphan) leaveOrphan(stage)
  if (plan.copies) copyTable(stage, plan.copies)
  // a weekend may lie between
  daysBefore(stage, 4, () => forecast(stage))
}

/** Work is handed over, and nobody answers. */
function letHandoffsWait(stage: Stage): void {
  const { chance } = stage
  for (const days of [chance.between(30, 42), chance.between(22, 28), chance.between(14, 20)])
    daysBefore(stage, days, async () => {
      const version = await register(stage, sitting(stage, 'data_scientist'))
      await ask(stage, { kind: 'handoff', version, reason: 'Ready to be taken over' })
    })
}

/** A date that was far too near from the beginning. */
function promiseTooMuch(stage: Stage): void {
  const { chance, slug: project, until } = stage
  daysBefore(stage, chance.between(70, 100), async () => {
    const by = dateOf(until + chance.between(8, 20) * day)
    const statement = 'All departments work with it'
    const made = await as(stage, 'project_manager').promises.make({ project, statement, by, odds: 0.85 })
    later(stage, 2 * day, async () => {
      await as(stage, 'stakeholder').promises.accept({ project, promise: made.id })
    })
  })
}

const wishes = [
  ['Also the second region', 'Two more weeks, because its data look different'],
  ['Explain each answer in a sentence', 'The model changes; evaluation begins anew'],
  ['Let partners use it', 'A page of its own, and access for people from outside'],
  ['Take the old archive along', 'Scans have to be read first'],
  ['Answer in a second language', 'A second set of cases is needed'],
] as const

/** More and more is wanted, and always granted. */
function letScopeCreep(stage: Stage): void {
  const { chance, slug: project } = stage
  const asked = wishes.slice(0, chance.whole(4, 5))
  for (const [at, [change, effect]] of asked.entries())
    daysBefore(stage, 78 - at * 15 - chance.between(0, 5), async () => {
      const subject = { kind: 'charter', id: stage.id }
      const details = { change, effect }
      const wish = { project, kind: 'scope-change', subject, reason: change, details }
      const { id } = await as(stage, 'project_manager').requests.create(wish)
      later(stage, chance.between(0.3, 1.4) * day, async () => {
        await as(stage, 'stakeholder').requests.accept({ project, request: id, reason: 'Yes' })
      })
    })
}

/** Whatever is asked is granted within minutes, though its evidence is missing. */
function stamp(stage: Stage): void {
  for (let days = 84; days > 5; days -= stage.chance.between(6, 8))
    daysBefore(stage, days, async () => {
      const version = await register(stage, sitting(stage, 'data_scientist'))
      await promote(stage, { version, wait: 5 * minute })
    })
}

/** Somebody goes, and the seat stays empty. */
function leaveSeat(stage: Stage, seat: Craft): void {
  const { slug: project } = stage
  daysBefore(stage, stage.chance.between(48, 95), async () => {
    const lead = as(stage, 'project_manager')
    const { seats } = await lead.projects.seats({ project })
    for (const holder of seats.filter(one => one.seat === seat))
      await lead.projects.leaveSeat({ project, seat: holder.seat, user: holder.person.id })
  })
}

/** A table whose maker left the project keeps their name. */
function leaveOrphan(stage: Stage): void {
  const { slug: project, door, idOf } = stage
  const guest = stage.guest
  if (!guest) return
  const user = idOf(guest.email)
  const name = `${stage.theme.dataset.name}-holidays`
  onDay(stage, 62, async () => {
    const lead = as(stage, 'project_manager')
    await lead.projects.takeSeat({ project, seat: 'data_engineer', userId: user })
    const body = tableOf(stage, ['day_on', 'country', 'is_holiday'])
    const description = 'Public holidays by country'
    const datasets = door.as(user, 'data_engineer').datasets
    await datasets.upload({ project, name, fileName: `${name}.csv`, description, body })
  })
  onDay(stage, 120, async () => {
    await as(stage, 'project_manager').projects.leaveSeat({ project, seat: 'data_engineer', user })
  })
}

/** The same table is made once more, under another name. */
function copyTable(stage: Stage, { dataset }: NonNullable<Stage['plan']['copies']>): void {
  const { slug: project } = stage
  const name = `${dataset.name}-extract`
  daysBefore(stage, stage.chance.between(25, 55), async () => {
    const body = tableOf(stage, dataset.columns)
    const { description } = dataset
    await as(stage, 'data_scientist').datasets.upload({ project, name, fileName: `${name}.csv`, description, body })
  })
}
