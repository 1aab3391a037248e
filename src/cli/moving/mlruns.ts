import { createHash } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'yaml'
import { AppError } from '../../sdk/trireme.ts'
import type {
  Owner,
  Pair,
  Series,
  Source,
  SourceExperiment,
  SourceLoggedModel,
  SourceModel,
  SourceRun,
} from './source.ts'

/** Writes what a source tells as MLflow's file store: a folder that its own client opens. */
export type Mlruns = {
  experiment(experiment: SourceExperiment): Promise<void>
  run(experiment: SourceExperiment, run: SourceRun, points: AsyncIterable<Series[]>): Promise<void>
  loggedModel(experiment: SourceExperiment, model: SourceLoggedModel): Promise<void>
  registered(model: SourceModel): Promise<void>
  /** keys that are a file and a folder at once, which this layout cannot hold */
  lost: string[]
}

const statuses = { RUNNING: 1, SCHEDULED: 2, FINISHED: 3, FAILED: 4, KILLED: 5 } as const
const modelStatuses = { PENDING: 1, READY: 2, UPLOAD_FAILED: 3 } as const

export function openMlruns(root: string, source: Source): Mlruns {
  const lost: string[] = []
  // as seen from the folder around it, so that it can be moved
  const url = (...path: string[]) => [basename(root), ...path].join('/')
  const under = ({ id, lifecycle }: SourceExperiment) => (lifecycle === 'deleted' ? ['.trash', id] : [id])
  const places = new Map<string, string>()

  const write = async (path: string[], text: string) => {
    const file = inside(root, join(root, ...path))
    try {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    } catch (error) {
      if (!isCollision(error)) throw error
      lost.push(path.join('/'))
    }
  }
  const meta = (path: string[], fields: object) => write([...path, 'meta.yaml'], stringify(fields))
  const pairs = async (path: string[], all: readonly Pair[]) => {
    for (const { key, value } of all) await write([...path, ...key.split('/')], value)
  }
  const files = async (path: string[], owner: Owner) => {
    places.set(owner.id, url(...path))
    const found = await source.files(owner)
    if (found.kind !== 'here') return lost.push(`files of ${owner.id}`)
    await mkdir(join(root, ...path), { recursive: true })
    for (const { path: name, size } of found.list) {
      const file = inside(root, join(root, ...path, name))
      // what an earlier export wrote need not be fetched again
      if (existsSync(file) && (await stat(file)).size === size) continue
      await keep(file, await source.open(owner, name))
    }
    return undefined
  }

  return {
    lost,
    async experiment(experiment) {
      const { id, name, lifecycle, createdAt, updatedAt, tags } = experiment
      const path = under(experiment)
      await meta(path, {
        artifact_location: url(...path),
        creation_time: createdAt,
        experiment_id: id,
        last_update_time: updatedAt,
        lifecycle_stage: lifecycle,
        name,
      })
      await pairs([...path, 'tags'], tags)
    },
    async run(experiment, run, points) {
      const path = [...under(experiment), run.id]
      // a run that lacks one of these is none to the client
      for (const name of ['params', 'tags', 'metrics', 'artifacts'])
        await mkdir(inside(root, join(root, ...path, name)), { recursive: true })
      await pairs([...path, 'params'], run.params)
      await pairs([...path, 'tags'], run.tags)
      const lines = new Map<string, string[]>()
      for await (const series of points)
        for (const { key, steps, times, values } of series) {
          const known = lines.get(key) ?? []
          lines.set(key, known)
          values.forEach((value, at) => known.push(`${times[at] ?? 0} ${python(value)} ${steps[at] ?? 0}\n`))
        }
      for (const [key, all] of lines) await write([...path, 'metrics', ...key.split('/')], all.join(''))
      for (const { dataset, tags } of run.datasets) {
        const id = md5(dataset.name, dataset.digest)
        const { name, digest, sourceType, source: place, schema, profile } = dataset
        await meta([...under(experiment), 'datasets', id], {
          digest,
          name,
          profile,
          schema,
          source: place,
          source_type: sourceType,
        })
        await meta([...path, 'inputs', md5(id, run.id)], {
          destination_id: run.id,
          destination_type: 'RUN',
          source_id: id,
          source_type: 'DATASET',
          tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
        })
      }
      for (const id of run.modelInputs)
        await meta([...path, 'inputs', id], {
          destination_id: id,
          destination_type: 'MODEL_INPUT',
          source_id: run.id,
          source_type: 'RUN_INPUT',
          tags: {},
        })
      for (const { modelId, step } of run.modelOutputs)
        await meta([...path, 'outputs', modelId], {
          destination_id: modelId,
          destination_type: 'MODEL_OUTPUT',
          source_id: run.id,
          source_type: 'RUN_OUTPUT',
          step,
          tags: {},
        })
      await files([...path, 'artifacts'], run)
      // last, so that an export that was ended leaves no half run behind
      await meta(path, {
        artifact_uri: url(...path, 'artifacts'),
        end_time: run.endTime,
        entry_point_name: '',
        experiment_id: experiment.id,
        lifecycle_stage: run.lifecycle,
        run_id: run.id,
        run_name: run.name,
        source_name: '',
        source_type: 4,
        source_version: '',
        start_time: run.startTime,
        status: statuses[run.status],
        tags: [],
        user_id: run.userName,
      })
    },
    async loggedModel(experiment, model) {
      const path = [...under(experiment), 'models', model.id]
      await pairs([...path, 'params'], model.params)
      await pairs([...path, 'tags'], model.tags)
      for (const [key, metrics] of Map.groupBy(model.metrics, one => one.key)) {
        const lines = metrics.map(({ time, value, step, runId, datasetName, datasetDigest }) =>
          [
            time,
            python(value),
            step,
            runId,
            ...(datasetName && datasetDigest ? [datasetName, datasetDigest] : []),
          ].join(' '),
        )
        await write([...path, 'metrics', ...key.split('/')], `${lines.join('\n')}\n`)
      }
      await files([...path, 'artifacts'], model)
      await meta(path, {
        artifact_location: url(...path, 'artifacts'),
        creation_timestamp: model.createdAt,
        experiment_id: experiment.id,
        last_updated_timestamp: model.updatedAt,
        lifecycle_stage: model.lifecycle,
        model_id: model.id,
        model_type: model.modelType,
        name: model.name,
        source_run_id: model.sourceRunId,
        status: modelStatuses[model.status],
        status_message: null,
      })
    },
    async registered(model) {
      const path = ['models', model.name]
      await pairs([...path, 'tags'], model.tags)
      await pairs(
        [...path, 'aliases'],
        model.aliases.map(({ alias, version }) => ({ key: alias, value: String(version) })),
      )
      for (const one of model.versions) {
        await pairs([...path, `version-${one.version}`, 'tags'], one.tags)
        const place = placeOf(places, one.storageLocation)
        await meta([...path, `version-${one.version}`], {
          creation_timestamp: one.createdAt,
          current_stage: one.stage,
          description: one.description ?? '',
          last_updated_timestamp: one.updatedAt,
          model_id: one.modelId,
          name: model.name,
          run_id: one.runId,
          run_link: one.runLink,
          source: one.source.startsWith('mlflow-artifacts:') ? place : one.source,
          status: 'READY',
          status_message: null,
          storage_location: place,
          user_id: one.userName,
          version: one.version,
        })
      }
      await meta(path, {
        aliases: Object.fromEntries(model.aliases.map(({ alias, version }) => [alias, String(version)])),
        creation_timestamp: model.createdAt,
        description: model.description ?? '',
        last_updated_timestamp: model.updatedAt,
        name: model.name,
      })
    },
  }
}

/** Where the files of a version lie in this folder. */
function placeOf(places: ReadonlyMap<string, string>, location: string): string {
  const found =
    /(m-[0-9a-f]{32}|[0-9a-f]{32})\/artifacts(\/.*)?$/.exec(location) ??
    /^(?:models|runs):\/+(m-[0-9a-f]{32}|[0-9a-f]{32})(\/.*)?$/.exec(location)
  const root = places.get(found?.[1] ?? '')
  return root === undefined ? location : `${root}${found?.[2] ?? ''}`
}

/** A double as Python writes and reads it. */
function python(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return String(value)
}

/** Names come from a server: none may lead out of the folder that is written. */
export function inside(root: string, place: string): string {
  const whole = resolve(place)
  if (!whole.startsWith(resolve(root) + sep)) throw new AppError('bad_request', `"${place}" leads out of ${root}`)
  return whole
}

/** A file is there whole or not at all. */
export async function keep(file: string, body: ReadableStream<Uint8Array>): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await pipeline(Readable.from(body), createWriteStream(`${file}.part`))
  await rename(`${file}.part`, file)
}

const isCollision = (error: unknown) =>
  error instanceof Error && 'code' in error && ['EISDIR', 'ENOTDIR', 'EEXIST'].includes(String(error.code))

const md5 = (...parts: string[]) => createHash('md5').update(parts.join('\0')).digest('hex')
