import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../sdk/trireme.ts'
import { storyFile, until, type Stage } from './demo.ts'
import type { Person } from './demo.story.ts'

type Step = { name: string; play(stage: Stage, ids: Map<Person, string>): Promise<void> }

/** The story in order; each step finds what is there already. */
export const storySteps: readonly Step[] = [
  { name: 'people and project', play: seatPeople },
  { name: 'goal and hypotheses', play: writeCharter },
  { name: 'data', play: uploadData },
  { name: 'image', play: buildImage },
  { name: 'prepare', play: prepare },
  { name: 'training', play: train },
  { name: 'evaluation', play: evaluate },
  { name: 're-run', play: rerun },
  { name: 'promotion', play: promote },
  { name: 'endpoint', play: deployModel },
  { name: 'gates and KPI', play: decide },
  { name: 'talk', play: talk },
]

async function seatPeople(stage: Stage, ids: Map<Person, string>): Promise<void> {
  const { story, api, project } = stage
  for (const [person, name] of Object.entries(story.people))
    ids.set(person, (await api.users.create({ name, kind: 'demo' })).id)
  const owner = (await api.users.list({ limit: 500 })).users.find(user => user.isOwner)
  if (owner) ids.set('you', owner.id)
  const seats = Object.entries(story.seats).flatMap(([seat, person]) =>
    person === null ? [] : [{ seat: Seat.parse(seat), userId: stage.idOf(person) }],
  )
  await orKnown(api.projects.create({ name: story.name, slug: project, seats, isDemo: true }))
}

async function writeCharter(stage: Stage): Promise<void> {
  const { story, project } = stage
  const stakeholder = stage.as(story.seats['stakeholder'] ?? '')
  const charter = await stakeholder.charter.get({ project })
  if (charter.goal === '') await stakeholder.charter.put({ project, goal: story.goal, scope: story.scope })
  const { measuredBy: _, ...kpi } = story.kpi
  if (charter.kpis.length === 0) await stakeholder.charter.addKpi({ project, ...kpi })
  const known = (await stakeholder.hypotheses.list({ project })).hypotheses.map(hypothesis => hypothesis.title)
  for (const { title, by, because, change, metric, delta, slice, timeboxDays } of story.hypotheses)
    if (!known.includes(title))
      await stage.as(by).hypotheses.create({
        project,
        title,
        because,
        change,
        metric,
        delta: String(delta),
        slice,
        timeboxUntil: Date.now() + timeboxDays * 86_400_000,
      })
}

async function uploadData(stage: Stage): Promise<void> {
  const { story, project } = stage
  for (const [at, data] of story.data.entries()) {
    const own = at === 0 ? stage.data : undefined
    const body = own === undefined ? await storyFile(stage, data) : await readFile(own)
    const fileName = (own ?? data.file).split('/').at(-1) ?? ''
    await stage.as(data.by).datasets.upload({
      project,
      name: data.name,
      fileName,
      description: data.description,
      body: new Uint8Array(body),
    })
  }
}

const ImageFile = z.object({ name: z.string(), python: z.string(), packages: z.array(z.string()) })

async function buildImage(stage: Stage): Promise<void> {
  const { story, project } = stage
  const { name, ...spec } = ImageFile.parse(JSON.parse((await storyFile(stage, { file: story.image.file })).toString()))
  const api = stage.as(story.image.by)
  const build = await api.images.build({ project, name, spec })
  const done = await until(
    () => api.images.watch({ project, build: build.id }),
    ({ state }) => state !== 'queued' && state !== 'running',
  )
  if (done.state !== 'done') throw new AppError('unavailable', done.error ?? `the build was ${done.state}`)
}

async function prepare(stage: Stage): Promise<void> {
  for (const step of stage.story.steps) {
    const outputs = [{ file: step.output.file, dataset: step.output.name, description: step.output.description }]
    const run = { name: step.name, script: step.script, inputs: step.inputs, args: [], outputs }
    const launched = await launch(stage, { by: step.by, experiment: 'Default', run })
    await finished(stage, { by: step.by, ...launched })
  }
}

async function train(stage: Stage): Promise<void> {
  const { experiment } = stage.story
  for (const run of experiment.runs) {
    const title = stage.story.hypotheses.find(hypothesis => hypothesis.id === run.hypothesis)?.title
    const hypothesis = (await stage.as(experiment.by).hypotheses.list({ project: stage.project })).hypotheses.find(
      one => one.title === title,
    )
    const launched = await launch(stage, {
      by: experiment.by,
      experiment: experiment.name,
      run: { ...run, outputs: [] },
      hypothesis: hypothesis?.id,
    })
    stage.runs.set(run.name, launched)
    await finished(stage, { by: experiment.by, ...launched })
  }
}

type LaunchWish = {
  by: Person
  experiment: string
  run: {
    name: string
    script: string
    inputs: string[]
    args: string[]
    outputs: { file: string; dataset: string; description: string }[]
  }
  hypothesis?: string | undefined
}

async function launch(stage: Stage, { by, experiment, run, hypothesis }: LaunchWish) {
  const { project, story } = stage
  const api = stage.as(by)
  const { digest } = await api.snapshots.create({ project, files: await scripts(stage) })
  const { name: image } = ImageFile.parse(JSON.parse((await storyFile(stage, { file: story.image.file })).toString()))
  return api.launches.start({
    project,
    key: `demo ${run.name}`,
    name: run.name,
    experiment,
    script: run.script,
    args: run.args,
    snapshot: digest,
    image,
    inputs: run.inputs.map(dataset => ({ dataset })),
    outputs: run.outputs,
    ...(hypothesis === undefined ? {} : { hypothesis }),
  })
}

async function scripts(stage: Stage) {
  const names = (await readdir(stage.folder)).filter(name => name.endsWith('.py')).toSorted()
  return Promise.all(
    names.map(async path => ({ path, content: (await readFile(join(stage.folder, path))).toString('base64') })),
  )
}

async function finished(stage: Stage, run: { by: Person; attemptId: string }): Promise<void> {
  const { project } = stage
  const api = stage.as(run.by)
  const over = ['done', 'failed', 'cancelled', 'lost']
  const attempt = await until(
    () => api.attempts.get({ project, attempt: run.attemptId }),
    ({ state }) => over.includes(state),
  )
  if (attempt.state === 'done') return
  const log = await logOf(stage, run)
  throw new AppError(
    'conflict',
    `the step ended as ${attempt.state}: ${attempt.reason ?? ''} ${log.trim().split('\n').slice(-3).join(' | ')}`,
  )
}

async function logOf(stage: Stage, run: { by: Person; attemptId: string }): Promise<string> {
  const answer = await stage.as(run.by).attempts.logFile({ project: stage.project, attempt: run.attemptId })
  return answer.text()
}

/** The versions that the story's runs registered, by the name of the run. */
async function registered(stage: Stage): Promise<Map<string, number>> {
  const { story, project } = stage
  const { versions } = await stage.as(story.experiment.by).models.versions({ project, model: story.model.name })
  const names = new Map([...stage.runs].map(([name, { runId }]) => [runId, name]))
  return new Map(
    versions.flatMap(version =>
      names.has(version.runId ?? '') ? [[names.get(version.runId ?? '') ?? '', version.version] as const] : [],
    ),
  )
}

async function evaluate(stage: Stage): Promise<void> {
  const { story, project } = stage
  const { by, dataset, ...given } = story.evaluation
  const api = stage.as(by)
  const plan = Plan.parse(given)
  for (const [, version] of [...(await registered(stage))].toSorted((a, b) => a[1] - b[1])) {
    const of = { project, model: story.model.name, version }
    const list = async () => (await api.evaluations.list(of)).evaluations
    if (!(await list()).some(one => one.state !== 'failed'))
      await api.evaluations.start({ ...of, dataset: { name: dataset }, plan })
    const done = await until(list, all => all.every(one => one.state !== 'running'))
    const failed = done.find(one => one.state === 'failed')
    if (failed && !done.some(one => one.state === 'done'))
      throw new AppError('conflict', failed.error ?? 'the evaluation failed')
  }
}

async function rerun(stage: Stage): Promise<void> {
  const { story, project } = stage
  const api = stage.as(story.experiment.by)
  const run = stage.runs.get(story.model.from)
  if (!run) return
  const known = (await api.runs.list({ project })).runs.find(one => one.rerunOf === run.runId)
  const again = known
    ? { runId: known.id, attemptId: (await api.runs.get({ project, run: known.id })).attemptId ?? '' }
    : await api.launches.rerun({ project, run: run.runId })
  await finished(stage, { by: story.experiment.by, ...again })
}

async function promote(stage: Stage): Promise<void> {
  const { story, project } = stage
  const version = (await registered(stage)).get(story.model.from)
  if (version === undefined) throw new AppError('not_found', `The run ${story.model.from} registered no version`)
  const subject = { kind: 'model', id: story.model.name, version: String(version) }
  const known = (await stage.as(story.promotion.by).requests.list({ project, kind: 'promotion' })).requests.find(
    one => one.subject.id === subject.id && one.subject.version === subject.version,
  )
  const asked =
    known ??
    (await stage
      .as(story.promotion.by)
      .requests.create({ project, kind: 'promotion', subject, reason: story.promotion.reason }))
  const { by, reason } = story.promotion.accept
  if (asked.state === 'open') await stage.as(by).requests.accept({ project, request: asked.id, reason })
}

async function deployModel(stage: Stage): Promise<void> {
  const { story, project } = stage
  const { by, name, environment } = story.endpoint
  const version = (await registered(stage)).get(story.model.from) ?? 1
  const api = stage.as(by)
  const known = (await api.deployments.list({ project })).endpoints.find(endpoint => endpoint.name === name)
  if (known?.live?.version !== version)
    await api.deployments.deploy({ project, endpoint: name, model: story.model.name, version, environment })
  const { rows, columns } = await api.datasets.preview({
    project,
    name: story.evaluation.dataset,
    version: 1,
    limit: 100,
  })
  const fields = (await api.deployments.get({ project, endpoint: name })).fields.map(field => field.name)
  for (const { cells } of rows) {
    const row = Object.fromEntries(
      columns.flatMap((column, at) => (fields.includes(column.name) ? [[column.name, cells[at] ?? null]] : [])),
    )
    await api.deployments.predict({ project, endpoint: name, rows: [row] })
  }
}

/** What the evaluation says of the KPI, and the gates that are ready to be decided. */
async function decide(stage: Stage): Promise<void> {
  const { story, project } = stage
  const stakeholder = stage.as(story.seats['stakeholder'] ?? '')
  const { kpis } = await stakeholder.charter.get({ project })
  const kpi = kpis[0]
  if (kpi?.values.length === 0)
    for (const [run, version] of [...(await registered(stage))].toSorted((a, b) => a[1] - b[1])) {
      const { evaluations } = await stakeholder.evaluations.list({ project, model: story.model.name, version })
      const found = evaluations.find(one => one.result)?.result
      const metric = found?.metrics.find(one => one.name === story.kpi.measuredBy.metric)
      const scaled = (value: number | null | undefined) =>
        value === null || value === undefined ? undefined : value * story.kpi.measuredBy.factor
      const value = scaled(metric?.value)
      if (value !== undefined)
        await stakeholder.charter.addValue({
          project,
          kpi: kpi.id,
          value,
          low: scaled(metric?.low),
          high: scaled(metric?.high),
          n: metric?.n,
          note: `${story.model.name} v${version} (${run}), on the later fifth`,
        })
    }
  for (const gate of ['G0', 'G1', 'G2'] as const) {
    const { gates } = await stakeholder.gates.course({ project })
    const one = gates.find(({ name }) => name === gate)
    if (one?.state === 'next' && one.checks.every(check => check.state === 'met'))
      await stakeholder.gates.decide({ project, gate, decision: 'go', reason: 'The evidence is there.' })
  }
}

const Plan = z.looseObject({
  task: z.enum(['classification', 'regression']),
  label: z.object({
    column: z.string(),
    op: z.enum(['>', '>=', '<', '<=', '==', '!=']).optional(),
    value: z.number().optional(),
  }),
  timeColumn: z.string(),
})

async function talk(stage: Stage): Promise<void> {
  const { story, project } = stage
  for (const { by, on, text } of story.comments) {
    const object = await objectOf(stage, on)
    if (!object) continue
    const body = text.replace(/@(\w+)/g, (whole, person: string) =>
      stage.idOf(person) ? `@[${stage.idOf(person)}]` : whole,
    )
    const known = (await stage.as(by).talk.list({ project, ...object })).comments
    if (!known.some(comment => comment.body === body)) await stage.as(by).talk.add({ project, object, body })
  }
}

async function objectOf(
  stage: Stage,
  on: { kind: string; name?: string | undefined },
): Promise<{ kind: string; id: string } | undefined> {
  const { project, story } = stage
  const api = stage.as(story.experiment.by)
  if (on.kind === 'project') return { kind: 'project', id: (await api.projects.get({ project })).id }
  if (on.kind === 'dataset')
    return { kind: 'dataset', id: (await api.datasets.versions({ project, name: on.name ?? '' })).dataset.assetId }
  if (on.kind === 'endpoint')
    return { kind: 'endpoint', id: (await api.deployments.get({ project, endpoint: on.name ?? '' })).id }
  const run = on.kind === 'run' ? stage.runs.get(on.name ?? '') : undefined
  return run && { kind: 'run', id: run.runId }
}

const Seat = z.enum([
  'stakeholder',
  'project_manager',
  'data_scientist',
  'fullstack_engineer',
  'ml_engineer',
  'mlops_engineer',
  'data_engineer',
  'devops_engineer',
  'security_engineer',
])

/** What an earlier start made already is no failure. */
async function orKnown(made: Promise<unknown>): Promise<void> {
  try {
    await made
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error
  }
}
