import { AppError, type Trireme } from '../sdk/trireme.ts'
import { until, type Stage } from './demo.ts'
import type { Story } from './demo.story.ts'

export type Registered = { run: string; model: string; version: number }

/** The versions that the story's runs registered, by the name of the run. */
export async function registered(stage: Stage): Promise<Map<string, Registered>> {
  const { story, project } = stage
  const api = stage.as(story.experiment.by)
  const runs = new Map([...stage.runs].map(([name, { runId }]) => [runId, name]))
  const found = new Map<string, Registered>()
  for (const { name: model } of (await api.models.list({ project })).models)
    for (const { runId, version } of (await api.models.versions({ project, model })).versions) {
      const run = runs.get(runId ?? '')
      if (run !== undefined) found.set(run, { run, model, version })
    }
  return found
}

/** The versions of the story's own model, oldest first. */
export const ownVersions = async (stage: Stage) =>
  [...(await registered(stage)).values()]
    .filter(({ model }) => model === stage.story.model.name)
    .toSorted((a, b) => a.version - b.version)

type Judgement = { of: Registered; metrics: string[]; against: Registered | undefined }

/** Every version against a constant guess, and for each hypothesis one version against the other. */
export async function evaluate(stage: Stage): Promise<void> {
  const { metrics } = stage.story.evaluation.plan
  const comparisons = (await weighed(stage)).map(({ hypothesis, of, against }) => {
    const first = hypothesis.metric
    return { of, against, metrics: [first, ...metrics.filter(name => name !== first)] }
  })
  const alone = (await ownVersions(stage)).map(of => ({ of, metrics, against: undefined }))
  await Promise.all([...comparisons, ...alone].map(one => judge(stage, one)))
}

async function judge(stage: Stage, { of, metrics, against }: Judgement): Promise<void> {
  const { story, project } = stage
  const { by, dataset, plan } = story.evaluation
  const api = stage.as(by)
  const version = { project, model: of.model, version: of.version }
  const find = () => evaluationOf(api, { project, of, against })
  if (!(await find()))
    await api.evaluations.start({
      ...version,
      dataset: { name: dataset },
      plan: {
        ...plan,
        metrics,
        ...(against ? { baseline: { kind: 'model', model: uriOf(against) }, slices: [] } : {}),
      },
    })
  const done = await until(find, found => found?.state !== 'running')
  if (done?.state !== 'done') throw new AppError('conflict', done?.error ?? 'the evaluation failed')
}

type Which = { project: string; of: Registered; against: Registered | undefined }

/** The newest evaluation that did not fail, else one that did. */
export async function evaluationOf(api: Trireme, { project, of, against }: Which) {
  const { evaluations } = await api.evaluations.list({ project, model: of.model, version: of.version })
  const fitting = evaluations.filter(one => one.against === (against ? uriOf(against) : null))
  return fitting.find(one => one.state !== 'failed') ?? fitting[0]
}

const uriOf = ({ model, version }: Registered) => `models:/${model}/${version}`

/** Closes each hypothesis that the evaluations decide, whichever way. */
export async function weighHypotheses(stage: Stage): Promise<string | void> {
  const { project } = stage
  const said: string[] = []
  for (const { hypothesis, of, against } of await weighed(stage)) {
    const api = stage.as(hypothesis.by)
    const known = (await api.hypotheses.list({ project })).hypotheses.find(one => one.title === hypothesis.title)
    const evaluation = await evaluationOf(api, { project, of, against })
    if (!known || !evaluation?.result) continue
    const { state, outcome } = weigh(hypothesis, evaluation.result)
    said.push(`H${known.number} ${state}`)
    const runs = [of.run, against.run].flatMap(name => stage.runs.get(name)?.runId ?? [])
    if (known.state === 'open')
      await api.hypotheses.close({
        project,
        hypothesis: known.id,
        state,
        outcome,
        runs: [...runs, ...(evaluation.runId === null ? [] : [evaluation.runId])],
      })
  }
  return said.join(', ')
}

type Hypothesis = Story['hypotheses'][number]

/** The hypotheses that two of the story's versions decide. */
async function weighed(stage: Stage) {
  const versions = await registered(stage)
  return stage.story.hypotheses.flatMap(hypothesis => {
    const of = versions.get(hypothesis.decide?.run ?? '')
    const against = versions.get(hypothesis.decide?.against ?? '')
    return of && against ? [{ hypothesis, of, against }] : []
  })
}

type Result = NonNullable<NonNullable<Awaited<ReturnType<typeof evaluationOf>>>['result']>

/** Validated or refuted only where the whole interval lies on one side of what was asked for. */
function weigh({ metric, delta }: Hypothesis, result: Result) {
  const judged = result.metrics.find(one => one.name === metric)
  const { value = null, low = null, high = null } = judged?.difference ?? {}
  if (!judged || value === null || low === null || high === null)
    return { state: 'inconclusive' as const, outcome: `${metric} is not defined on these rows.` }
  const [least, most] = delta > 0 ? [low, high] : [-high, -low]
  const wanted = Math.abs(delta)
  const state = least >= wanted ? 'validated' : most < wanted ? 'refuted' : 'inconclusive'
  const outcome =
    `${metric} ${short(judged.value)} against ${short(judged.baseline.value)} on ${result.n.toLocaleString('en')} later ` +
    `rows: ${signed(value)} (${signed(low)} to ${signed(high)}), where ${signed(delta)} was asked for.`
  return { state, outcome } as const
}

export const short = (value: number | null) => (value === null ? '–' : value.toFixed(3))
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
