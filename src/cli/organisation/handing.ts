import { day, hour, minute } from './agenda.ts'
import type { Craft } from './cast.ts'
import { register } from './science.ts'
import { as, later, sitting, type Stage } from './stage.ts'

/** A version is made, handed over, promoted and released, each by another seat. */
export async function deliver(stage: Stage): Promise<void> {
  const version = await register(stage, sitting(stage, 'data_scientist'))
  await handOver(stage, { version, isRepair: false })
}

async function handOver(stage: Stage, { version, isRepair }: { version: string; isRepair: boolean }): Promise<void> {
  const { chance, slug: project } = stage
  const id = await ask(stage, { kind: 'handoff', version, reason: 'Ready to be taken over' })
  const isSlow = stage.plan.course === 'waiting'
  later(stage, chance.between(isSlow ? 40 : 6, isSlow ? 90 : 50) * hour, async () => {
    const taker = as(stage, 'ml_engineer')
    if (!isRepair && chance.is(0.35)) {
      const code = chance.one(['image_not_locked', 'card_missing', 'no_evaluation', 'data_not_checked'])
      await taker.requests.return({ project, request: id, code })
      return later(stage, chance.between(20, 70) * hour, () => handOver(stage, { version, isRepair: true }))
    }
    await taker.requests.accept({ project, request: id })
    // a version that comes before the model was judged stays in the laboratory
    if (stage.now() > stage.from + stage.plan.days * 0.45 && stage.plan.passed >= 3)
      await promote(stage, { version, wait: 30 * hour })
    else await release(stage, { version, environment: 'experimentation', seat: 'ml_engineer' })
  })
}

export async function promote(stage: Stage, { version, wait }: { version: string; wait: number }): Promise<void> {
  const { chance, slug: project } = stage
  const id = await ask(stage, { kind: 'promotion', version, reason: 'Better than what is live' })
  later(stage, wait * chance.between(0.2, 1), async () => {
    const isSure = wait < hour || chance.is(0.85)
    if (!isSure) {
      await as(stage, 'ml_engineer').requests.return({ project, request: id, reason: 'The nightly cases are missing' })
      return
    }
    await as(stage, 'ml_engineer').requests.accept({ project, request: id, reason: '' })
    const seat = stage.plan.leaves === 'devops_engineer' ? 'mlops_engineer' : 'devops_engineer'
    later(stage, chance.between(3, 30) * hour, () => release(stage, { version, environment: 'production', seat }))
  })
}

type Release = { version: string; environment: 'experimentation' | 'production'; seat: Craft }

export async function release(stage: Stage, { version, environment, seat }: Release): Promise<void> {
  const { theme, slug: project } = stage
  const endpoint = environment === 'production' ? theme.model : `${theme.model}-trial`
  const wish = { project, endpoint, model: theme.model, version: Number(version), environment }
  await as(stage, seat).deployments.deploy(wish)
}

export async function ask(stage: Stage, wish: { kind: string; version: string; reason: string }): Promise<string> {
  const { kind, version, reason } = wish
  const subject = { kind: 'model', id: stage.theme.model, version }
  const asker = as(stage, 'data_scientist')
  return (await asker.requests.create({ project: stage.slug, kind, subject, toSeat: 'ml_engineer', reason })).id
}

/** Each seat looks at what others made, so that all nine of them act. */
export async function review(stage: Stage): Promise<void> {
  const { chance, slug: project, plan } = stage
  const pairs = (
    [
      ['data_engineer', 'security_engineer', { kind: 'dataset', id: stage.table }],
      ['fullstack_engineer', 'mlops_engineer', { kind: 'charter', id: stage.id }],
      ['mlops_engineer', 'devops_engineer', { kind: 'kpi', id: stage.kpi }],
      ['data_scientist', 'fullstack_engineer', { kind: 'hypothesis', id: stage.idea }],
    ] as const
  ).filter(([from, to]) => from !== plan.leaves && to !== plan.leaves)
  for (const [from, toSeat, subject] of pairs) {
    const reason = chance.one([
      'Please look at the data it uses',
      'Does this fit what you run?',
      'Is anything missing?',
    ])
    const { id } = await as(stage, from).requests.create({ project, kind: 'review', subject, toSeat, reason })
    later(stage, chance.between(30 * minute, 2.2 * day), async () => {
      const decider = as(stage, toSeat)
      if (chance.is(0.2))
        await decider.requests.return({ project, request: id, reason: 'Not yet: the owner of the data is missing' })
      else await decider.requests.accept({ project, request: id, reason: 'Looked at' })
    })
  }
}
