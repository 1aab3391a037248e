import type { Experiment } from '../../assets/experiments/experiments.service.ts'
import type { LoggedModel } from '../../assets/experiments/loggedModels/loggedModels.service.ts'
import type { Point } from '../../assets/experiments/metrics/points.ts'
import type { Run, RunContents } from '../../assets/experiments/runs/run.ts'
import type { ModelVersion, RegisteredModel } from '../../assets/models/model.ts'

/** Our things in MLflow's JSON. Empty lists and what is not set are left out, as its own server does. */
export const wireJson = (value: object): string => JSON.stringify(written(value))

/** Copies only what changes: a page of runs is thousands of metrics, and few of them are NaN. */
function written(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return writtenList(value)
  let copy: Record<string, unknown> | undefined
  for (const [name, field] of Object.entries(value)) {
    const kept = isUnset(field) ? undefined : written(field)
    if (kept === field) continue
    copy ??= { ...value }
    copy[name] = kept
  }
  return copy ?? value
}

function writtenList(list: unknown[]): unknown[] {
  let copy: unknown[] | undefined
  list.forEach((item, i) => {
    const kept = written(item)
    if (kept === item) return
    copy ??= [...list]
    copy[i] = kept
  })
  return copy ?? list
}

const isUnset = (field: unknown) => field === null || (Array.isArray(field) && field.length === 0)

export const toWireExperiment = (experiment: Experiment, workspace: string) => ({
  experiment_id: experiment.id,
  name: experiment.name,
  artifact_location: experiment.artifactLocation,
  lifecycle_stage: experiment.lifecycle,
  last_update_time: experiment.updatedAt,
  creation_time: experiment.createdAt,
  tags: experiment.tags,
  workspace,
})

export const toWireInfo = (run: Run) => ({
  run_uuid: run.id,
  experiment_id: run.experimentId,
  run_name: run.name,
  user_id: run.userName,
  status: run.status,
  start_time: run.startTime,
  end_time: run.endTime,
  artifact_uri: run.artifactUri,
  lifecycle_stage: run.lifecycle,
  run_id: run.id,
})

export const toWireRun = (run: Run, contents: RunContents) => ({ info: toWireInfo(run), ...toWireContents(contents) })

/** A run whose contents are written already; see `writtenContents`. */
export const writtenRun = (run: Run, contents: string) => `{"info":${wireJson(toWireInfo(run))},${contents.slice(1)}`

/** What a run holds as it stands in an answer behind the run's info. */
export const writtenContents = (contents: RunContents) => wireJson(toWireContents(contents))

const toWireContents = (contents: RunContents) => ({
  data: { metrics: contents.metrics.map(toWireMetric), params: contents.params, tags: contents.tags },
  inputs: {
    dataset_inputs: contents.datasets.map(({ dataset, tags }) => ({
      tags,
      dataset: {
        name: dataset.name,
        digest: dataset.digest,
        source_type: dataset.sourceType,
        source: dataset.source,
        schema: dataset.schema,
        profile: dataset.profile,
      },
    })),
    model_inputs: contents.modelInputs.map(id => ({ model_id: id })),
  },
  outputs: { model_outputs: contents.modelOutputs.map(({ modelId, step }) => ({ model_id: modelId, step })) },
})

export const toWireMetric = ({ key, value, time, step }: Point & { key: string }) => ({
  key,
  value,
  timestamp: time,
  step,
})

export const toWireLoggedModel = (model: LoggedModel) => ({
  info: {
    model_id: model.id,
    experiment_id: model.experimentId,
    name: model.name,
    creation_timestamp_ms: model.createdAt,
    last_updated_timestamp_ms: model.updatedAt,
    artifact_uri: model.artifactUri,
    status: `LOGGED_MODEL_${model.status}`,
    model_type: model.modelType ?? '',
    source_run_id: model.sourceRunId ?? '',
    tags: model.tags,
  },
  data: {
    params: model.params,
    metrics: model.metrics.map(metric => ({
      ...toWireMetric(metric),
      model_id: metric.modelId,
      dataset_name: metric.datasetName,
      dataset_digest: metric.datasetDigest,
      run_id: metric.runId,
    })),
  },
})

export const toWireVersion = (version: ModelVersion) => ({
  name: version.name,
  version: String(version.version),
  creation_timestamp: version.createdAt,
  last_updated_timestamp: version.updatedAt,
  user_id: version.userName ?? undefined,
  current_stage: version.stage,
  description: version.description ?? '',
  source: version.source,
  run_id: version.runId ?? '',
  status: 'READY',
  tags: someOf(version.tags),
  run_link: version.runLink ?? '',
  aliases: someOf(version.aliases),
  model_id: version.modelId ?? undefined,
})

/** What is unset is left out at once, so that a long list can be written plainly. */
export const someOf = <T>(list: readonly T[]) => (list.length > 0 ? list : undefined)

export const toWireModel = (model: RegisteredModel) => ({
  name: model.name,
  creation_timestamp: model.createdAt,
  last_updated_timestamp: model.updatedAt,
  description: model.description,
  latest_versions: model.latestVersions.map(toWireVersion),
  tags: model.tags,
  aliases: model.aliases.map(({ alias, version }) => ({ alias, version: String(version) })),
})
