import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { resolveAsset } from '../../assets/catalog/publish.service.ts'
import { link } from '../../assets/catalog/lineage/lineage.service.ts'
import type { ProjectAssetContext } from '../../assets/context.ts'
import { stepEnv } from '../../assets/experiments/launches/launches.service.ts'
import { contentsOf } from '../../assets/experiments/runs/contents/contents.service.ts'
import { applyChange, createRun, noteImage, runOf } from '../../assets/experiments/runs/runs.service.ts'
import { hasEnded } from '../../assets/experiments/runs/run.ts'
import { loggedModelOf } from '../../assets/experiments/loggedModels/loggedModels.service.ts'
import { imageFolder, type Workshop } from '../../assets/images/builder/workshop.ts'
import { imageNamed } from '../../assets/images/images.service.ts'
import { imageOfModel, readModelSpec } from '../../assets/images/modelImage.service.ts'
import type { ModelVersion } from '../../assets/models/model.ts'
import { modelNamed } from '../../assets/models/models.service.ts'
import { filesOfVersion, versionNamed } from '../../assets/models/versions.service.ts'
import { startAttempt } from '../../backbone/engines/attempts/attempts.service.ts'
import type { AttemptKind, PrepareContext } from '../../backbone/engines/attempts/attempts.kind.ts'
import { append } from '../../events/events.ts'
import { AppError, messageOf } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { ProjectContext } from '../../people/context.ts'
import { nextAfter, type PageAfter } from '../../people/shapes.ts'
import { EvaluationPlan, EvaluationResult, type Evaluation } from './evaluations.schema.ts'
import { endEvaluation, insertEvaluation, listEvaluations, newestTasks } from './evaluations.store.ts'

export const evaluationAttemptKind = 'evaluation'

const Spec = z.object({
  evaluationId: z.string(),
  model: z.string(),
  version: z.number(),
  /** null: the image of the model's own requirements, built when it is needed */
  imageDigest: z.string().nullable(),
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

/**
 * Judges a version with the platform's own evaluation code, in the image that its run used; a model from somebody's own
 * script is judged in the image of its own requirements.
 */
export async function startEvaluation(ctx: ProjectAssetContext, wish: EvaluationWish): Promise<Evaluation> {
  const version = await versionNamed(ctx, wish.model, String(wish.version))
  const run = version.runId === null ? undefined : await runOf(ctx, version.runId)
  const experimentId = run?.experimentId ?? (await experimentOf(ctx, version))
  const image = run?.imageDigest ? await imageNamed(ctx, run.imageDigest) : null
  if (!image) await readModelSpec(ctx, await filesOfVersion(ctx, version))
  const plan = { ...wish.plan, ...(run ? await trainedUntil(ctx, run.id) : {}) }
  const { asset, version: data } = await resolveAsset(ctx, {
    kind: 'dataset',
    name: wish.dataset.name,
    version: wish.dataset.version,
  })
  const id = newId('evl')
  await ctx.db.transaction().execute(async tx => {
    const made = await createRun(tx, ctx, {
      experimentId,
      name: `evaluation of ${wish.model} v${wish.version}`,
      userName: ctx.actor.name,
      startTime: ctx.clock.now(),
      tags: [{ key: 'trireme.kind', value: 'evaluation' }],
      step: {
        environmentId: run?.environmentId ?? null,
        image: image && { id: image.assetId, version: image.version, digest: image.digest },
        codeDigest: null,
        hypothesisId: run?.hypothesisId ?? null,
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
      imageDigest: image?.digest ?? null,
      experimentId,
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

async function experimentOf(ctx: ProjectAssetContext, version: ModelVersion): Promise<string> {
  if (version.modelId !== null) return (await loggedModelOf(ctx, version.modelId)).experimentId
  throw new AppError('conflict', 'The files of this version are not on this server, so it cannot be judged here', {
    hint: 'Register a model that was logged here with log_model',
  })
}

/** When the training data ended, as the training run said it; so that all judged rows can be shown to be later. */
async function trainedUntil(ctx: ProjectAssetContext, runId: string): Promise<{ trainedUntil?: string }> {
  const params = (await contentsOf(ctx.db, [runId])).get(runId)?.params ?? []
  const until = params.find(param => param.key === 'trained_until')?.value
  return until === undefined ? {} : { trainedUntil: until }
}

const runtime = join(import.meta.dirname, '..', '..', '..', 'python')

export const evaluationAttempts = ({ workshop }: { workshop: Workshop }): AttemptKind => ({
  async prepare(ctx, attempt) {
    const spec = Spec.parse(attempt.spec)
    const imageDigest = spec.imageDigest ?? (await ownImage(ctx, spec, { workshop, runId: attempt.subjectId }))
    const token = await ctx.issueToken(['project:read', 'run:write', 'model:write'])
    const given = { ...spec.plan, model: `models:/${spec.model}/${spec.version}`, data: `${spec.dataset.name}.parquet` }
    return {
      command: ['python', '-m', 'trireme_runtime.evaluate'],
      image: imageFolder(ctx.config.dataDir, imageDigest),
      code: { folder: runtime },
      inputs: [{ name: `${spec.dataset.name}.parquet`, path: await ctx.blobs.path(spec.dataset.digest) }],
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

async function ownImage(
  ctx: PrepareContext,
  spec: z.infer<typeof Spec>,
  { workshop, runId }: { workshop: Workshop; runId: string },
): Promise<string> {
  const files = await filesOfVersion(ctx, await versionNamed(ctx, spec.model, String(spec.version)))
  const image = await imageOfModel(ctx, { model: spec.model, files }, { workshop, signal: ctx.signal })
  await noteImage(ctx, runId, { id: image.assetId, version: image.version, digest: image.digest })
  return image.digest
}

async function readResult(path: string): Promise<{ result: EvaluationResult } | { error: string }> {
  try {
    return { result: EvaluationResult.parse(JSON.parse(await readFile(path, 'utf8'))) }
  } catch (error) {
    return { error: `evaluation.json is not what was expected: ${messageOf(error).slice(0, 400)}` }
  }
}

export async function readEvaluations(ctx: ProjectAssetContext, of: PageAfter & { model: string; version: number }) {
  await modelNamed(ctx, of.model)
  const evaluations = await listEvaluations(ctx.db, { ...of, projectId: ctx.project.id }, of)
  return { evaluations, next: nextAfter(evaluations, of.limit, ({ id }) => id) }
}

/** The newest finished evaluation of a version against a constant guess, else against another model. */
export async function lastEvaluation(
  ctx: Pick<ProjectContext, 'db' | 'project'>,
  of: { model: string; version: number },
): Promise<EvaluationResult | undefined> {
  const done = (await listEvaluations(ctx.db, { ...of, projectId: ctx.project.id })).filter(one => one.result !== null)
  return (done.find(one => one.against === null) ?? done[0])?.result ?? undefined
}

/** Which type of AI project each is, as its newest evaluation says; a project without one is not in the answer. */
export const projectTypes = (ctx: Pick<ProjectContext, 'db'>, projectIds: readonly string[]) =>
  newestTasks(ctx.db, projectIds)
