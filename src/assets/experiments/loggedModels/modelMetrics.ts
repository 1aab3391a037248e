import type { Db } from '../../../database/schema.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ModelMetric } from './loggedModel.ts'
import { listKnownModels } from './loggedModels.store.ts'
import { insertModelMetrics } from './metrics.store.ts'

export type { ModelMetric } from './loggedModel.ts'

/** Keeps metrics for the models they speak of, which must be the project's own. */
export async function logModelMetrics(
  db: Db,
  run: { id: string; projectId: string },
  metrics: readonly ModelMetric[],
): Promise<void> {
  if (metrics.length === 0) return
  const ids = [...new Set(metrics.map(metric => metric.modelId))]
  const known = await listKnownModels(db, run.projectId, ids)
  const missing = ids.find(id => !known.includes(id))
  if (missing !== undefined) throw unknownModel(missing)
  await insertModelMetrics(db, run, metrics)
}

export const unknownModel = (id: string) => new AppError('not_found', `Logged model with ID '${id}' not found.`)
