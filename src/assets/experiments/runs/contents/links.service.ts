import type { ProjectContext } from '../../../../people/context.ts'
import { checkLength, limits, storable } from '../../rules.ts'
import { scopesOf } from '../../experiments.service.ts'
import {
  insertDatasetInput,
  insertModelInput,
  insertModelOutput,
  listDatasets,
  type DatasetSummary,
} from './links.store.ts'
import type { DatasetInput, ModelOutput } from '../run.ts'
import { writableRun } from '../runs.service.ts'

export type RunInputs = { datasets: readonly DatasetInput[]; models: readonly string[] }

/** What a run read: datasets as the client describes them, and logged models. */
export async function logInputs(ctx: ProjectContext, runId: string, { datasets, models }: RunInputs): Promise<void> {
  const kept = datasets.map(keptInput)
  models.forEach(checkModelId)
  const run = await writableRun(ctx, runId)
  const linker = { ...run, now: ctx.clock.now() }
  await ctx.db.transaction().execute(async tx => {
    for (const input of kept) await insertDatasetInput(tx, linker, input)
    for (const model of models) await insertModelInput(tx, linker, model)
  })
}

/** The logged models that a run made. */
export async function logOutputs(ctx: ProjectContext, runId: string, models: readonly ModelOutput[]): Promise<void> {
  for (const model of models) checkModelId(model.modelId)
  const run = await writableRun(ctx, runId)
  const linker = { ...run, now: ctx.clock.now() }
  await ctx.db.transaction().execute(async tx => {
    for (const model of models) await insertModelOutput(tx, linker, model)
  })
}

/** The datasets that runs of these experiments read, once per context, as a page's choice of them needs. */
export async function datasetsOf(ctx: ProjectContext, experimentIds: readonly string[]): Promise<DatasetSummary[]> {
  const scopes = await scopesOf(ctx, experimentIds)
  return scopes.length === 0 ? [] : listDatasets(ctx.db, scopes, mostDatasets)
}

const mostDatasets = 1_000

const checkModelId = (id: string) => checkLength('model_id', id, limits.key)

function keptInput({ dataset, tags }: DatasetInput): DatasetInput {
  checkLength('name', dataset.name, limits.datasetName)
  checkLength('digest', dataset.digest, limits.datasetDigest)
  checkLength('source', dataset.source, limits.datasetSource)
  checkLength('schema', dataset.schema ?? '', limits.datasetSchema)
  checkLength('profile', dataset.profile ?? '', limits.datasetProfile)
  for (const tag of tags) {
    checkLength('key', tag.key, limits.inputTagKey)
    checkLength('value', tag.value, limits.inputTagValue)
  }
  const { schema, profile } = dataset
  return {
    tags: tags.map(({ key, value }) => ({ key: storable(key), value: storable(value) })),
    dataset: {
      name: storable(dataset.name),
      digest: storable(dataset.digest),
      sourceType: storable(dataset.sourceType),
      source: storable(dataset.source),
      schema: schema === null ? null : storable(schema),
      profile: profile === null ? null : storable(profile),
    },
  }
}
