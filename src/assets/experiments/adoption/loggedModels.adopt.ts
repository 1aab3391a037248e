import type { Db } from '../../../database/schema.ts'
import { appendAll, type NewEvent } from '../../../events/events.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { experimentOf } from '../experiments.service.ts'
import {
  findLoggedModel,
  insertLoggedModel,
  isTaken,
  updateLoggedModel,
  upsertModelValues,
} from '../loggedModels/loggedModels.store.ts'
import { insertModelMetrics } from '../loggedModels/metrics.store.ts'
import { storable, type KeyValue } from '../rules.ts'
import { appendToUri } from '../runs/runs.service.ts'
import { historian, type Adopted, type AdoptedLoggedModel } from './adopted.ts'

/** Takes logged models from elsewhere; of one that is here only what it lacks is added. */
export async function adoptLoggedModels(
  tx: Db,
  ctx: ProjectContext,
  wishes: readonly AdoptedLoggedModel[],
): Promise<(Adopted & { id: string })[]> {
  const events: NewEvent[] = []
  const answers: (Adopted & { id: string })[] = []
  for (const wish of wishes) answers.push({ id: wish.id, ...(await adopt(tx, ctx, { wish, events })) })
  await appendAll(tx, historian(ctx), events)
  return answers
}

type One = { wish: AdoptedLoggedModel; events: NewEvent[] }

async function adopt(tx: Db, ctx: ProjectContext, { wish, events }: One): Promise<Adopted> {
  const found = await findLoggedModel(tx, ctx.project.id, wish.id)
  if (!found && (await isTaken(tx, wish.id)))
    return { outcome: 'refused', findings: [{ kind: 'logged-model', subject: wish.id, code: 'taken', detail: '' }] }
  if (!found) await make(tx, ctx, { wish, events })
  const params = missing(wish.params, found?.params)
  const tags = missing(wish.tags, found?.tags)
  await upsertModelValues(tx, wish.id, { table: 'logged_model_params', values: params })
  await upsertModelValues(tx, wish.id, { table: 'logged_model_tags', values: tags })
  const metrics = wish.metrics.filter(
    ({ key, runId, step, time }) =>
      !found?.metrics.some(one => one.key === key && one.runId === runId && one.step === step && one.time === time),
  )
  for (const [runId, own] of Map.groupBy(metrics, metric => metric.runId))
    await insertModelMetrics(
      tx,
      { id: runId },
      own.map(metric => ({ ...metric, modelId: wish.id })),
    )
  const added = params.length + tags.length + metrics.length
  return { outcome: found ? (added > 0 ? 'added' : 'same') : 'made', findings: [] }
}

async function make(tx: Db, ctx: ProjectContext, { wish, events }: One): Promise<void> {
  const experiment = await experimentOf({ ...ctx, db: tx }, wish.experimentId)
  const { id, createdAt, updatedAt, status, lifecycle, sourceRunId } = wish
  await insertLoggedModel(tx, {
    id,
    scope: experiment.scope,
    name: storable(wish.name),
    modelType: wish.modelType,
    sourceRunId,
    artifactUri: wish.artifactUri ?? appendToUri(experiment.artifactLocation, `models/${id}/artifacts`),
    createdBy: ctx.actor.id,
    createdAt,
  })
  await updateLoggedModel(tx, id, { status, lifecycle, now: updatedAt })
  const object = { kind: 'logged-model', id } as const
  const payload = { experiment: experiment.id, ...(sourceRunId ? { run: sourceRunId } : {}) }
  events.push({ verb: 'create', object, payload, occurredAt: createdAt })
  if (lifecycle === 'deleted') events.push({ verb: 'remove', object, occurredAt: updatedAt })
}

const missing = (wished: readonly KeyValue[], held: readonly KeyValue[] = []): KeyValue[] =>
  wished
    .filter(({ key }) => !held.some(one => one.key === key))
    .map(({ key, value }) => ({ key: storable(key), value: storable(value) }))
