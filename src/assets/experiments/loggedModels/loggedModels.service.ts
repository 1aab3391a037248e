import { randomBytes } from 'node:crypto'
import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { demandOwnRun } from '../context.ts'
import { activeExperiment, scopesOf } from '../experiments.service.ts'
import { badValue, checkLength, limits, storable, type KeyValue } from '../rules.ts'
import { appendToUri, runOf } from '../runs/runs.service.ts'
import { randomName } from '../runs/words.ts'
import { decodePlace, encodePlace, questionOf } from '../search/keyset.ts'
import { parseLoggedModelFilter, parseLoggedModelOrder, type LoggedModelOrder } from '../search/loggedModelFilter.ts'
import type { LoggedModel, LoggedModelStatus } from './loggedModel.ts'
import {
  deleteModelTag,
  findLoggedModel,
  insertLoggedModel,
  searchLoggedModels,
  updateLoggedModel,
  upsertModelValues,
  type DatasetFilter,
} from './loggedModels.store.ts'
import { unknownModel } from './modelMetrics.ts'

export type { LoggedModel } from './loggedModel.ts'

export type LoggedModelWish = {
  experimentId: string
  name?: string | undefined
  modelType?: string | undefined
  sourceRunId?: string | undefined
  params: readonly KeyValue[]
  tags: readonly KeyValue[]
}

export async function createLoggedModel(ctx: ProjectContext, wish: LoggedModelWish): Promise<LoggedModel> {
  if (wish.name) checkName(wish.name)
  const experiment = await activeExperiment(ctx, wish.experimentId)
  await demandSource(ctx, wish.sourceRunId)
  const id = `m-${randomBytes(16).toString('hex')}`
  return ctx.db.transaction().execute(async tx => {
    await insertLoggedModel(tx, {
      id,
      scope: experiment.scope,
      name: wish.name || randomName(),
      modelType: wish.modelType ?? null,
      sourceRunId: wish.sourceRunId || null,
      artifactUri: appendToUri(experiment.artifactLocation, `models/${id}/artifacts`),
      createdBy: ctx.actor.id,
      createdAt: ctx.clock.now(),
    })
    await upsertModelValues(tx, id, { table: 'logged_model_params', values: wish.params.map(kept) })
    await upsertModelValues(tx, id, { table: 'logged_model_tags', values: wish.tags.map(kept) })
    await append(tx, ctx, {
      verb: 'create',
      object: { kind: 'logged-model', id },
      payload: { experiment: experiment.id, ...(wish.sourceRunId ? { run: wish.sourceRunId } : {}) },
    })
    return modelIn(tx, ctx, id)
  })
}

/** A logged model of this project; a deleted one only when asked for. */
export async function loggedModelOf(
  ctx: Pick<ProjectContext, 'db' | 'project'>,
  id: string,
  deleted: 'with deleted' | 'without deleted' = 'without deleted',
): Promise<LoggedModel> {
  const model = await modelIn(ctx.db, ctx, id)
  if (model.lifecycle === 'deleted' && deleted === 'without deleted') throw unknownModel(id)
  return model
}

/** A logged model that the caller may write into. */
export async function writableModel(
  ctx: Pick<ProjectContext, 'db' | 'project' | 'actor'>,
  id: string,
): Promise<LoggedModel> {
  const model = await modelIn(ctx.db, ctx, id)
  await demandSource(ctx, model.sourceRunId ?? undefined)
  return model
}

export async function finalizeLoggedModel(
  ctx: ProjectContext,
  id: string,
  status: LoggedModelStatus,
): Promise<LoggedModel> {
  await writableModel(ctx, id)
  await updateLoggedModel(ctx.db, id, { status, now: ctx.clock.now() })
  return modelIn(ctx.db, ctx, id)
}

export async function deleteLoggedModel(ctx: ProjectContext, id: string): Promise<void> {
  await writableModel(ctx, id)
  await ctx.db.transaction().execute(async tx => {
    await updateLoggedModel(tx, id, { lifecycle: 'deleted', now: ctx.clock.now() })
    await append(tx, ctx, { verb: 'remove', object: { kind: 'logged-model', id } })
  })
}

export async function setModelTags(ctx: ProjectContext, id: string, tags: readonly KeyValue[]): Promise<LoggedModel> {
  await writableModel(ctx, id)
  await upsertModelValues(ctx.db, id, { table: 'logged_model_tags', values: tags.map(kept) })
  return modelIn(ctx.db, ctx, id)
}

/** For what the platform itself notes on a model, whoever may write into it. */
export const noteOnModel = (tx: Db, id: string, tag: KeyValue) =>
  upsertModelValues(tx, id, { table: 'logged_model_tags', values: [tag] })

export async function dropModelTag(ctx: ProjectContext, id: string, key: string): Promise<void> {
  await writableModel(ctx, id)
  if (!(await deleteModelTag(ctx.db, id, key)))
    throw new AppError('not_found', `No tag with key '${key}' found for model with ID '${id}'.`)
}

export async function addModelParams(ctx: ProjectContext, id: string, params: readonly KeyValue[]): Promise<void> {
  await writableModel(ctx, id)
  await upsertModelValues(ctx.db, id, { table: 'logged_model_params', values: params.map(kept) })
}

export type LoggedModelQuery = {
  experimentIds: readonly string[]
  filter?: string | undefined
  datasets: readonly DatasetFilter[]
  orderBy: readonly LoggedModelOrder[]
  limit: number
  token?: string | undefined
}

export async function findLoggedModels(
  ctx: ProjectContext,
  query: LoggedModelQuery,
): Promise<{ models: LoggedModel[]; next: string | undefined }> {
  const { experimentIds, filter, datasets, orderBy, limit } = query
  if (datasets.some(dataset => dataset.name === ''))
    throw badValue('`dataset_name` in the `datasets` clause must be specified.')
  const by = questionOf([experimentIds, filter ?? '', datasets, orderBy])
  const order = orderBy.map(one => ({
    ...parseLoggedModelOrder(one),
    dataset: one.dataset_name ? { name: one.dataset_name, digest: one.dataset_digest } : undefined,
  }))
  const { models, last } = await searchLoggedModels(ctx.db, {
    scopes: await scopesOf(ctx, experimentIds),
    conditions: parseLoggedModelFilter(filter),
    datasets,
    order,
    after: decodePlace(query.token, by)?.values,
    limit,
  })
  return { models, next: last && encodePlace({ part: 0, values: last, by }) }
}

async function modelIn(db: Db, ctx: Pick<ProjectContext, 'project'>, id: string): Promise<LoggedModel> {
  const model = await findLoggedModel(db, ctx.project.id, id)
  if (!model) throw unknownModel(id)
  return model
}

/** A step's token makes and changes models of its own run only; a model without a run is nobody's in particular. */
async function demandSource(
  ctx: Pick<ProjectContext, 'db' | 'project' | 'actor'>,
  runId: string | undefined,
): Promise<void> {
  if (runId && ctx.actor.token?.runId) demandOwnRun(ctx, await runOf(ctx, runId))
}

function kept({ key, value }: KeyValue): KeyValue {
  checkLength('key', key, limits.key)
  return { key: storable(key), value: storable(value) }
}

function checkName(name: string): void {
  if (/[/:.%"']/.test(name))
    throw badValue(
      `Invalid model name ('${name}') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
    )
}
