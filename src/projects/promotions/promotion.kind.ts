import { closureOf } from '../../assets/catalog/lineage/lineage.service.ts'
import { runOf } from '../../assets/experiments/runs/runs.service.ts'
import { moveWishedAliases } from '../../assets/models/aliases/aliases.service.ts'
import type { ModelVersion } from '../../assets/models/model.ts'
import { filesOfVersion, versionNamed } from '../../assets/models/versions.service.ts'
import { listEvents } from '../../events/events.ts'
import { AppError } from '../../kernel/errors.ts'
import type { ProjectContext } from '../../people/context.ts'
import type { RequestKind, Subject } from '../../people/requests/requests.kind.ts'
import type { Check } from '../../people/requests/requests.schema.ts'
import type { EvaluationResult } from '../evaluations/evaluations.schema.ts'
import { lastEvaluation } from '../evaluations/evaluations.service.ts'

/** A model version asks for the word of the ML engineer's seat; its proof is computed, what is missing is named. */
export const promotion: RequestKind = {
  toSeat: 'ml_engineer',
  seats: ['ml_engineer', 'mlops_engineer'],
  async describe(ctx, subject) {
    const version = await versionOf(ctx, subject)
    const run = version.runId === null ? undefined : await runOf(ctx, version.runId)
    const authors = [version.createdBy, ...(run ? [run.createdBy] : [])]
    return {
      name: `${version.name} v${version.version}`,
      authors: [...new Set(authors)],
      blocks: 'production',
      object: version.assetId,
    }
  },
  async checks(ctx, subject) {
    const version = await versionOf(ctx, subject)
    return [
      await lineageCheck(ctx, version),
      await rerunCheck(ctx, version),
      ...(await evaluationChecks(ctx, version)),
      ...(await fileChecks(ctx, version)),
    ]
  },
  // besides, the acceptance is the right itself: a deployment to an environment that needs one looks for it
  effect: (tx, ctx, { id }) => moveWishedAliases(tx, ctx, id),
}

async function versionOf(ctx: ProjectContext, subject: Subject): Promise<ModelVersion> {
  if (subject.kind !== 'model' || !subject.version)
    throw new AppError(
      'bad_request',
      'A promotion is about a version of a model: say kind "model", its name as id, and the version',
    )
  return versionNamed(ctx, subject.id, subject.version)
}

async function lineageCheck(ctx: ProjectContext, version: ModelVersion): Promise<Check> {
  const closure = await closureOf(ctx.db, { kind: 'model', id: version.assetId, version: version.version })
  if (closure.isClosed)
    return { name: 'lineage', state: 'met', found: 'closed', detail: `${closure.origins.length} origins` }
  return { name: 'lineage', state: 'missing', found: closure.missing.join(', '), seat: 'data_scientist' }
}

async function rerunCheck(ctx: ProjectContext, version: ModelVersion): Promise<Check> {
  const missing: Check = { name: 're_run', state: 'missing', found: '', seat: 'data_scientist' }
  if (version.runId === null) return missing
  const about = {
    projectIds: [ctx.project.id],
    object: { kind: 'run', id: version.runId },
    verbs: ['check-pass', 'check-fail'],
  }
  const last = (await listEvents(ctx.db, about, { limit: 50 })).find(event => event.payload['check'] === 're-run-equal')
  if (!last) return missing
  return last.verb === 'check-pass'
    ? { name: 're_run', state: 'met', found: 'equal' }
    : { name: 're_run', state: 'warning', found: 'different', seat: 'data_scientist' }
}

async function evaluationChecks(ctx: ProjectContext, version: ModelVersion): Promise<Check[]> {
  const result = await lastEvaluation(ctx, { model: version.name, version: version.version })
  if (!result) return [{ name: 'beats_baseline', state: 'missing', found: '', seat: 'data_scientist' }]
  return [verdictCheck(result), sliceCheck(result), laterCheck(result)]
}

function verdictCheck(result: EvaluationResult): Check {
  const [first] = result.metrics
  const found = first
    ? `${first.name} ${number(first.value)}, ${number(first.difference.value)} (${number(first.difference.low)} to ${number(first.difference.high)}) against ${first.baseline.name}, n = ${result.n}`
    : ''
  return {
    name: 'beats_baseline',
    state: result.verdict === 'better' ? 'met' : 'warning',
    found: found || result.verdict,
    ...(result.verdict === 'better' ? {} : { detail: result.verdict, seat: 'data_scientist' as const }),
  }
}

function sliceCheck(result: EvaluationResult): Check {
  const worse = result.slices.filter(slice => slice.metrics[0]?.verdict === 'worse')
  if (worse.length === 0) return { name: 'no_slice_worse', state: 'met', found: `${result.slices.length} slices` }
  return {
    name: 'no_slice_worse',
    state: 'warning',
    found: worse.map(slice => slice.name).join(', '),
    seat: 'data_scientist',
  }
}

function laterCheck(result: EvaluationResult): Check {
  if (result.laterThanTraining === true) return { name: 'later_than_training', state: 'met', found: 'all rows' }
  return {
    name: 'later_than_training',
    state: result.laterThanTraining === null ? 'warning' : 'missing',
    found: '',
    seat: 'data_scientist',
  }
}

async function fileChecks(ctx: ProjectContext, version: ModelVersion): Promise<Check[]> {
  const files = (await filesOfVersion(ctx, version)).map(file => file.path)
  const has = (name: string, is: boolean): Check =>
    is ? { name, state: 'met', found: 'there' } : { name, state: 'missing', found: '', seat: 'data_scientist' }
  return [
    has('model_files', files.includes('MLmodel')),
    has(
      'onnx',
      files.some(file => file.endsWith('.onnx')),
    ),
  ]
}

const number = (value: number | null) => (value === null ? '–' : String(Math.round(value * 10_000) / 10_000))
