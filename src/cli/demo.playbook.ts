import { evaluationOf, ownVersions, registered, short, type Registered } from './demo.proof.ts'
import type { Stage } from './demo.ts'
import type { Answer, Story } from './demo.story.ts'

/** The project begins from the platform's playbook; what stands in the charter answers its first questions. */
export async function followPlaybook(stage: Stage): Promise<void> {
  const { story, project } = stage
  await stage.inSeat('stakeholder').playbook.follow({ project, name: story.playbook.name })
  await answer(stage, story.playbook.begun)
}

/** Answers what nobody has answered; a question whose figures are not there stays open. */
export async function answer(stage: Stage, answers: readonly Answer[]): Promise<void> {
  const { project } = stage
  const { phases } = await readerOf(stage).playbook.get({ project })
  const open = phases.flatMap(({ questions }) => questions).filter(question => question.answer === '')
  for (const wish of answers) {
    const question = open.find(({ key }) => key === wish.question)
    const said = question && ('text' in wish ? wish.text : await proofs[wish.from](stage))
    if (question && said) await stage.as(wish.by).playbook.answer({ project, question: question.id, answer: said })
  }
}

type Proof = (stage: Stage) => Promise<string | undefined>

/** What the platform itself has measured, in a sentence. */
const proofs: Record<'baseline' | 'next' | 'repetition' | 'slices', Proof> = {
  async baseline(stage) {
    const [of] = await ownVersions(stage)
    const result = await resultOf(stage, of)
    if (!result) return undefined
    const guess = result.metrics.map(({ name, baseline }) => `${name} ${short(baseline.value)}`).join(', ')
    return `The same guess for every row, on ${result.n.toLocaleString('en')} later rows: ${guess}.`
  },
  async next(stage) {
    const { hypotheses } = await readerOf(stage).hypotheses.list({ project: stage.project })
    const next = hypotheses.findLast(({ state }) => state === 'open')
    return (
      next &&
      `H${next.number}, ${next.title}: ${next.change}. It is refuted if ${next.metric} does not move by ${next.delta} on: ${next.slice}.`
    )
  },
  async repetition(stage) {
    const { project } = stage
    const api = readerOf(stage)
    const again = (await api.runs.list({ project })).runs.find(({ rerunOf }) => rerunOf !== null)
    if (!again) return undefined
    const { state } = await api.launches.repetition({ project, run: again.id })
    return `${stage.story.model.from} ran twice with the same code, image and data; compared, the two are: ${state}.`
  },
  async slices(stage) {
    const of = (await registered(stage)).get(stage.story.model.from)
    const result = await resultOf(stage, of)
    const [first] = result?.metrics ?? []
    if (!result || !first) return undefined
    const lossOf = (slice: (typeof result.slices)[number]) =>
      slice.metrics.find(({ name }) => name === first.name)?.value ?? 0
    const worst = result.slices.toSorted((a, b) => lossOf(b) - lossOf(a)).slice(0, 3)
    const said = worst.map(slice => `${slice.name} ${slice.value ?? ''}: ${short(lossOf(slice))} (n = ${slice.n})`)
    return `${first.name} over all: ${short(first.value)}. Highest on ${said.join('; ')}.`
  },
}

async function resultOf(stage: Stage, of: Registered | undefined) {
  return of && (await evaluationOf(readerOf(stage), { project: stage.project, of, against: undefined }))?.result
}

const readerOf = (stage: Stage) => stage.inSeat('stakeholder')

/** What the KPI hangs on, and what may go wrong: as the story's people say it. */
export async function nameDriversAndRisks(stage: Stage): Promise<void> {
  const { story, project } = stage
  const stakeholder = stage.inSeat('stakeholder')
  const [kpi] = (await stakeholder.charter.get({ project })).kpis
  const { hypotheses } = await readerOf(stage).hypotheses.list({ project })
  const tree = () => readerOf(stage).drivers.tree({ project })
  for (const { name, layer, unit, metric, drives } of story.drivers) {
    if (!(await tree()).drivers.some(driver => driver.name === name))
      await stakeholder.drivers.add({
        ...{ project, layer, name, unit, metric: metric ?? null },
        ...(layer === 'kpi' && kpi && { kpi: kpi.id }),
      })
    const { drivers, edges } = await tree()
    const driver = drivers.find(one => one.name === name)?.id
    const to = drivers.find(one => one.name === drives?.name)?.id
    if (!driver || !to || !drives || edges.some(edge => edge.from === driver)) continue
    const hypothesis = hypotheses.find(({ title }) => title === titleOf(story, drives.hypothesis))?.id ?? null
    await stakeholder.drivers.connect({ project, driver, to, kind: drives.kind, note: drives.note, hypothesis })
  }
  const known = (await readerOf(stage).risks.list({ project })).risks.map(({ title }) => title)
  for (const { by, ...risk } of story.risks)
    if (!known.includes(risk.title)) await stage.as(by).risks.open({ project, ...risk })
}

const titleOf = (story: Story, id: string | undefined) => story.hypotheses.find(one => one.id === id)?.title
