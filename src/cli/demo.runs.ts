import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../sdk/trireme.ts'
import { storyFile, until, type Stage } from './demo.ts'
import type { Person, Story } from './demo.story.ts'

const ImageFile = z.object({ name: z.string(), python: z.string(), packages: z.array(z.string()) })

const imageFile = async (stage: Stage) =>
  ImageFile.parse(JSON.parse((await storyFile(stage, { file: stage.story.image.file })).toString()))

export async function buildImage(stage: Stage): Promise<void> {
  const { story, project } = stage
  const { name, ...spec } = await imageFile(stage)
  const api = stage.as(story.image.by)
  const build = await api.images.build({ project, name, spec })
  const done = await until(
    () => api.images.watch({ project, build: build.id }),
    ({ state }) => state !== 'queued' && state !== 'running',
  )
  if (done.state !== 'done') throw new AppError('unavailable', done.error ?? `the build was ${done.state}`)
}

export async function prepare(stage: Stage): Promise<void> {
  for (const step of stage.story.steps) {
    const outputs = [{ file: step.output.file, dataset: step.output.name, description: step.output.description }]
    const run = { name: step.name, script: step.script, inputs: step.inputs, args: [], outputs }
    const launched = await launch(stage, { by: step.by, experiment: 'Default', run })
    await finished(stage, { by: step.by, ...launched })
  }
}

/** All at once as far as there is room, except where the story says that one comes after another. */
export async function train(stage: Stage): Promise<void> {
  const over = new Map<string, Promise<void>>()
  for (const run of stage.story.experiment.runs) {
    const before = over.get(run.after ?? '') ?? Promise.resolve()
    over.set(
      run.name,
      before.then(() => trainOne(stage, run)),
    )
  }
  await Promise.all(over.values())
}

async function trainOne(stage: Stage, run: Story['experiment']['runs'][number]): Promise<void> {
  const { by, name: experiment } = stage.story.experiment
  const title = stage.story.hypotheses.find(hypothesis => hypothesis.id === run.hypothesis)?.title
  const { hypotheses } = await stage.as(by).hypotheses.list({ project: stage.project })
  const hypothesis = hypotheses.find(one => one.title === title)?.id
  const launched = await launch(stage, { by, experiment, run: { ...run, outputs: [] }, hypothesis })
  stage.runs.set(run.name, launched)
  await finished(stage, { by, ...launched })
}

/** The run whose model is to be promoted, once more: the platform compares the two. */
export async function rerun(stage: Stage): Promise<void> {
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
  const { project } = stage
  const api = stage.as(by)
  const { digest } = await api.snapshots.create({ project, files: await scripts(stage) })
  return api.launches.start({
    project,
    key: `demo ${run.name}`,
    name: run.name,
    experiment,
    script: run.script,
    args: run.args,
    snapshot: digest,
    image: (await imageFile(stage)).name,
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
  const log = await (await api.attempts.logFile({ project, attempt: run.attemptId })).text()
  throw new AppError(
    'conflict',
    `the step ended as ${attempt.state}: ${attempt.reason ?? ''} ${log.trim().split('\n').slice(-3).join(' | ')}`,
  )
}
