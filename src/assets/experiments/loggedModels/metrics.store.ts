import type { Db } from '../../../database/schema.ts'
import type { ModelMetric } from './loggedModel.ts'

/** Logging the same point again keeps what it said last about its dataset. */
export async function insertModelMetrics(db: Db, run: { id: string }, metrics: readonly ModelMetric[]): Promise<void> {
  const rows = metrics.map(metric => ({
    model_id: metric.modelId,
    run_id: run.id,
    key: metric.key,
    step: metric.step,
    time: metric.time,
    value: Number.isNaN(metric.value) ? null : metric.value,
    dataset_name: metric.datasetName,
    dataset_digest: metric.datasetDigest,
  }))
  const unique = new Map(rows.map(row => [JSON.stringify([row.model_id, row.key, row.time, row.step]), row]))
  if (unique.size === 0) return
  await db
    .insertInto('logged_model_metrics')
    .values([...unique.values()])
    .onConflict(c =>
      c.columns(['model_id', 'key', 'time', 'step', 'run_id']).doUpdateSet(eb => ({
        value: eb.ref('excluded.value'),
        dataset_name: eb.ref('excluded.dataset_name'),
        dataset_digest: eb.ref('excluded.dataset_digest'),
      })),
    )
    .execute()
}

/** Metrics of logged models, by model, in the order in which they were logged. */
export async function listModelMetrics(
  db: Db,
  modelIds: readonly string[],
): Promise<Map<string, (ModelMetric & { runId: string })[]>> {
  const rows = await db
    .selectFrom('logged_model_metrics')
    .selectAll()
    .where('model_id', 'in', modelIds)
    .orderBy('model_id')
    .orderBy('key')
    .orderBy('time')
    .orderBy('step')
    .execute()
  const found = new Map<string, (ModelMetric & { runId: string })[]>(modelIds.map(id => [id, []]))
  for (const row of rows)
    found.get(row.model_id)?.push({
      modelId: row.model_id,
      runId: row.run_id,
      key: row.key,
      step: row.step,
      time: row.time,
      value: row.value ?? Number.NaN,
      datasetName: row.dataset_name,
      datasetDigest: row.dataset_digest,
    })
  return found
}
