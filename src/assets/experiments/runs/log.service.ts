import type { Db } from '../../../database/schema.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ExperimentContext } from '../context.ts'
import { logModelMetrics, type ModelMetric } from '../loggedModels/modelMetrics.ts'
import type { Point } from '../metrics/points.ts'
import { insertBatches } from '../metrics/series.ts'
import {
  badValue,
  checkMetricKey,
  invalidValue,
  jsonList,
  keptParam,
  keptTag,
  limits,
  storable,
  type KeyValue,
} from '../rules.ts'
import type { Run } from './run.ts'
import { applyChange, runLoggedInto, runNameTag, writableRun } from './runs.service.ts'
import { deleteTag, findTag, insertParams, upsertTags } from './contents/values.store.ts'

export type LoggedMetric = Point & {
  key: string
  modelId?: string | undefined
  datasetName?: string | undefined
  datasetDigest?: string | undefined
}

/** What a batch needs, also of the platform's own figures of a step. */
type BatchContext = Omit<ExperimentContext, 'loggedInto'>

export type LogBatch = { metrics: readonly LoggedMetric[]; params: readonly KeyValue[]; tags: readonly KeyValue[] }

export async function logMetric(ctx: ExperimentContext, runId: string, metric: LoggedMetric): Promise<void> {
  checkMetric(metric, '')
  const run = await runLoggedInto(ctx, runId)
  await writeMetrics(ctx, run, [metric])
}

/** All of it or nothing; a retry of the same batch changes nothing. */
export async function logBatch(ctx: BatchContext, runId: string, batch: LogBatch): Promise<void> {
  batch.metrics.forEach((metric, i) => checkMetric(metric, `metrics[${i}].`))
  const params = batch.params.map((param, i) => keptParam(param, `params[${i}].key`))
  const tags = batch.tags.map((tag, i) => keptTag(tag, `tags[${i}]`))
  checkLimits(batch)
  checkUnique(params)
  const run = await writableRun(ctx, runId)
  if (params.length + tags.length === 0) return writeMetrics(ctx, run, batch.metrics)
  await ctx.db.transaction().execute(async tx => {
    await writeParams(tx, run, params)
    if (batch.metrics.length > 0) await insertBatches(tx, [journalled(run, batch.metrics)])
    await logModelMetrics(tx, run, modelMetrics(batch.metrics))
    await writeTags(tx, ctx, { run, tags })
  })
}

export async function logParam(ctx: ExperimentContext, runId: string, param: KeyValue): Promise<void> {
  const kept = keptParam(param)
  const run = await writableRun(ctx, runId)
  await ctx.db.transaction().execute(async tx => {
    const [clash] = await insertParams(tx, run, [kept])
    if (clash)
      throw badValue(
        `Changing param values is not allowed. Param with key='${kept.key}' was already logged with value='${clash.value}' for run ID='${runId}'. Attempted logging new value '${kept.value}'.`,
      )
  })
}

export async function setTag(ctx: ExperimentContext, runId: string, tag: KeyValue): Promise<void> {
  const kept = keptTag(tag)
  const run = await writableRun(ctx, runId)
  await ctx.db.transaction().execute(tx => writeTags(tx, ctx, { run, tags: [kept] }))
}

const historyTag = 'mlflow.log-model.history'

/** Adds to the list of models in a tag of the run; how clients before MLflow 3 tell of their models. */
export async function noteLoggedModel(
  ctx: ExperimentContext,
  runId: string,
  model: Record<string, unknown>,
): Promise<void> {
  const run = await writableRun(ctx, runId)
  await ctx.db.transaction().execute(async tx => {
    const known = jsonList(await findTag(tx, run.id, historyTag))
    await upsertTags(tx, run, [{ key: historyTag, value: storable(JSON.stringify([...known, model])) }])
  })
}

export async function dropTag(ctx: ExperimentContext, runId: string, key: string): Promise<void> {
  const run = await writableRun(ctx, runId)
  await ctx.db.transaction().execute(async tx => {
    if (!(await deleteTag(tx, run.id, key)))
      throw new AppError('not_found', `No tag with name: ${key} in run with id ${runId}`)
  })
}

function checkMetric({ key, time, step, value }: LoggedMetric, path: string): void {
  checkMetricKey(key, `${path}name`)
  if (time < 0)
    throw invalidValue(
      `${path}timestamp`,
      time,
      `metric '${key}' (value=${written(value)}). Timestamp must be a nonnegative long (64-bit integer) `,
    )
  if (!Number.isInteger(step))
    throw invalidValue(
      `${path}step`,
      step,
      `metric '${key}' (value=${written(value)}). Step must be a valid long (64-bit integer).`,
    )
}

/** A double as the original writes it: 1 is 1.0. */
const written = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value))

async function writeMetrics(ctx: BatchContext, run: Run, metrics: readonly LoggedMetric[]): Promise<void> {
  if (metrics.length === 0) return
  await logModelMetrics(ctx.db, run, modelMetrics(metrics))
  await ctx.journal.append(journalled(run, metrics))
}

function journalled(run: Run, metrics: readonly LoggedMetric[]) {
  const points = new Map<string, Point[]>()
  for (const { key, step, time, value } of metrics) {
    const known = points.get(key)
    if (known) known.push({ step, time, value })
    else points.set(key, [{ step, time, value }])
  }
  return { runId: run.id, scope: run.scope, points }
}

function modelMetrics(metrics: readonly LoggedMetric[]): ModelMetric[] {
  return metrics.flatMap(({ modelId, datasetName, datasetDigest, key, step, time, value }) =>
    modelId
      ? [{ modelId, datasetName: datasetName ?? null, datasetDigest: datasetDigest ?? null, key, step, time, value }]
      : [],
  )
}

async function writeParams(tx: Db, run: Run, params: readonly KeyValue[]): Promise<void> {
  if (params.length === 0) return
  const clashes = await insertParams(tx, run, params)
  if (clashes.length === 0) return
  const wished = new Map(params.map(param => [param.key, param.value]))
  const told = clashes.map(
    ({ key, value }) => `{'key': '${key}', 'old_value': '${value}', 'new_value': '${wished.get(key) ?? ''}'}`,
  )
  throw badValue(
    `Changing param values is not allowed. Params were already logged='[${told.join(', ')}]' for run ID='${run.id}'.`,
  )
}

/** The tag with the run's name renames the run. */
async function writeTags(tx: Db, ctx: BatchContext, { run, tags }: { run: Run; tags: KeyValue[] }): Promise<void> {
  const name = tags.findLast(tag => tag.key === runNameTag)?.value
  await upsertTags(
    tx,
    run,
    tags.filter(tag => tag.key !== runNameTag),
  )
  if (name !== undefined) await applyChange(tx, ctx, { run, change: { name } })
}

function checkLimits({ metrics, params, tags }: LogBatch): void {
  checkLimit('metrics', limits.metricsPerBatch, metrics.length)
  checkLimit('params', limits.paramsPerBatch, params.length)
  checkLimit('tags', limits.paramsPerBatch, tags.length)
  checkLimit('metrics, params, and tags', limits.entitiesPerBatch, metrics.length + params.length + tags.length)
}

function checkLimit(what: string, limit: number, found: number): void {
  if (found > limit)
    throw badValue(
      `A batch logging request can contain at most ${limit} ${what}. Got ${found} ${what}. Please split up ${what} across multiple requests and try again.`,
    )
}

function checkUnique(params: readonly KeyValue[]): void {
  const keys = params.map(param => param.key)
  const repeated = keys.filter((key, i) => keys.indexOf(key) < i)
  if (repeated.length > 0)
    throw badValue(
      `Duplicate parameter keys have been submitted: [${repeated.map(key => `'${key}'`).join(', ')}]. Please ensure the request contains only one param value per param key.`,
    )
}
