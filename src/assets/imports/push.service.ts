import type { BackboneContext } from '../../backbone/context.ts'
import { AppError } from '../../kernel/errors.ts'
import type { ProjectContext } from '../../people/context.ts'
import { adoptExperiment } from '../experiments/adoption/experiments.adopt.ts'
import { adoptFile, wantedFiles, type OfferedFile } from '../experiments/adoption/files.adopt.ts'
import { adoptLoggedModels } from '../experiments/adoption/loggedModels.adopt.ts'
import { adoptRuns } from '../experiments/adoption/runs.adopt.ts'
import type { AdoptedExperiment, AdoptedLoggedModel, AdoptedRun, Finding } from '../experiments/adoption/adopted.ts'
import { lengthOf, type Points } from '../experiments/metrics/points.ts'
import { adoptSeries } from '../experiments/metrics/series.ts'
import { runOf } from '../experiments/runs/runs.service.ts'
import { adoptModel, type AdoptedModel } from '../models/adopt.service.ts'
import { push, runningImport } from './imports.service.ts'
import { findMarks, upsertMarks, type Mark } from './imports.store.ts'

/** Experiments of the other place, and which of this project they are from now on. */
export async function pushExperiments(ctx: ProjectContext, id: string, experiments: readonly AdoptedExperiment[]) {
  return push(ctx, id, async (tx, { source }) => {
    const key = { projectId: ctx.project.id, sourceKey: source.key, kind: 'experiment' }
    const marks = await findMarks(
      tx,
      key,
      experiments.map(one => one.id),
    )
    const placed: { id: string; as: string }[] = []
    const findings: Finding[] = []
    let made = 0
    for (const wish of experiments) {
      const adopted = await adoptExperiment(tx, ctx, { wish, known: marks.get(wish.id) })
      placed.push({ id: wish.id, as: adopted.as })
      findings.push(...adopted.findings)
      if (adopted.outcome !== 'same') made++
    }
    await upsertMarks(
      tx,
      key,
      placed.map(({ id: there, as }) => ({ id: there, mark: as })),
    )
    return { answer: { placed }, made: { experiments: made }, findings }
  })
}

const whole = 'whole'

export async function knownThings(ctx: ProjectContext, id: string, things: readonly Mark[]) {
  return push(ctx, id, async (tx, { source }) => {
    const marks = await findMarks(
      tx,
      { projectId: ctx.project.id, sourceKey: source.key, kind: whole },
      things.map(one => one.id),
    )
    return { answer: { known: things.flatMap(one => (marks.get(one.id) === one.mark ? [one.id] : [])) }, made: {} }
  })
}

export async function addMarks(ctx: ProjectContext, id: string, things: readonly Mark[]): Promise<void> {
  await push(ctx, id, async (tx, { source }) => {
    await upsertMarks(tx, { projectId: ctx.project.id, sourceKey: source.key, kind: whole }, things)
    return { answer: undefined, made: {} }
  })
}

export async function pushRuns(ctx: ProjectContext, id: string, wishes: readonly AdoptedRun[]) {
  return push(ctx, id, async tx => {
    const runs = await adoptRuns(tx, ctx, { runs: wishes, importId: id })
    return { answer: { runs }, made: { runs: countNew(runs) }, findings: runs.flatMap(one => one.findings) }
  })
}

export async function pushLoggedModels(ctx: ProjectContext, id: string, wishes: readonly AdoptedLoggedModel[]) {
  return push(ctx, id, async tx => {
    const models = await adoptLoggedModels(tx, ctx, wishes)
    return { answer: { models }, made: { models: countNew(models) }, findings: models.flatMap(one => one.findings) }
  })
}

export type PushedSeries = { run: string; key: string; steps: string; times: string; values: string }

export async function pushPoints(ctx: ProjectContext, id: string, pushed: readonly PushedSeries[]) {
  const series = pushed.map(one => ({ run: one.run, key: one.key, points: pointsOf(one) }))
  const seen = series.reduce((all, { points }) => all + lengthOf(points), 0)
  return push(ctx, id, async tx => {
    let made = 0
    for (const [run, own] of Map.groupBy(series, one => one.run)) {
      const { scope } = await runOf({ ...ctx, db: tx }, run)
      made += await adoptSeries(tx, { id: run, scope }, new Map(own.map(one => [one.key, one.points])))
    }
    return { answer: { seen, made }, made: { points: made } }
  })
}

export async function pushModel(ctx: ProjectContext, id: string, wish: AdoptedModel) {
  return push(ctx, id, async (tx, { source }) => {
    const key = { projectId: ctx.project.id, sourceKey: source.key, kind: 'model' }
    const known = (await findMarks(tx, key, [wish.name])).get(wish.name)
    const { assetId, versions, outcome, findings } = await adoptModel(tx, ctx, { wish, known })
    if (assetId !== null) await upsertMarks(tx, key, [{ id: wish.name, mark: assetId }])
    const made = { registered: outcome === 'made' ? 1 : 0, versions: versions.made }
    return { answer: { id: wish.name, outcome, findings }, made, findings }
  })
}

export async function offerFiles(
  ctx: ProjectContext,
  id: string,
  { owner, files }: { owner: string; files: readonly OfferedFile[] },
) {
  return push(ctx, id, async tx => {
    const { wanted, findings } = await wantedFiles({ ...ctx, db: tx }, owner, files)
    return { answer: { wanted, findings }, made: {}, findings }
  })
}

type PushedFile = { owner: string; path: string; body: AsyncIterable<Uint8Array> }

/** The bytes are durable before anything names them, so they come outside of the transaction. */
export async function pushFile(
  ctx: ProjectContext & Pick<BackboneContext, 'blobs'>,
  id: string,
  { owner, path, body }: PushedFile,
) {
  await runningImport(ctx, id)
  const file = await adoptFile(ctx, { owner, path }, body)
  return push(ctx, id, async () => ({ answer: file, made: file.isNew ? { files: 1, bytes: file.size } : {} }))
}

export async function addFindings(ctx: ProjectContext, id: string, findings: readonly Finding[]): Promise<void> {
  await push(ctx, id, async () => ({ answer: undefined, made: {}, findings }))
}

const countNew = (all: readonly { outcome: string }[]) =>
  all.filter(({ outcome }) => outcome === 'made' || outcome === 'added').length

function pointsOf({ key, ...columns }: PushedSeries): Points {
  const points = {
    steps: doublesOf(columns.steps),
    times: doublesOf(columns.times),
    values: doublesOf(columns.values),
  }
  const length = points.values.length
  const isWhole = (value: number) => Number.isInteger(value)
  if (points.steps.length !== length || points.times.length !== length)
    throw new AppError('bad_request', `The columns of metric ${key} are not of one length`)
  if (!points.steps.every(isWhole) || !points.times.every(time => isWhole(time) && time >= 0))
    throw new AppError('bad_request', `Steps and times of metric ${key} must be whole numbers, times not negative`)
  return points
}

function doublesOf(base64: string): Float64Array {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length % 8 !== 0) throw new AppError('bad_request', 'A column of doubles holds eight bytes for each')
  return new Float64Array(Uint8Array.from(bytes).buffer)
}
