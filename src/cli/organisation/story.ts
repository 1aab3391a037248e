import { dateOf, day, hour, minute } from './agenda.ts'
import { faultsIn } from './faults.ts'
import { deliver, release, review } from './handing.ts'
import { tableOf, train } from './science.ts'
import { as, forecast, later, onDay, sitting, type Stage } from './stage.ts'

/** Puts the whole course of a project on the agenda: what usually happens, and what goes wrong there. */
export function tell(stage: Stage): void {
  // less of what explains little, and a little less of what explains much
  const calm = 1 / Math.sqrt(stage.pace)
  onDay(stage, 0, () => begin(stage))
  for (const at of every(stage, { from: 6, days: stage.plan.course === 'late_promise' ? 16 : 16 * calm, spread: 8 }))
    onDay(stage, at, () => propose(stage))
  for (const at of every(stage, { from: 60, days: 24 / stage.pace, spread: 3 })) onDay(stage, at, () => publish(stage))
  for (const at of every(stage, { from: 74, days: 22 / stage.pace, spread: 3 })) onDay(stage, at, () => tend(stage))
  for (const at of every(stage, { from: 14, days: 9 / stage.pace, spread: 6 / stage.pace }))
    onDay(stage, at, () => tryOut(stage))
  for (const at of every(stage, { from: 30, days: 24 / stage.pace, spread: 5 })) onDay(stage, at, () => review(stage))
  for (const at of every(stage, { from: 50, days: 14 / stage.pace, spread: 2 }))
    onDay(stage, at, () => measure(stage, 'project_manager'))
  for (const at of every(stage, { from: 45, days: 28 / stage.pace, spread: 3 })) onDay(stage, at, () => forecast(stage))
  const quiet = stage.plan.course === 'rubber_stamp' ? 95 : 0
  for (const at of every(stage, { from: 70, days: 38 * calm, spread: 10 }))
    if (at < stage.plan.days - 14 - quiet) onDay(stage, at, () => deliver(stage))
  gates(stage)
  faultsIn(stage)
}

/** Days of the project at which something happens again and again. */
function every(stage: Stage, { from, days, spread }: { from: number; days: number; spread: number }): number[] {
  const found: number[] = []
  for (let at = from; at < stage.plan.days - 2; at += days + stage.chance.between(-spread, spread)) found.push(at)
  return found
}

async function begin(stage: Stage): Promise<void> {
  const { plan, theme, door, idOf } = stage
  const seats = [...plan.seats].flatMap(([seat, people]) => people.map(({ email }) => ({ seat, userId: idOf(email) })))
  const lead = sitting(stage, 'project_manager')
  const { project } = await door.as(lead).projects.create({
    name: theme.name,
    slug: theme.slug,
    seats: [...seats, { seat: 'stakeholder', userId: stage.directorId }],
  })
  stage.id = project.id
  later(stage, 20 * hour, () => charter(stage))
}

async function charter(stage: Stage): Promise<void> {
  const { theme, slug: project } = stage
  const { name, unit, direction, baseline, target } = theme.kpi
  await as(stage, 'project_manager').charter.put({ project, goal: theme.goal, scope: theme.scope })
  const targetDate = dateOf(stage.until + 120 * day)
  const wish = { project, name, unit, direction, baseline, target, targetDate }
  stage.kpi = (await as(stage, 'stakeholder').charter.addKpi(wish)).id
  later(stage, 2 * day, () => publish(stage))
}

async function publish(stage: Stage): Promise<void> {
  const { theme, slug: project } = stage
  const { name, description, columns } = theme.dataset
  const body = tableOf(stage, columns)
  const made = await as(stage, 'data_engineer').datasets.upload({
    project,
    name,
    fileName: `${name}.csv`,
    description,
    body,
  })
  stage.table = made.assetId
  stage.tables += 1
}

/** A hypothesis is opened, and closed within its timebox; most turn out wrong, which is progress too. */
async function propose(stage: Stage): Promise<void> {
  const { chance, theme, slug: project, now } = stage
  // a project that has shown its value goes on with what it has
  if (stage.plan.passed >= 5 && now() > stage.until - 45 * day) return
  const { id } = await as(stage, 'data_scientist').hypotheses.create({
    project,
    title: chance.one(theme.ideas),
    metric: theme.metric,
    delta: '0.01',
    timeboxUntil: now() + 21 * day,
  })
  stage.open.push(id)
  stage.idea = id
  const isLeft = stage.plan.course === 'late_promise' && now() > stage.until - 60 * day
  if (isLeft) return
  later(stage, chance.between(7, 19) * day, async () => {
    await as(stage, 'data_scientist').hypotheses.close({ project, hypothesis: id, ...chance.one<Ending>(endings) })
    stage.open = stage.open.filter(one => one !== id)
  })
}

type Ending = (typeof endings)[number]

const endings = [
  { state: 'validated', outcome: 'Better on all slices' },
  { state: 'refuted', outcome: 'No better than before' },
  { state: 'refuted', outcome: 'Better on average, worse where it matters' },
  { state: 'inconclusive', outcome: 'Too few rows to tell' },
] as const

async function tryOut(stage: Stage): Promise<void> {
  const { chance, slug: project } = stage
  const craft = chance.is(0.7) ? 'data_scientist' : 'ml_engineer'
  const run = await train(stage, { by: sitting(stage, craft), name: `try ${stage.runs + 1}` })
  if (!chance.is(0.3)) return
  const other = craft === 'ml_engineer' ? 'data_scientist' : 'ml_engineer'
  later(stage, chance.between(1, 20) * hour, async () => {
    const object = { kind: 'run', id: run }
    const body = chance.one(['Which rows are wrong now?', 'Good. What does it cost to run?', 'Try it without the ids.'])
    await as(stage, other).talk.add({ project, object, body })
  })
}

/** Each seat has something to do every few weeks: models are tried out, and the one who wanted them looks at the KPI. */
async function tend(stage: Stage): Promise<void> {
  const { chance, plan } = stage
  await measure(stage, 'stakeholder')
  await train(stage, { by: sitting(stage, 'ml_engineer'), name: `try ${stage.runs + 1}` })
  for (const seat of ['devops_engineer', 'fullstack_engineer', 'mlops_engineer'] as const)
    if (stage.versions > 0 && seat !== plan.leaves)
      later(stage, chance.between(2, 60) * hour, () =>
        release(stage, { version: String(stage.versions), environment: 'experimentation', seat }),
      )
}

/** What the KPI is now; it moves towards its target as versions go out. */
async function measure(stage: Stage, craft: 'project_manager' | 'stakeholder'): Promise<void> {
  const { chance, theme, slug: project, kpi } = stage
  const { baseline, target } = theme.kpi
  const way = Math.min(1.02, stage.versions * 0.14) * chance.between(0.9, 1.02)
  const value = Math.round((baseline + (target - baseline) * way) * 10) / 10
  await as(stage, craft).charter.addValue({ project, kpi, value, n: chance.whole(200, 900) })
}

const gateNames = ['G0', 'G1', 'G2', 'G3', 'G4'] as const

/** Gates are asked for and decided in their order, spread over the life of the project. */
function gates(stage: Stage): void {
  const { plan, chance, slug: project } = stage
  const ends = [0.05, 0.16, 0.36, 0.58, 0.78]
  for (const [at, gate] of gateNames.slice(0, plan.passed).entries())
    onDay(stage, plan.days * (ends[at] ?? 1), async () => {
      const subject = { kind: 'gate', id: gate }
      const reason = `${gate} can be decided: see its evidence`
      const ask = { project, kind: 'gate', subject, toSeat: 'stakeholder', reason } as const
      const { id } = await as(stage, 'project_manager').requests.create(ask)
      later(stage, chance.between(3, 40) * hour, async () => {
        await as(stage, 'stakeholder').requests.accept({ project, request: id, reason: 'Go on' })
      })
    })
  onDay(stage, plan.days * 0.2, () => promise(stage))
}

/** What is promised at first is far away; whoever is healthy keeps it. */
async function promise(stage: Stage): Promise<void> {
  const { plan, chance, slug: project, until } = stage
  if (plan.course === 'late_promise') return
  const by = dateOf(stage.now() + plan.days * 0.5 * day)
  const statement = `${stage.theme.name}: the first version answers real cases`
  const made = await as(stage, 'project_manager').promises.make({ project, statement, by, odds: 0.8 })
  later(stage, chance.between(2, 30) * hour, async () => {
    await as(stage, 'stakeholder').promises.accept({ project, promise: made.id })
  })
  const settles = Math.min(plan.days * 0.42, (until - stage.now()) / day - 5)
  later(stage, settles * day + 3 * minute, async () => {
    await as(stage, 'stakeholder').promises.settle({ project, promise: made.id, state: 'kept', reason: 'It does' })
  })
}
