import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { resolveAsset } from '../../assets/catalog/publish.service.ts'
import { link } from '../../assets/catalog/lineage/lineage.service.ts'
import type { ProjectAssetContext } from '../../assets/context.ts'
import { stepEnv } from '../../assets/experiments/launches/launches.service.ts'
import { contentsOf } from '../../assets/experiments/runs/contents.service.ts'
import { applyChange, createRun, runOf } from '../../assets/experiments/runs/runs.service.ts'
import { hasEnded } from '../../assets/experiments/runs/run.ts'
import { imageFolder } from '../../assets/images/builder/workshop.ts'
import { imageNamed } from '../../assets/images/images.service.ts'
import { modelNamed } from '../../assets/models/models.service.ts'
import { versionNamed } from '../../assets/models/versions.service.ts'
import { startAttempt } from '../../backbone/engines/attempts/attempts.service.ts'
import type { AttemptKind } from '../../backbone/engines/attempts/attempts.kind.ts'
import { append } from '../../events/events.ts'
import { AppError, messageOf } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { ProjectContext } from '../../people/context.ts'
import { EvaluationPlan, EvaluationResult, type Evaluation } from './evaluations.schema.ts'
import { endEvaluation, insertEvaluation, listEvaluations } from './evaluations.store.ts'

export const evaluationAttemptKind = 'evaluation'

const Spec = z.object({
  evaluationId: z.string(),
  model: z.string(),
  version: z.number(),
  imageDigest: z.string(),
  experimentId: z.string(),
  dataset: z.object({ name: z.string(), digest: z.string() }),
  plan: EvaluationPlan,
})

export type EvaluationWish = {
  model: string
  version: number
  dataset: { name: string; version?: number | undefined }
  plan: EvaluationPlan
}

/** Judges a version in the image that its run used, with the platform's own evaluation code. */
export async function startEvaluation(ctx: ProjectAssetContext, wish: EvaluationWish): Promise<Evaluation> {
  const version = await versionNamed(ctx, wish.model, String(wish.version))
  const run = version.runId === null ? undefined : await runOf(ctx, version.runId)
  if (!run?.imageDigest)
    throw new AppError(
      'conflict',
      'This version was not trained by a step of the platform, so there is no image in which to judge it',
      { hint: 'Train it with "launch", or log its evaluation from your own script' },
    )
  const image = await imageNamed(ctx, run.imageDigest)
  const plan = { ...wish.plan, ...(await trainedUntil(ctx, run.id)) }
  const { asset, version: data } = await resolveAsset(ctx, {
    kind: 'dataset',
    name: wish.dataset.name,
    version: wish.dataset.version,
  })
  const id = newId('evl')
  await ctx.db.transaction().execute(async tx => {
    const made = await createRun(tx, ctx, {
      experimentId: run.experimentId,
      name: `evaluation of ${wish.model} v${wish.version}`,
      userName: ctx.actor.name,
      startTime: ctx.clock.now(),
      tags: [{ key: 'trireme.kind', value: 'evaluation' }],
      step: {
        environmentId: run.environmentId,
        image: { id: image.assetId, version: image.version, digest: image.digest },
        codeDigest: null,
        hypothesisId: run.hypothesisId,
        rerunOf: null,
        inputs: [
          { kind: 'dataset', id: asset.id, version: data.version, role: 'test data' },
          { kind: 'model', id: version.assetId, version: version.version, role: 'judged' },
        ],
      },
    })
    const spec = {
      evaluationId: id,
      model: wish.model,
      version: wish.version,
      imageDigest: image.digest,
      experimentId: run.experimentId,
      dataset: { name: wish.dataset.name, digest: data.digest ?? '' },
      plan,
    }
    const attempt = await startAttempt(tx, ctx, { kind: evaluationAttemptKind, subjectId: made.id, spec })
    await insertEvaluation(tx, {
      id,
      projectId: ctx.project.id,
      model: wish.model,
      version: wish.version,
      dataset: { id: asset.id, version: data.version },
      attemptId: attempt.id,
      runId: made.id,
      plan: wish.plan,
      by: ctx.actor.id,
      now: ctx.clock.now(),
    })
    await append(tx, ctx, {
      verb: 'start',
      object: { kind: 'evaluation', id },
      payload: { model: version.assetId, version: wish.version },
    })
    await link(tx, ctx, {
      from: { kind: 'evaluation', id },
      to: { kind: 'model', id: version.assetId, version: version.version },
      role: 'judges',
    })
  })
  ctx.wakeJobs()
  const found = (
    await listEvaluations(ctx.db, { projectId: ctx.project.id, model: wish.model, version: wish.version })
  ).find(one => one.id === id)
  if (!found) throw new AppError('internal', `The evaluation ${id} was not kept`)
  return found
}

/** When the training data ended, as the training run said it; so that all judged rows can be shown to be later. */
async function trainedUntil(ctx: ProjectAssetContext, runId: string): Promise<{ trainedUntil?: string }> {
  const params = (await contentsOf(ctx.db, [runId])).get(runId)?.params ?? []
  const until = params.find(param => param.key === 'trained_until')?.value
  return until === undefined ? {} : { trainedUntil: until }
}

const runtime = join(import.meta.dirname, '..', '..', '..', 'python')

export const evaluationAttempts = (): AttemptKind => ({
  async prepare(ctx, attempt) {
    const spec = Spec.parse(attempt.spec)
    const token = await ctx.issueToken(['project:read', 'run:write', 'model:write'])
    const given = { ...spec.plan, model: `models:/${spec.model}/${spec.version}`, data: `${spec.dataset.name}.parquet` }
    return {
      command: ['python', '-m', 'trireme_runtime.evaluate'],
      image: imageFolder(ctx.config.dataDir, spec.imageDigest),
      code: { folder: runtime },
      inputs: [{ name: `${spec.dataset.name}.parquet`, path: ctx.blobs.path(spec.dataset.digest) }],
      env: {
        ...stepEnv({ serverUrl: ctx.serverUrl(), token, runId: attempt.subjectId, experimentId: spec.experimentId }),
        TRIREME_EVALUATION: JSON.stringify(given),
      },
      network: 'server',
    }
  },
  async finish(ctx, attempt, end) {
    const spec = Spec.parse(attempt.spec)
    const file = end.outputs.find(({ name }) => name === 'evaluation.json')
    const found =
      end.state === 'done' && file
        ? await readResult(file.path)
        : { error: end.reason ?? `the step ended as ${end.state}` }
    const result = 'result' in found ? found.result : null
    return async tx => {
      const run = await runOf({ ...ctx, db: tx }, attempt.subjectId)
      const status = result ? 'FINISHED' : 'FAILED'
      if (!hasEnded(run.status)) await applyChange(tx, ctx, { run, change: { status, endTime: ctx.clock.now() } })
      await endEvaluation(tx, {
        runId: attempt.subjectId,
        result,
        error: 'error' in found ? found.error : null,
        now: ctx.clock.now(),
      })
      if (!result) return
      await append(tx, ctx, {
        verb: result.verdict === 'better' ? 'check-pass' : 'check-fail',
        object: { kind: 'evaluation', id: spec.evaluationId },
        payload: {
          check: spec.plan.baseline.kind === 'model' ? 'beats-model' : 'beats-baseline',
          model: spec.model,
          version: spec.version,
          verdict: result.verdict,
          n: result.n,
        },
      })
    }
  },
})

async function readResult(path: string): Promise<{ result: EvaluationResult } | { error: string }> {
  try {
    return { result: EvaluationResult.parse(JSON.parse(await readFile(path, 'utf8'))) }
  } catch (error) {
    return { error: `evaluation.json is not what was expected: ${messageOf(error).slice(0, 400)}` }
  }
}

export async function readEvaluations(ctx: ProjectAssetContext, of: { model: string; version: number }) {
  await modelNamed(ctx, of.model)
  return { evaluations: await listEvaluations(ctx.db, { ...of, projectId: ctx.project.id }) }
}

/** The newest finished evaluation of a version against a constant guess, else against another model. */
export async function lastEvaluation(
  ctx: Pick<ProjectContext, 'db' | 'project'>,
  of: { model: string; version: number },
): Promise<EvaluationResult | undefined> {
  const done = (await listEvaluations(ctx.db, { ...of, projectId: ctx.project.id })).filter(one => one.result !== null)
  return (done.find(one => one.against === null) ?? done[0])?.result ?? undefined
}
