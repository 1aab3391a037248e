import { createHash } from 'node:crypto'
import { z } from 'zod'
import { lastAttempt, startAttempt } from '../../../backbone/engines/attempts/attempts.service.ts'
import type { AttemptKind } from '../../../backbone/engines/attempts/attempts.kind.ts'
import { readEnvironment } from '../../../backbone/engines/environments/environments.service.ts'
import { readSnapshot } from '../../../backbone/storage/snapshots/snapshots.service.ts'
import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { Analytics } from '../../datasets/analytics/analytics.ts'
import { link } from '../../catalog/lineage/lineage.service.ts'
import { resolveAsset } from '../../catalog/publish.service.ts'
import type { ProjectAssetContext } from '../../context.ts'
import { publishTable } from '../../datasets/datasets.service.ts'
import { imageFolder } from '../../images/builder/workshop.ts'
import { imageNamed } from '../../images/images.service.ts'
import { createExperiment, defaultExperiment, experimentNamed } from '../experiments.service.ts'
import type { MetricJournal } from '../metrics/journal.ts'
import { foldRun, latestMetrics } from '../metrics/series.ts'
import { logBatch } from '../runs/log.service.ts'
import { applyChange, createRun, runOf } from '../runs/runs.service.ts'
import { hasEnded, type Run, type RunStatus } from '../runs/run.ts'
import { findRun, updateRun } from '../runs/runs.store.ts'
import { Launch, type Repetition } from './launches.schema.ts'
import { mostSamples, systemMetrics } from './systemMetrics.ts'

/** What a run's attempt needs to be prepared, and a re-run to be the same: every name is resolved. */
const Resolved = z.object({
  launch: Launch,
  experimentId: z.string(),
  image: z.object({ id: z.string(), version: z.number(), digest: z.string() }),
  environmentId: z.string(),
  hypothesisId: z.string().nullable(),
  inputs: z.array(z.object({ name: z.string(), id: z.string(), version: z.number(), digest: z.string() })),
})
type Resolved = z.infer<typeof Resolved>

export const runAttemptKind = 'run'

/** Finds what a project calls a hypothesis; brought by the tier above. */
export type FindHypothesis = (ctx: ProjectContext, ref: string) => Promise<string>
export type LaunchContext = ProjectAssetContext & { findHypothesis: FindHypothesis }

export async function launchRun(ctx: LaunchContext, launch: Launch): Promise<{ runId: string; attemptId: string }> {
  const known = launch.key === undefined ? undefined : await findRun(ctx.db, ctx.project.id, idOfKey(ctx, launch.key))
  if (known) return { runId: known.id, attemptId: known.attemptId ?? '' }
  const snapshot = await readSnapshot(ctx, launch.snapshot)
  if (!snapshot.files.some(file => file.path === launch.script))
    throw new AppError(
      'not_found',
      `There is no ${launch.script} in this snapshot; it has: ${snapshot.files
        .map(file => file.path)
        .slice(0, 10)
        .join(', ')}`,
    )
  const image = await imageNamed(ctx, launch.image)
  const environment = await readEnvironment(ctx, launch.environment)
  const inputs = []
  for (const wish of launch.inputs) {
    const found = await resolveAsset(ctx, {
      kind: 'dataset',
      name: wish.dataset,
      project: wish.project,
      version: wish.version,
    })
    inputs.push({
      name: wish.dataset,
      id: found.asset.id,
      version: found.version.version,
      digest: found.version.digest ?? '',
    })
  }
  const resolved: Resolved = {
    launch,
    experimentId: await experimentIdOf(ctx, launch.experiment),
    image: { id: image.assetId, version: image.version, digest: image.digest },
    environmentId: environment.id,
    hypothesisId: launch.hypothesis === undefined ? null : await ctx.findHypothesis(ctx, launch.hypothesis),
    inputs,
  }
  return begin(ctx, resolved, null)
}

/** The same code, image, data and arguments again, as a run of its own. */
export async function rerunRun(ctx: LaunchContext, id: string): Promise<{ runId: string; attemptId: string }> {
  const run = await runOf(ctx, id)
  const spec = await specOf(ctx, run)
  if (!spec)
    throw new AppError(
      'conflict',
      'This run was not started by the platform, so its code and image are not known here; start it where it ran',
    )
  return begin(ctx, spec, run.id)
}

async function begin(
  ctx: LaunchContext,
  spec: Resolved,
  rerunOf: string | null,
): Promise<{ runId: string; attemptId: string }> {
  const made = await ctx.db.transaction().execute(async tx => {
    const { key } = spec.launch
    const run = await createRun(tx, ctx, {
      ...(key !== undefined && rerunOf === null ? { id: idOfKey(ctx, key) } : {}),
      experimentId: spec.experimentId,
      name: rerunOf === null ? spec.launch.name : undefined,
      userName: ctx.actor.name,
      startTime: ctx.clock.now(),
      tags: [],
      step: {
        environmentId: spec.environmentId,
        image: spec.image,
        codeDigest: spec.launch.snapshot,
        hypothesisId: spec.hypothesisId,
        rerunOf,
        inputs: spec.inputs.map(({ id, version }) => ({ kind: 'dataset' as const, id, version, role: 'input' })),
      },
    })
    const attempt = await startAttempt(tx, ctx, { kind: runAttemptKind, subjectId: run.id, spec })
    await updateRun(tx, run.id, { attemptId: attempt.id })
    return { runId: run.id, attemptId: attempt.id }
  })
  ctx.wakeJobs()
  return made
}

/** A caller that tries again with the same key finds the run that it started. */
const idOfKey = (ctx: ProjectContext, key: string) =>
  createHash('sha256').update(`${ctx.project.id} ${key}`).digest('hex').slice(0, 32)

async function experimentIdOf(ctx: LaunchContext, name: string): Promise<string> {
  if (name === 'Default') return defaultExperiment
  try {
    return (await experimentNamed(ctx, name)).id
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    return createExperiment(ctx, { name, tags: [] })
  }
}

/** The rights of a run's own token: it logs into its run, registers models and reads data. */
const stepRights = ['project:read', 'run:write', 'model:write', 'dataset:write']

/** Settings that keep libraries quiet and at home inside a step. */
export const stepEnv = (step: { serverUrl: string; token: string; runId: string; experimentId: string }) => ({
  MLFLOW_TRACKING_URI: step.serverUrl,
  MLFLOW_TRACKING_TOKEN: step.token,
  MLFLOW_RUN_ID: step.runId,
  MLFLOW_EXPERIMENT_ID: step.experimentId,
  MLFLOW_DISABLE_TELEMETRY: 'true',
  GIT_PYTHON_REFRESH: 'quiet',
  PYTHONUNBUFFERED: '1',
})

export const runAttempts = (parts: { analytics: Analytics; journal: MetricJournal }): AttemptKind => ({
  async prepare(ctx, attempt) {
    const spec = Resolved.parse(attempt.spec)
    const token = await ctx.issueToken(stepRights)
    return {
      command: ['python', spec.launch.script, ...spec.launch.args],
      image: imageFolder(ctx.config.dataDir, spec.image.digest),
      code: { snapshot: spec.launch.snapshot },
      inputs: await Promise.all(
        spec.inputs.map(async ({ name, digest }) => ({ name: `${name}.parquet`, path: await ctx.blobs.path(digest) })),
      ),
      env: stepEnv({ serverUrl: ctx.serverUrl(), token, runId: attempt.subjectId, experimentId: spec.experimentId }),
      network: 'server',
    }
  },
  async observe(ctx, attempt, samples) {
    for (let at = 0; at < samples.length; at += mostSamples)
      await logBatch({ ...ctx, journal: parts.journal }, attempt.subjectId, {
        metrics: samples.slice(at, at + mostSamples).flatMap(systemMetrics),
        params: [],
        tags: [],
      })
  },
  async finish(ctx, attempt, end) {
    const spec = Resolved.parse(attempt.spec)
    const inside = { ...ctx, analytics: parts.analytics }
    if (end.state === 'done')
      for (const output of spec.launch.outputs) {
        const file = end.outputs.find(({ name }) => name === output.file)
        if (!file) return tx => settleRun(tx, inside, { id: attempt.subjectId, status: 'FAILED' })
        const blob = await publishTable(inside, {
          name: output.dataset,
          description: output.description,
          note: '',
          file: file.path,
          source: { kind: 'step', fileName: output.file, digest: '', runId: attempt.subjectId },
          also: (tx, version) =>
            link(tx, inside, {
              from: { kind: 'dataset', id: version.assetId, version: version.version },
              to: { kind: 'run', id: attempt.subjectId },
              role: 'output',
            }),
        })
        ctx.log.info('a step published a dataset', { name: blob.name, version: blob.version })
      }
    const status = end.state === 'done' ? 'FINISHED' : end.state === 'cancelled' ? 'KILLED' : 'FAILED'
    return tx => settleRun(tx, inside, { id: attempt.subjectId, status })
  },
})

/** What the script said itself counts, unless its process failed; a re-run is compared with what it repeats. */
async function settleRun(tx: Db, ctx: ProjectAssetContext, wish: { id: string; status: RunStatus }): Promise<void> {
  const inside = { ...ctx, db: tx }
  const run = await runOf(inside, wish.id)
  if (!hasEnded(run.status) || (wish.status !== 'FINISHED' && run.status === 'FINISHED'))
    await applyChange(tx, ctx, { run, change: { status: wish.status, endTime: ctx.clock.now() } })
  if (run.rerunOf === null || wish.status !== 'FINISHED') return
  const { state, metrics } = await repetitionOf(inside, { ...run, status: 'FINISHED' })
  await append(tx, ctx, {
    verb: state === 'equal' ? 'check-pass' : 'check-fail',
    object: { kind: 'run', id: run.rerunOf },
    payload: { check: 're-run-equal', rerun: run.id, compared: metrics.length },
  })
}

export async function readRepetition(ctx: ProjectAssetContext, id: string): Promise<Repetition> {
  return repetitionOf(ctx, await runOf(ctx, id))
}

async function repetitionOf(ctx: Pick<ProjectAssetContext, 'db' | 'project'>, run: Run): Promise<Repetition> {
  const about = { runId: run.id, rerunOf: run.rerunOf }
  if (run.rerunOf === null) return { ...about, state: 'not-a-re-run', metrics: [] }
  if (!hasEnded(run.status)) return { ...about, state: 'running', metrics: [] }
  await foldRun(ctx.db, run.id)
  await foldRun(ctx.db, run.rerunOf)
  const found = await latestMetrics(ctx.db, [run.id, run.rerunOf])
  const [after, before] = [run.id, run.rerunOf].map(
    id => new Map((found.get(id) ?? []).map(metric => [metric.key, metric.value])),
  )
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])]
    .filter(name => !name.startsWith('system/'))
    .toSorted()
  const metrics = names.map(name => differenceOf(name, before?.get(name), after?.get(name)))
  const isSame = metrics.every(metric => metric.isEqual)
  return { ...about, state: run.status !== 'FINISHED' ? 'failed' : isSame ? 'equal' : 'different', metrics }
}

/** Equal within nine digits: sums in another order differ in the last ones. */
function differenceOf(
  name: string,
  before: number | undefined,
  after: number | undefined,
): Repetition['metrics'][number] {
  const isEqual =
    before !== undefined &&
    after !== undefined &&
    (Object.is(before, after) || Math.abs(after - before) <= 1e-9 * Math.max(1, Math.abs(before)))
  const difference = before === undefined || after === undefined ? null : after - before
  return { name, before: before ?? null, after: after ?? null, difference, isEqual }
}

async function specOf(ctx: ProjectAssetContext, run: Run): Promise<Resolved | undefined> {
  const attempt = await lastAttempt(ctx, { subject: run.id, kind: runAttemptKind })
  return attempt && Resolved.parse(attempt.spec)
}
