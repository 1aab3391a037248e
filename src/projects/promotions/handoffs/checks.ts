import { closureOf, type Thing } from '../../../assets/catalog/lineage/lineage.service.ts'
import { profileFindings } from '../../../assets/datasets/datasets.service.ts'
import { runAttemptKind } from '../../../assets/experiments/launches/launches.service.ts'
import { noteOf } from '../../../assets/experiments/runs/note.service.ts'
import type { Run } from '../../../assets/experiments/runs/run.ts'
import type { ModelVersion } from '../../../assets/models/model.ts'
import { modelNamed } from '../../../assets/models/models.service.ts'
import { lastAttempt } from '../../../backbone/engines/attempts/attempts.service.ts'
import { listEvents } from '../../../events/events.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { Check } from '../../../people/requests/requests.schema.ts'
import type { Seat } from '../../../people/seats.ts'
import { lastEvaluation } from '../../evaluations/evaluations.service.ts'

/** A model version with the run that made it, or a run alone. */
export type Work = { version: ModelVersion | undefined; run: Run | undefined }

/** What whoever takes over needs to find; each is computed, and what is missing names the seat that can supply it. */
export async function checksOf(ctx: ProjectContext, { version, run }: Work): Promise<Check[]> {
  return [
    await rerunCheck(ctx, run),
    imageCheck(run),
    await dataCheck(ctx, { version, run }),
    version ? await evaluationCheck(ctx, version) : await metricsCheck(ctx, run),
    await cardCheck(ctx, { version, run }),
    await costCheck(ctx, run),
  ]
}

const missing = (name: string, seat: Seat = 'data_scientist'): Check => ({ name, state: 'missing', found: '', seat })

async function rerunCheck(ctx: ProjectContext, run: Run | undefined): Promise<Check> {
  if (!run) return missing('re_run')
  const about = {
    projectIds: [ctx.project.id],
    object: { kind: 'run', id: run.id },
    verbs: ['check-pass', 'check-fail'],
  }
  const last = (await listEvents(ctx.db, about, { limit: 50 })).find(event => event.payload['check'] === 're-run-equal')
  if (!last) return missing('re_run')
  return last.verb === 'check-pass'
    ? { name: 're_run', state: 'met', found: 'equal' }
    : { name: 're_run', state: 'warning', found: 'different', seat: 'data_scientist' }
}

function imageCheck(run: Run | undefined): Check {
  if (!run?.imageDigest) return missing('image_locked')
  return { name: 'image_locked', state: 'met', found: 'locked', detail: run.imageDigest.slice(0, 19) }
}

async function dataCheck(ctx: ProjectContext, { version, run }: Work): Promise<Check> {
  const thing: Thing | undefined = version
    ? { kind: 'model', id: version.assetId, version: version.version }
    : run && { kind: 'run', id: run.id }
  const { origins } = thing ? await closureOf(ctx.db, thing) : { origins: [] }
  const used = origins.filter(origin => origin.kind === 'dataset' && origin.version !== '')
  if (used.length === 0) return missing('data_checked')
  const { unprofiled, findings } = await profileFindings(ctx.db, used)
  if (unprofiled > 0) return missing('data_checked', 'data_engineer')
  if (findings.length === 0) return { name: 'data_checked', state: 'met', found: versionsOf(used.length) }
  return {
    name: 'data_checked',
    state: 'warning',
    found: findings.length === 1 ? '1 finding' : `${findings.length} findings`,
    detail: findings.slice(0, 6).join(', '),
    seat: 'data_engineer',
  }
}

const versionsOf = (n: number) => (n === 1 ? '1 version' : `${n} versions`)

async function evaluationCheck(ctx: ProjectContext, { name, version }: ModelVersion): Promise<Check> {
  const result = await lastEvaluation(ctx, { model: name, version })
  if (!result) return missing('evaluated')
  return { name: 'evaluated', state: 'met', found: result.verdict, detail: `n = ${result.n}` }
}

async function metricsCheck(ctx: ProjectContext, run: Run | undefined): Promise<Check> {
  if (!run) return missing('evaluated')
  const about = { projectIds: [ctx.project.id], object: { kind: 'run', id: run.id }, verbs: ['finish'] }
  const [finish] = await listEvents(ctx.db, about, { limit: 1 })
  const metrics = finish?.payload['metrics']
  if (!Array.isArray(metrics) || metrics.length === 0) return missing('evaluated')
  return { name: 'evaluated', state: 'met', found: metrics.length === 1 ? '1 metric' : `${metrics.length} metrics` }
}

/** What a reader finds in words: of the version, of the model, or the note of the run. */
async function cardCheck(ctx: ProjectContext, { version, run }: Work): Promise<Check> {
  const said = version
    ? [version.description, (await modelNamed(ctx, version.name)).description]
    : [run && (await noteOf(ctx.db, run.id))]
  const words = said.join(' ').trim().split(/\s+/).filter(Boolean).length
  if (words === 0) return missing('card')
  return { name: 'card', state: 'met', found: words === 1 ? '1 word' : `${words} words` }
}

async function costCheck(ctx: ProjectContext, run: Run | undefined): Promise<Check> {
  const attempt = run && (await lastAttempt(ctx, { subject: run.id, kind: runAttemptKind }))
  if (!attempt || attempt.cpuSeconds === null) return missing('cost')
  const wall = attempt.wallMs === null ? {} : { detail: `${round(attempt.wallMs / 1_000)} s` }
  return { name: 'cost', state: 'met', found: `${round(attempt.cpuSeconds)} CPU seconds`, ...wall }
}

const round = (value: number) => Math.round(value * 10) / 10
