import { randomBytes } from 'node:crypto'
import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import type { Verb } from '../../../events/verbs.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { recordUse } from '../../catalog/publish.service.ts'
import { link } from '../../catalog/lineage/lineage.service.ts'
import { demandOwnRun, type ExperimentContext } from '../context.ts'
import { activeExperiment } from '../experiments.service.ts'
import { foldRun, latestMetrics } from '../metrics/series.ts'
import { badValue, keptTag, type KeyValue } from '../rules.ts'
import { hasEnded, type Run, type RunStatus } from './run.ts'
import { findRun, insertRun, listActive, listKnown, updateRun, type RunSet } from './runs.store.ts'
import { upsertTags } from './contents/values.store.ts'
import { randomName } from './words.ts'

export const runNameTag = 'mlflow.runName'
/** metrics told in the event of a run's end */
const mostTold = 50

export type RunWish = {
  /** the run's id, when the caller makes sure that it is new */
  id?: string | undefined
  experimentId: string
  name?: string | undefined
  userName?: string | undefined
  startTime?: number | undefined
  tags: readonly KeyValue[]
  /** what the platform knows when it starts the run itself */
  step?: StepFacts | undefined
}

export type StepFacts = {
  environmentId: string | null
  image: { id: string; version: number; digest: string } | null
  codeDigest: string | null
  hypothesisId: string | null
  rerunOf: string | null
  /** resolved versions that the step reads */
  inputs: readonly { kind: 'dataset' | 'model'; id: string; version: number; role: string }[]
}

/** A run of a client's script, in a transaction of its own. */
export async function startRun(ctx: ProjectContext, wish: RunWish): Promise<Run> {
  return ctx.db.transaction().execute(tx => createRun(tx, ctx, wish))
}

/** Makes a run with its lineage; a step's run waits as SCHEDULED until its script or its attempt says more. */
export async function createRun(tx: Db, ctx: ProjectContext, wish: RunWish): Promise<Run> {
  const experiment = await activeExperiment({ ...ctx, db: tx }, wish.experimentId)
  const tags = wish.tags.map((tag, i) => keptTag(tag, `tags[${i}]`))
  const name = runName(wish.name, tags)
  const id = wish.id ?? randomBytes(16).toString('hex')
  await insertRun(tx, {
    id,
    scope: experiment.scope,
    name,
    status: wish.step ? 'SCHEDULED' : 'RUNNING',
    userName: wish.userName ?? '',
    startTime: wish.startTime ?? 0,
    artifactUri: appendToUri(experiment.artifactLocation, `${id}/artifacts`),
    origin: wish.step ? 'step' : 'client',
    createdBy: ctx.actor.id,
    createdBySeat: ctx.actor.seat ?? null,
    createdAt: ctx.clock.now(),
    madeIn: ctx.actor.token?.runId ?? null,
    rerunOf: wish.step?.rerunOf ?? null,
    importId: null,
    hypothesisId: wish.step?.hypothesisId ?? null,
    attemptId: null,
    environmentId: wish.step?.environmentId ?? null,
    imageDigest: wish.step?.image?.digest ?? null,
    codeDigest: wish.step?.codeDigest ?? null,
  })
  await upsertTags(tx, { id, scope: experiment.scope }, [...tags, { key: runNameTag, value: name }])
  if (wish.step) await linkInputs(tx, ctx, { id, step: wish.step })
  await appendRunEvent(tx, ctx, { verb: wish.step?.rerunOf ? 're-run' : 'start', id, wish })
  return runIn(tx, ctx, id)
}

/** A run of this project. */
export const runOf = (ctx: Pick<ProjectContext, 'db' | 'project'>, id: string) => runIn(ctx.db, ctx, id)

/** Those of the runs that this project has and has not deleted, in the order of asking. */
export async function runsOf(ctx: Pick<ProjectContext, 'db' | 'project'>, ids: readonly string[]): Promise<Run[]> {
  const found = new Map((await listActive(ctx.db, ctx.project.id, ids)).map(run => [run.id, run]))
  return ids.flatMap(id => found.get(id) ?? [])
}

/** Those of the runs that this project has. */
export async function knownRuns(
  ctx: Pick<ProjectContext, 'db' | 'project'>,
  ids: readonly string[],
): Promise<string[]> {
  const known = await listKnown(ctx.db, ctx.project.id, ids)
  return ids.filter(id => known.has(id))
}

/** A run that the caller may write into. */
export async function writableRun(ctx: Pick<ProjectContext, 'db' | 'project' | 'actor'>, id: string): Promise<Run> {
  return demandWritable(ctx, await runOf(ctx, id))
}

/** The same for a script that asks again and again; what it was a moment ago is enough. */
export async function runLoggedInto(ctx: ExperimentContext, id: string): Promise<Run> {
  return demandWritable(ctx, await ctx.loggedInto(`${ctx.project.id} ${id}`, () => runOf(ctx, id)))
}

function demandWritable(ctx: Pick<ProjectContext, 'actor'>, run: Run): Run {
  demandOwnRun(ctx, run)
  if (run.lifecycle !== 'active')
    throw badValue(`The run ${run.id} must be in the 'active' state. Current state is ${run.lifecycle}.`)
  return run
}

export type RunChange = { name?: string | undefined; status?: RunStatus | undefined; endTime?: number | undefined }

export async function changeRun(ctx: ProjectContext, id: string, change: RunChange): Promise<Run> {
  const run = await writableRun(ctx, id)
  return ctx.db.transaction().execute(async tx => {
    await applyChange(tx, ctx, { run, change })
    return runIn(tx, ctx, id)
  })
}

/** Sets what changed and says in the log how the run ended. */
export async function applyChange(tx: Db, ctx: ProjectContext, wish: { run: Run; change: RunChange }): Promise<void> {
  const { run, change } = wish
  const { name, status, endTime } = change
  const set: RunSet = {
    ...(name ? { name } : {}),
    ...(status === undefined ? {} : { status }),
    ...(endTime === undefined ? {} : { endTime }),
  }
  await updateRun(tx, run.id, set)
  if (name) await upsertTags(tx, run, [keptTag({ key: runNameTag, value: name })])
  if (status !== undefined && status !== run.status && hasEnded(status)) await tellEnd(tx, ctx, { run, status })
}

export async function deleteRun(ctx: ProjectContext, id: string): Promise<void> {
  await turnRun(ctx, id, 'deleted')
}

export async function restoreRun(ctx: ProjectContext, id: string): Promise<void> {
  await turnRun(ctx, id, 'active')
}

async function turnRun(ctx: ProjectContext, id: string, lifecycle: Run['lifecycle']): Promise<void> {
  const run = await runOf(ctx, id)
  demandOwnRun(ctx, run)
  if (run.lifecycle === lifecycle) return
  await ctx.db.transaction().execute(async tx => {
    const deleted = lifecycle === 'deleted' ? { at: ctx.clock.now(), by: ctx.actor.id } : null
    await updateRun(tx, id, { lifecycle, deleted })
    await append(tx, ctx, { verb: lifecycle === 'deleted' ? 'remove' : 'restore', object: { kind: 'run', id } })
  })
}

async function runIn(db: Db, ctx: Pick<ProjectContext, 'project'>, id: string): Promise<Run> {
  const run = await findRun(db, ctx.project.id, id)
  if (!run) throw new AppError('not_found', `Run with id=${id} not found`)
  return run
}

/** The argument, else the tag, else a made-up name; the two must not contradict each other. */
function runName(name: string | undefined, tags: readonly KeyValue[]): string {
  const tagged = tags.find(tag => tag.key === runNameTag)?.value
  if (name && tagged && name !== tagged)
    throw badValue(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${name}', mlflow.runName='${tagged}').`,
    )
  return name || tagged || randomName()
}

async function linkInputs(tx: Db, ctx: ProjectContext, { id, step }: { id: string; step: StepFacts }): Promise<void> {
  const from = { kind: 'run', id } as const
  for (const { kind, id: assetId, version, role } of step.inputs) {
    await link(tx, ctx, { from, to: { kind, id: assetId, version }, role })
    await recordUse(tx, ctx, { assetId, version, usedBy: id })
  }
  if (step.image) await linkImage(tx, ctx, { id, image: step.image })
  if (step.codeDigest) await link(tx, ctx, { from, to: { kind: 'snapshot', id: step.codeDigest }, role: 'code' })
}

type ImageRef = NonNullable<StepFacts['image']>

async function linkImage(tx: Db, ctx: ProjectContext, { id, image }: { id: string; image: ImageRef }): Promise<void> {
  const { id: assetId, version } = image
  await link(tx, ctx, { from: { kind: 'run', id }, to: { kind: 'image', id: assetId, version }, role: 'image' })
  await recordUse(tx, ctx, { assetId, version, usedBy: id })
}

/** The image of a step whose run was made before its image was built. */
export async function noteImage(ctx: ProjectContext, id: string, image: ImageRef): Promise<void> {
  await ctx.db.transaction().execute(async tx => {
    await updateRun(tx, id, { imageDigest: image.digest })
    await linkImage(tx, ctx, { id, image })
  })
}

async function appendRunEvent(
  tx: Db,
  ctx: ProjectContext,
  { verb, id, wish }: { verb: Verb; id: string; wish: RunWish },
): Promise<void> {
  const { step } = wish
  await append(tx, ctx, {
    verb,
    object: { kind: 'run', id },
    payload: {
      experiment: wish.experimentId || '0',
      ...(step ? { image: step.image?.digest ?? null, code: step.codeDigest, environment: step.environmentId } : {}),
      ...(step ? { inputs: step.inputs.map(({ id: input, version }) => ({ id: input, version })) } : {}),
      ...(step?.rerunOf ? { rerunOf: step.rerunOf } : {}),
    },
    ...(step?.hypothesisId ? { hypothesis: step.hypothesisId } : {}),
  })
}

const endings = { FINISHED: 'finish', FAILED: 'fail', KILLED: 'cancel' } as const

/** The finish event sums up what was logged; single points are data, not events. */
async function tellEnd(tx: Db, ctx: ProjectContext, { run, status }: { run: Run; status: RunStatus }): Promise<void> {
  if (status === 'RUNNING' || status === 'SCHEDULED') return
  await foldRun(tx, run.id)
  const metrics = (await latestMetrics(tx, [run.id])).get(run.id) ?? []
  const told = metrics.slice(0, mostTold).map(({ key, value, step }) => ({ name: key, value: sayable(value), step }))
  await append(tx, ctx, {
    verb: endings[status],
    object: { kind: 'run', id: run.id },
    payload: { metrics: told, ...(metrics.length > mostTold ? { more: metrics.length - mostTold } : {}) },
    ...(run.hypothesisId ? { hypothesis: run.hypothesisId } : {}),
  })
}

const sayable = (value: number) => (Number.isFinite(value) ? value : String(value))

/** Adds to the path of a location and leaves its query where it is. */
export function appendToUri(location: string, path: string): string {
  const [place = '', query] = location.split('?', 2)
  const joined = `${place.replace(/\/+$/, '')}/${path}`
  return query === undefined ? joined : `${joined}?${query}`
}
