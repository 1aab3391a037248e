import { AppError, type Trireme } from '../sdk/trireme.ts'
import { answer } from './demo.playbook.ts'
import { evaluationOf, ownVersions, registered, type Registered } from './demo.proof.ts'
import { until, type Note, type Stage } from './demo.ts'

/** Asks for the promotion of the best version; who decides looks at the proof, and returns what is no better than a guess. */
export async function promote(stage: Stage): Promise<Note> {
  const { story, project } = stage
  const { by, toSeat, reason, decide } = story.promotion
  const asked =
    (await promotionOf(stage)) ??
    (await stage
      .as(by)
      .requests.create({ project, kind: 'promotion', subject: await subjectOf(stage), toSeat, reason }))
  const decider = stage.as(decide.by)
  const { checks, state } = await decider.requests.get({ project, request: asked.id })
  const weak = checks.filter(
    check => check.state === 'missing' || (check.name === 'beats_baseline' && check.state !== 'met'),
  )
  const found = weak.map(check => `${check.name}: ${check.found || 'missing'}`).join('; ')
  if (state === 'open' && weak.length === 0)
    await decider.requests.accept({ project, request: asked.id, reason: decide.accept })
  if (state === 'open' && weak.length > 0)
    await decider.requests.return({ project, request: asked.id, reason: `${decide.return} (${found})` })
  if (weak.length > 0) return `returned, because ${found}`
}

async function subjectOf(stage: Stage) {
  const { model, version } = await candidate(stage)
  return { kind: 'model', id: model, version: String(version) }
}

async function candidate(stage: Stage): Promise<Registered> {
  const { from } = stage.story.model
  const found = (await registered(stage)).get(from)
  if (!found) throw new AppError('not_found', `The run ${from} registered no version`)
  return found
}

async function promotionOf(stage: Stage) {
  const { story, project } = stage
  const subject = await subjectOf(stage)
  const { requests } = await stage.as(story.promotion.by).requests.list({ project, kind: 'promotion', limit: 200 })
  return requests.find(
    one =>
      one.subject.id === subject.id && one.subject.version === subject.version && one.toSeat === story.promotion.toSeat,
  )
}

/** The promoted version goes to the seat that keeps it from here on. */
export async function handOver(stage: Stage): Promise<Note> {
  if (!(await isAccepted(stage))) return 'nothing is handed over, because no promotion was accepted'
  const { story, project } = stage
  const { by, toSeat, reason, decide } = story.handoff
  const subject = await subjectOf(stage)
  const { requests } = await stage.as(by).requests.list({ project, kind: 'handoff', limit: 200 })
  const asked =
    requests.find(one => one.subject.id === subject.id && one.subject.version === subject.version) ??
    (await stage.as(by).requests.create({ project, kind: 'handoff', subject, toSeat, reason }))
  if (asked.state === 'open')
    await stage.as(decide.by).requests.accept({ project, request: asked.id, reason: decide.accept })
  await answer(stage, story.playbook.handedOver)
}

const isAccepted = async (stage: Stage) => (await promotionOf(stage))?.state === 'accepted'

export async function deployModel(stage: Stage): Promise<Note> {
  if (!(await isAccepted(stage))) return 'nothing is deployed, because no promotion was accepted'
  const { story, project } = stage
  const { by, name, environment } = story.endpoint
  const { model, version } = await candidate(stage)
  const api = stage.as(by)
  const known = (await api.deployments.list({ project })).endpoints.find(endpoint => endpoint.name === name)
  if (known?.live?.version !== version)
    await api.deployments.deploy({ project, endpoint: name, model, version, environment })
  const { deployments } = await until(
    () => api.deployments.get({ project, endpoint: name }),
    ({ live, deployments: all }) => live?.version === version || all[0]?.state === 'failed',
  )
  if (deployments[0]?.state === 'failed')
    throw new AppError('conflict', deployments[0].reason ?? `${model} v${version} could not be deployed`)
  await tryOut(stage, api)
}

/** Some flights, one by one, as the desk would ask. */
async function tryOut({ story, project }: Stage, api: Trireme): Promise<void> {
  const { fields, logged } = await api.deployments.get({ project, endpoint: story.endpoint.name })
  const names = new Set(fields.map(field => field.name))
  const of = { project, name: story.evaluation.dataset, version: 1, limit: 100 }
  const { rows, columns } = await api.datasets.preview(of)
  for (const { cells } of rows.slice(logged.rows)) {
    const row = columns.map((column, at) => [column.name, cells[at] ?? null] as const)
    const known = Object.fromEntries(row.filter(([name]) => names.has(name)))
    await api.deployments.predict({ project, endpoint: story.endpoint.name, rows: [known] })
  }
}

/** What the evaluations say of the KPI, the questions that they answer, and the gates whose evidence is there. */
export async function measureKpi(stage: Stage): Promise<void> {
  const { project, story } = stage
  await answer(stage, story.playbook.proven)
  const stakeholder = stage.inSeat('stakeholder')
  const kpi = (await stakeholder.charter.get({ project })).kpis[0]
  if (kpi) for (const of of await ownVersions(stage)) await addValue(stage, { api: stakeholder, kpi, of })
  for (const gate of ['G0', 'G1', 'G2'] as const) {
    const one = (await stakeholder.gates.course({ project })).gates.find(({ name }) => name === gate)
    if (one?.state === 'next' && one.checks.every(check => check.state === 'met'))
      await stakeholder.gates.decide({ project, gate, decision: 'go', reason: 'The evidence is there.' })
  }
}

type Value = { api: Trireme; kpi: { id: string; values: { note: string }[] }; of: Registered }

async function addValue({ story, project }: Stage, { api, kpi, of }: Value): Promise<void> {
  const { metric: name, factor } = story.kpi.measuredBy
  const note = `${of.model} v${of.version} (${of.run}), on the later fifth`
  const evaluation = await evaluationOf(api, { project, of, against: undefined })
  const metric = evaluation?.result?.metrics.find(one => one.name === name)
  if (!metric || metric.value === null || kpi.values.some(value => value.note === note)) return
  await api.charter.addValue({
    project,
    kpi: kpi.id,
    value: metric.value * factor,
    ...(metric.low === null ? {} : { low: metric.low * factor }),
    ...(metric.high === null ? {} : { high: metric.high * factor }),
    n: metric.n,
    note,
  })
}

/** What the story leaves open: somebody has to seat a person, and somebody to decide. */
export async function waitForOthers(stage: Stage): Promise<Note> {
  if (!(await isAccepted(stage))) return 'nothing more was asked for, because no promotion was accepted'
  const { project, story } = stage
  for (const wish of story.waiting) {
    const subject = wish.kind === 'gate' ? { kind: 'gate', id: wish.gate } : await subjectOf(stage)
    const api = stage.as(wish.by)
    const { requests } = await api.requests.list({ project, kind: wish.kind, limit: 200 })
    if (!requests.some(one => one.toSeat === wish.toSeat && one.subject.id === subject.id))
      await api.requests.create({ project, kind: wish.kind, subject, toSeat: wish.toSeat, reason: wish.reason })
  }
}
