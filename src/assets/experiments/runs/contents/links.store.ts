import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../../../../database/schema.ts'
import type { KeyValue } from '../../rules.ts'
import type { DatasetInput, LoggedDataset, ModelOutput } from '../run.ts'
import { touchRun } from '../runs.store.ts'

/** The run that links, and when. */
type Linker = { id: string; scope: number; now: number }

const contextTag = 'mlflow.data.context'

/** Keeps a dataset once per experiment, and its use once per run; what was said first stays. */
export async function insertDatasetInput(tx: Db, run: Linker, input: DatasetInput): Promise<void> {
  const { dataset, tags } = input
  await tx
    .insertInto('logged_datasets')
    .values(datasetRow(run.scope, dataset))
    .onConflict(c => c.doNothing())
    .execute()
  const { id } = await tx
    .selectFrom('logged_datasets')
    .select('id')
    .where('scope', '=', run.scope)
    .where('name', '=', dataset.name)
    .where('digest', '=', dataset.digest)
    .executeTakeFirstOrThrow()
  await insertInput(tx, {
    run_id: run.id,
    kind: 'dataset',
    source_id: id,
    tags: JSON.stringify(tags),
    context: tags.find(tag => tag.key === contextTag)?.value ?? null,
    created_at: run.now,
  })
}

export const insertModelInput = (tx: Db, run: Linker, modelId: string) =>
  insertInput(tx, { run_id: run.id, kind: 'model', source_id: modelId, tags: '[]', context: null, created_at: run.now })

export async function insertModelOutput(tx: Db, run: Linker, output: ModelOutput): Promise<void> {
  await tx
    .insertInto('run_outputs')
    .values({ run_id: run.id, model_id: output.modelId, step: output.step, created_at: run.now })
    .onConflict(c => c.columns(['run_id', 'model_id']).doUpdateSet({ step: output.step }))
    .execute()
  await touchRun(tx, run.id)
}

export type Inputs = { datasets: DatasetInput[]; models: string[] }

export async function listInputs(db: Db, runIds: readonly string[]): Promise<Map<string, Inputs>> {
  const rows = await db
    .selectFrom('run_inputs')
    .leftJoin('logged_datasets', join =>
      join.onRef('logged_datasets.id', '=', 'run_inputs.source_id').on('run_inputs.kind', '=', 'dataset'),
    )
    .select(['run_inputs.run_id', 'run_inputs.kind', 'run_inputs.source_id', 'run_inputs.tags'])
    .select(['name', 'digest', 'source_type', 'source', 'schema', 'profile'])
    .where('run_inputs.run_id', 'in', runIds)
    .orderBy('run_inputs.created_at')
    .orderBy('run_inputs.source_id')
    .execute()
  const found = new Map<string, Inputs>(runIds.map(id => [id, { datasets: [], models: [] }]))
  for (const row of rows) {
    const inputs = found.get(row.run_id)
    if (row.kind === 'model') inputs?.models.push(row.source_id)
    else inputs?.datasets.push(toInput(row))
  }
  return found
}

export async function listOutputs(db: Db, runIds: readonly string[]): Promise<Map<string, ModelOutput[]>> {
  const rows = await db
    .selectFrom('run_outputs')
    .selectAll()
    .where('run_id', 'in', runIds)
    .orderBy('created_at')
    .orderBy('model_id')
    .execute()
  const found = new Map<string, ModelOutput[]>(runIds.map(id => [id, []]))
  for (const { run_id, model_id, step } of rows) found.get(run_id)?.push({ modelId: model_id, step })
  return found
}

export type DatasetSummary = { experimentId: string; name: string; digest: string; context: string | null }

/** What a page offers to choose from: active runs' datasets, each once per experiment and context. */
export async function listDatasets(db: Db, scopes: readonly number[], most: number): Promise<DatasetSummary[]> {
  return db
    .selectFrom('logged_datasets')
    .innerJoin('experiments', 'experiments.scope', 'logged_datasets.scope')
    .innerJoin('run_inputs', 'run_inputs.source_id', 'logged_datasets.id')
    .select(['experiments.experiment_id as experimentId', 'logged_datasets.name', 'digest', 'context'])
    .distinct()
    .where('logged_datasets.scope', 'in', scopes)
    .where('run_inputs.kind', '=', 'dataset')
    .orderBy('experiments.experiment_id')
    .orderBy('logged_datasets.name')
    .orderBy('digest')
    .orderBy('context')
    .limit(most)
    .execute()
}

async function insertInput(
  tx: Db,
  row: { run_id: string; kind: string; source_id: string; tags: string; context: string | null; created_at: number },
): Promise<void> {
  await tx
    .insertInto('run_inputs')
    .values(row)
    .onConflict(c => c.doNothing())
    .execute()
  await touchRun(tx, row.run_id)
}

const datasetRow = (scope: number, dataset: LoggedDataset) => ({
  id: randomUUID(),
  scope,
  name: dataset.name,
  digest: dataset.digest,
  source_type: dataset.sourceType,
  source: dataset.source,
  schema: dataset.schema,
  profile: dataset.profile,
})

const Tags = z.array(z.object({ key: z.string(), value: z.string() }))

type InputRow = {
  tags: string
  name: string | null
  digest: string | null
  source_type: string | null
  source: string | null
  schema: string | null
  profile: string | null
}

function toInput(row: InputRow): DatasetInput {
  const tags: KeyValue[] = Tags.parse(JSON.parse(row.tags))
  return {
    tags,
    dataset: {
      name: row.name ?? '',
      digest: row.digest ?? '',
      sourceType: row.source_type ?? '',
      source: row.source ?? '',
      schema: row.schema,
      profile: row.profile,
    },
  }
}
