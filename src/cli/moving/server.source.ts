import { z } from 'zod'
import { AppError } from '../../sdk/trireme.ts'
import { asker, pages, type Ask, type Server } from './server.ask.ts'
import { modelIn, stageOf, statusOf } from './words.ts'
import {
  gatherer,
  isPrompt,
  keyOf,
  promptTag,
  valueOf,
  type Files,
  type Owner,
  type Series,
  type Source,
  type SourceExperiment,
  type SourceFile,
  type SourceLoggedModel,
  type SourceModel,
  type SourceRun,
  type SourceVersion,
} from './source.ts'

/** A running MLflow server, also 2.x, read as its own clients do; its artifacts come through it. */
export function serverSource({ url, headers, label = url }: Server): Source {
  const ask = asker({ url: url.replace(/\/+$/, ''), headers })
  return {
    kind: 'server',
    label,
    key: keyOf('server', label),
    totals: async () => ({}),
    experiments: () => experiments(ask),
    runs: experiment => runs(ask, experiment),
    points: run => points(ask, run),
    loggedModels: experiment => loggedModels(ask, experiment),
    registered: () => registered(ask),
    files: owner => files(ask, owner),
    open: (owner, path) => open(ask, owner, path),
    leftOut: () => leftOut(ask),
    close: async () => {},
  }
}

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform(value => (value === null || value === undefined ? '' : String(value)))
const textOrNull = text.transform(value => (value === '' ? null : value))
const int = z
  .union([z.number(), z.string()])
  .nullish()
  .transform(value => Number(value ?? 0))
const double = z.union([z.number(), z.string()]).transform(value => valueOf(Number(value)))
const Pairs = z.array(z.object({ key: z.string(), value: text })).default([])
const stage = z.string().nullish()
const Token = z.string().nullish()

const Experiment = z
  .object({
    experiment_id: z.string(),
    name: z.string(),
    lifecycle_stage: stage,
    creation_time: int,
    last_update_time: int,
    tags: Pairs,
  })
  .transform((one): SourceExperiment => ({
    id: one.experiment_id,
    name: one.name,
    lifecycle: one.lifecycle_stage === 'deleted' ? 'deleted' : 'active',
    createdAt: one.creation_time,
    updatedAt: one.last_update_time,
    tags: one.tags,
  }))

async function* experiments(ask: Ask): AsyncGenerator<SourceExperiment> {
  const Page = z.object({ experiments: z.array(Experiment).default([]), next_page_token: Token })
  const body = { max_results: 1000, view_type: 'ALL' }
  for await (const page of pages(token => ask.post('experiments/search', { ...body, ...token }), Page))
    yield* page.experiments
}

const Metric = z.object({ key: z.string(), value: double, timestamp: int, step: int })

const Run = z
  .object({
    info: z.object({
      run_id: z.string(),
      run_name: text,
      user_id: text,
      status: text,
      lifecycle_stage: stage,
      start_time: int,
      end_time: z.union([z.number(), z.string()]).nullish(),
      artifact_uri: text,
    }),
    data: z
      .object({ metrics: z.array(Metric).default([]), params: Pairs, tags: Pairs })
      .default({ metrics: [], params: [], tags: [] }),
    inputs: z
      .object({
        dataset_inputs: z
          .array(
            z.object({
              tags: Pairs,
              dataset: z.object({
                name: text,
                digest: text,
                source_type: text,
                source: text,
                schema: textOrNull,
                profile: textOrNull,
              }),
            }),
          )
          .default([]),
        model_inputs: z.array(z.object({ model_id: z.string() })).default([]),
      })
      .default({ dataset_inputs: [], model_inputs: [] }),
    outputs: z
      .object({ model_outputs: z.array(z.object({ model_id: z.string(), step: int })).default([]) })
      .default({ model_outputs: [] }),
  })
  .transform(({ info, data, inputs, outputs }): SourceRun => {
    const latest = data.metrics.map(one => [one.key, String(one.value), one.step, one.timestamp])
    return {
      id: info.run_id,
      name: info.run_name || info.run_id,
      userName: info.user_id,
      status: statusOf(info.status),
      lifecycle: info.lifecycle_stage === 'deleted' ? 'deleted' : 'active',
      startTime: info.start_time,
      endTime: info.end_time === null || info.end_time === undefined ? null : Number(info.end_time),
      artifactUri: info.artifact_uri,
      params: data.params,
      tags: data.tags,
      datasets: inputs.dataset_inputs.map(({ dataset, tags }) => ({
        tags,
        dataset: { ...dataset, sourceType: dataset.source_type },
      })),
      modelInputs: inputs.model_inputs.map(one => one.model_id),
      modelOutputs: outputs.model_outputs.map(one => ({ modelId: one.model_id, step: one.step })),
      metricKeys: data.metrics.map(one => one.key),
      weight: keyOf(JSON.stringify(latest.map(String).toSorted())),
    }
  })

async function* runs(ask: Ask, experiment: string): AsyncGenerator<SourceRun[]> {
  const Page = z.object({ runs: z.array(Run).default([]), next_page_token: Token })
  const body = { experiment_ids: [experiment], run_view_type: 'ALL', max_results: 200 }
  for await (const page of pages(token => ask.post('runs/search', { ...body, ...token }), Page)) yield page.runs
}

async function* points(ask: Ask, run: SourceRun): AsyncGenerator<Series[]> {
  const Page = z.object({ metrics: z.array(Metric).default([]), next_page_token: Token })
  const held = gatherer()
  for (const metric_key of run.metricKeys) {
    const query = { run_id: run.id, metric_key, max_results: '25000' }
    for await (const page of pages(token => ask.get('metrics/get-history', { ...query, ...token }), Page))
      for (const { key, step, timestamp, value } of page.metrics)
        if (held.add(key, { step, time: timestamp, value })) yield held.take()
  }
  yield held.take()
}

const modelStatus = (text: string): SourceLoggedModel['status'] =>
  text.endsWith('READY') ? 'READY' : text.endsWith('FAILED') ? 'UPLOAD_FAILED' : 'PENDING'

const LoggedModel = z
  .object({
    info: z.object({
      model_id: z.string(),
      name: text,
      model_type: textOrNull,
      status: text,
      source_run_id: textOrNull,
      artifact_uri: text,
      creation_timestamp_ms: int,
      last_updated_timestamp_ms: int,
      tags: Pairs,
    }),
    data: z
      .object({
        params: Pairs,
        metrics: z
          .array(Metric.extend({ run_id: text, dataset_name: textOrNull, dataset_digest: textOrNull }))
          .default([]),
      })
      .default({ params: [], metrics: [] }),
  })
  .transform(({ info, data }): SourceLoggedModel => ({
    id: info.model_id,
    name: info.name,
    modelType: info.model_type,
    status: modelStatus(info.status),
    lifecycle: 'active',
    sourceRunId: info.source_run_id,
    artifactUri: info.artifact_uri,
    createdAt: info.creation_timestamp_ms,
    updatedAt: info.last_updated_timestamp_ms,
    params: data.params,
    tags: info.tags,
    metrics: data.metrics.map(one => ({
      key: one.key,
      runId: one.run_id,
      step: one.step,
      time: one.timestamp,
      value: one.value,
      datasetName: one.dataset_name,
      datasetDigest: one.dataset_digest,
    })),
  }))

async function* loggedModels(ask: Ask, experiment: string): AsyncGenerator<SourceLoggedModel[]> {
  const Page = z.object({ models: z.array(LoggedModel).default([]), next_page_token: Token })
  const body = { experiment_ids: [experiment], max_results: 50 }
  try {
    for await (const page of pages(token => ask.post('logged-models/search', { ...body, ...token }), Page))
      yield page.models
  } catch (error) {
    // servers before 3.0 have none
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
  }
}

const Version = z.object({
  version: z.union([z.string(), z.number()]).transform(Number),
  source: text,
  run_id: textOrNull,
  run_link: textOrNull,
  model_id: textOrNull,
  description: textOrNull,
  user_id: textOrNull,
  current_stage: text,
  creation_timestamp: int,
  last_updated_timestamp: int,
  tags: Pairs,
})

const Model = z.object({
  name: z.string(),
  description: textOrNull,
  creation_timestamp: int,
  last_updated_timestamp: int,
  tags: Pairs,
  aliases: z.array(z.object({ alias: z.string(), version: z.union([z.string(), z.number()]) })).default([]),
})

const onlyPrompts = `tags.\`${promptTag}\` = 'true'`

async function* registered(ask: Ask): AsyncGenerator<SourceModel> {
  const Page = z.object({ registered_models: z.array(Model).default([]), next_page_token: Token })
  const seen = new Set<string>()
  for (const filter of ['', onlyPrompts]) {
    const query = { max_results: '100', ...(filter ? { filter } : {}) }
    for await (const page of pages(token => ask.get('registered-models/search', { ...query, ...token }), Page))
      for (const model of page.registered_models) {
        if (seen.has(model.name)) continue
        seen.add(model.name)
        const versions = await versionsOf(ask, model)
        yield {
          name: model.name,
          description: model.description,
          isPrompt: isPrompt(model.tags),
          createdAt: model.creation_timestamp,
          updatedAt: model.last_updated_timestamp,
          lastVersion: Math.max(0, ...versions.map(one => one.version)),
          tags: model.tags,
          aliases: model.aliases.map(({ alias, version }) => ({ alias, version: Number(version) })),
          versions,
        }
      }
  }
}

async function versionsOf(ask: Ask, model: z.output<typeof Model>): Promise<SourceVersion[]> {
  const Page = z.object({ model_versions: z.array(Version).default([]), next_page_token: Token })
  const quote = model.name.includes("'") ? '"' : "'"
  const named = `name = ${quote}${model.name}${quote}`
  const filter = isPrompt(model.tags) ? `${named} AND ${onlyPrompts}` : named
  const versions: SourceVersion[] = []
  const query = { filter, max_results: '1000' }
  for await (const page of pages(token => ask.get('model-versions/search', { ...query, ...token }), Page))
    for (const one of page.model_versions) versions.push(await toVersion(ask, model.name, one))
  return versions.toSorted((a, b) => a.version - b.version)
}

async function toVersion(ask: Ask, name: string, one: z.output<typeof Version>): Promise<SourceVersion> {
  const { source, version } = one
  // a copy names the version that it was made of; where the files are only the server knows
  const isCopy = /^models:\/+[^/]+\/\d+$/.test(source)
  const Location = z.object({ artifact_uri: text })
  const asked = isCopy && (await ask.get('model-versions/get-download-uri', { name, version: String(version) }))
  const storageLocation = asked ? Location.parse(asked).artifact_uri || source : source
  return {
    version,
    source,
    storageLocation,
    runId: one.run_id,
    modelId: one.model_id ?? modelIn(source) ?? modelIn(storageLocation),
    runLink: one.run_link,
    description: one.description,
    userName: one.user_id,
    stage: stageOf(one.current_stage),
    createdAt: one.creation_timestamp,
    updatedAt: one.last_updated_timestamp,
    tags: one.tags,
  }
}

const isModel = ({ id }: Owner) => id.startsWith('m-')

async function files(ask: Ask, owner: Owner): Promise<Files> {
  const list: SourceFile[] = []
  const folders = ['']
  try {
    for (const folder of folders)
      for (const { path, is_dir, file_size } of await filesIn(ask, owner, folder))
        if (is_dir) folders.push(path)
        else list.push({ path, size: file_size })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { kind: 'unreadable', reason: error.message.slice(0, 500) }
  }
  return { kind: 'here', list }
}

async function filesIn(ask: Ask, owner: Owner, path: string) {
  const File = z.object({ path: z.string(), is_dir: z.boolean().default(false), file_size: int })
  const Page = z.object({ files: z.array(File).default([]), next_page_token: Token })
  const found: z.output<typeof File>[] = []
  const read = (token: { page_token?: string }) =>
    isModel(owner)
      ? ask.get(`logged-models/${owner.id}/artifacts/directories`, {
          ...(path ? { artifact_directory_path: path } : {}),
          ...token,
        })
      : ask.get('artifacts/list', { run_id: owner.id, ...(path ? { path } : {}), ...token })
  for await (const page of pages(read, Page)) found.push(...page.files)
  return found
}

async function open(ask: Ask, owner: Owner, path: string): Promise<ReadableStream<Uint8Array>> {
  return isModel(owner)
    ? ask.bytes(`/ajax-api/2.0/mlflow/logged-models/${owner.id}/artifacts/files`, { artifact_file_path: path })
    : ask.bytes('/get-artifact', { run_id: owner.id, run_uuid: owner.id, path })
}

/** Traces are only asked whether there are any; the other things have no list that every server answers. */
async function leftOut(ask: Ask) {
  for await (const { id } of experiments(ask)) {
    // a server that does not know the question has no traces that anybody could miss
    const found = await ask.get('traces', { experiment_ids: id, max_results: '1' }).catch(() => ({}))
    if (z.object({ traces: z.array(z.unknown()).min(1) }).safeParse(found).success)
      return [{ kind: 'trace' as const, subject: 'traces', code: 'unsupported' as const, detail: '' }]
  }
  return []
}
