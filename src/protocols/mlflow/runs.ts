import { z } from 'zod'
import { listArtifacts } from '../../assets/experiments/artifacts/artifacts.service.ts'
import { contentsOf } from '../../assets/experiments/runs/contents/contents.service.ts'
import { logInputs, logOutputs } from '../../assets/experiments/runs/contents/links.service.ts'
import {
  dropTag,
  logBatch,
  logMetric,
  logParam,
  noteLoggedModel,
  setTag,
} from '../../assets/experiments/runs/log.service.ts'
import { changeRun, deleteRun, restoreRun, runOf, startRun } from '../../assets/experiments/runs/runs.service.ts'
import { findWrittenRuns } from '../../assets/experiments/runs/finding/search.service.ts'
import { foldRun } from '../../assets/experiments/metrics/series.ts'
import type { Run } from '../../assets/experiments/runs/run.ts'
import { AppError } from '../../kernel/errors.ts'
import { endpoint, type MlflowContext } from './endpoint.ts'
import { viewType } from './experiments.ts'
import { choice, int, KeyValue, list, needed, neededDouble, neededWhole, text, words } from './fields.ts'
import { ofRuns, pageSize } from './paging.ts'
import { toWireInfo, toWireRun, writtenContents, writtenRun } from './wire.ts'

const RunRef = z.object({ run_id: needed })
const read = { method: 'GET', allow: 'project:read' } as const
const write = { method: 'POST', allow: 'run:write' } as const

const RunStatus = choice({ RUNNING: 1, SCHEDULED: 2, FINISHED: 3, FAILED: 4, KILLED: 5 })

const MetricFields = z.object({
  key: needed,
  value: neededDouble,
  timestamp: neededWhole,
  step: int,
  model_id: text,
  dataset_name: text,
  dataset_digest: text,
})
const toMetric = (metric: z.output<typeof MetricFields>) => ({
  key: metric.key,
  value: metric.value,
  time: metric.timestamp,
  step: metric.step ?? 0,
  modelId: metric.model_id,
  datasetName: metric.dataset_name,
  datasetDigest: metric.dataset_digest,
})

const Dataset = z.object({
  name: needed,
  digest: needed,
  source_type: needed,
  source: needed,
  schema: text,
  profile: text,
})
const DatasetInput = z
  .object({ dataset: Dataset, tags: list(KeyValue) })
  .transform(({ dataset: { source_type, schema, profile, ...rest }, tags }) => ({
    tags,
    dataset: { ...rest, sourceType: source_type, schema: schema ?? null, profile: profile ?? null },
  }))

export const runEndpoints = [
  endpoint(
    {
      ...write,
      path: 'runs/create',
      fields: z.object({ experiment_id: text, user_id: text, start_time: int, tags: list(KeyValue), run_name: text }),
    },
    async ({ experiment_id, user_id, start_time, tags, run_name }, ctx) => {
      const wish = { experimentId: experiment_id ?? '', userName: user_id, startTime: start_time, name: run_name, tags }
      // a new run has no outputs to tell of, not even none: as the original says it
      const { outputs: _, ...run } = await wholeRun(ctx, await startRun(ctx, wish))
      return { run }
    },
  ),
  endpoint(
    { ...write, path: 'runs/update', fields: RunRef.extend({ status: RunStatus, end_time: int, run_name: text }) },
    async ({ run_id, status, end_time, run_name }, ctx) => ({
      run_info: toWireInfo(await changeRun(ctx, run_id, { status, endTime: end_time, name: run_name })),
    }),
  ),
  endpoint({ ...read, path: 'runs/get', fields: RunRef }, async ({ run_id }, ctx) => {
    const run = await runOf(ctx, run_id)
    await foldRun(ctx.db, run_id)
    return { run: await wholeRun(ctx, run) }
  }),
  endpoint({ ...write, path: 'runs/delete', fields: RunRef }, async ({ run_id }, ctx) => {
    await deleteRun(ctx, run_id)
    return {}
  }),
  endpoint({ ...write, path: 'runs/restore', fields: RunRef }, async ({ run_id }, ctx) => {
    await restoreRun(ctx, run_id)
    return {}
  }),
  endpoint(
    { ...write, path: 'runs/log-metric', isQuiet: true, fields: RunRef.extend(MetricFields.shape) },
    async ({ run_id, ...metric }, ctx) => {
      await logMetric(ctx, run_id, toMetric(metric))
      return {}
    },
  ),
  endpoint(
    {
      ...write,
      path: 'runs/log-batch',
      isQuiet: true,
      fields: RunRef.extend({ metrics: list(MetricFields), params: list(KeyValue), tags: list(KeyValue) }),
    },
    async ({ run_id, metrics, params, tags }, ctx) => {
      await logBatch(ctx, run_id, { metrics: metrics.map(toMetric), params, tags })
      return {}
    },
  ),
  endpoint(
    { ...write, path: 'runs/log-parameter', fields: RunRef.extend(KeyValue.shape) },
    async ({ run_id, key, value }, ctx) => {
      await logParam(ctx, run_id, { key, value })
      return {}
    },
  ),
  endpoint(
    { ...write, path: 'runs/set-tag', fields: RunRef.extend(KeyValue.shape) },
    async ({ run_id, key, value }, ctx) => {
      await setTag(ctx, run_id, { key, value })
      return {}
    },
  ),
  endpoint(
    { ...write, path: 'runs/delete-tag', fields: RunRef.extend({ key: needed }) },
    async ({ run_id, key }, ctx) => {
      await dropTag(ctx, run_id, key)
      return {}
    },
  ),
  endpoint(
    {
      ...write,
      path: 'runs/log-inputs',
      fields: RunRef.extend({ datasets: list(DatasetInput), models: list(z.object({ model_id: needed })) }),
    },
    async ({ run_id, datasets, models }, ctx) => {
      await logInputs(ctx, run_id, { datasets, models: models.map(model => model.model_id) })
      return {}
    },
  ),
  endpoint(
    {
      ...write,
      path: 'runs/outputs',
      fields: RunRef.extend({ models: z.array(z.object({ model_id: needed, step: int })) }),
    },
    async ({ run_id, models }, ctx) => {
      await logOutputs(
        ctx,
        run_id,
        models.map(model => ({ modelId: model.model_id, step: model.step ?? 0 })),
      )
      return {}
    },
  ),
  endpoint(
    { ...write, path: 'runs/log-model', fields: RunRef.extend({ model_json: needed }) },
    async ({ run_id, model_json }, ctx) => {
      await noteLoggedModel(ctx, run_id, modelJson(model_json))
      return {}
    },
  ),
  endpoint(
    {
      method: 'POST',
      allow: 'project:read',
      path: 'runs/search',
      fields: z.object({
        experiment_ids: list(words),
        filter: text,
        run_view_type: viewType,
        max_results: int,
        order_by: list(words),
        page_token: text,
      }),
    },
    async (input, ctx) => {
      const query = {
        experimentIds: input.experiment_ids,
        filter: input.filter,
        orderBy: input.order_by,
        lifecycles: input.run_view_type,
        limit: pageSize(input.max_results, { usual: 1_000, most: 50_000, words: ofRuns }),
        token: input.page_token,
      }
      const { runs, next } = await findWrittenRuns(ctx, query, writtenContents)
      if (runs.length === 0) return {}
      const end = next === undefined ? '' : `,"next_page_token":${JSON.stringify(next)}`
      return `{"runs":[${runs.map(({ run, text }) => writtenRun(run, text)).join(',')}]${end}}`
    },
  ),
  endpoint(
    { ...read, path: 'artifacts/list', fields: RunRef.extend({ path: text, page_token: text }) },
    async ({ run_id, path }, ctx) => {
      const run = await runOf(ctx, run_id)
      const entries = await listArtifacts(ctx, { owner: { kind: 'run', id: run_id }, path: path ?? '' })
      return { root_uri: run.artifactUri, files: entries.map(toWireFile) }
    },
  ),
]

export const toWireFile = ({ path, isFolder, size }: { path: string; isFolder: boolean; size: number }) => ({
  path,
  is_dir: isFolder,
  file_size: isFolder ? null : size,
})

async function wholeRun(ctx: MlflowContext, run: Run) {
  const contents = (await contentsOf(ctx.db, [run.id])).get(run.id)
  if (!contents) throw new AppError('internal', `Run ${run.id} has no contents`)
  return toWireRun(run, contents)
}

const ModelJson = z.record(z.string(), z.unknown())
const mandatory = ['artifact_path', 'flavors', 'utc_time_created', 'run_id']
const kept = ['run_id', 'artifact_path', 'utc_time_created', 'model_uuid', 'flavors']

/** What clients before MLflow 3 said about a model that they logged below a run. */
function modelJson(source: string): Record<string, unknown> {
  const value = ModelJson.safeParse(jsonOf(source))
  if (!value.success) throw new AppError('bad_request', `Malformed model info. \n ${source} \n is not a valid JSON.`)
  const missing = mandatory.filter(name => !(name in value.data))
  if (missing.length > 0)
    throw new AppError(
      'bad_request',
      `Model json is missing mandatory fields: {${missing.map(name => `'${name}'`).join(', ')}}`,
    )
  return Object.fromEntries(kept.map(name => [name, value.data[name] ?? null]))
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    return undefined
  }
}
