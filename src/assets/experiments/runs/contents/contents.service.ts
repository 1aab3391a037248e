import type { Db } from '../../../../database/schema.ts'
import { latestMetrics } from '../../metrics/series.ts'
import { listInputs, listOutputs } from './links.store.ts'
import type { RunContents } from '../run.ts'
import { listValues } from './values.store.ts'

const mostAtOnce = 1_000

/** What runs hold: latest metrics, params, tags, inputs and outputs; a fixed number of queries for each thousand runs. */
export async function contentsOf(db: Db, runIds: readonly string[]): Promise<Map<string, RunContents>> {
  const found = new Map<string, RunContents>()
  for (let at = 0; at < runIds.length; at += mostAtOnce) await addContents(db, runIds.slice(at, at + mostAtOnce), found)
  return found
}

async function addContents(db: Db, ids: string[], found: Map<string, RunContents>): Promise<void> {
  const metrics = await latestMetrics(db, ids)
  const params = await listValues(db, 'run_params', ids)
  const tags = await listValues(db, 'run_tags', ids)
  const inputs = await listInputs(db, ids)
  const outputs = await listOutputs(db, ids)
  for (const id of ids)
    found.set(id, {
      metrics: metrics.get(id) ?? [],
      params: params.get(id) ?? [],
      tags: tags.get(id) ?? [],
      datasets: inputs.get(id)?.datasets ?? [],
      modelInputs: inputs.get(id)?.models ?? [],
      modelOutputs: outputs.get(id) ?? [],
    })
}
