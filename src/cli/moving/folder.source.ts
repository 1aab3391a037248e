import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parse } from 'yaml'
import { AppError } from '../../sdk/trireme.ts'
import { modelIn, stageOf } from './words.ts'
import { number, text, textOrNull } from './fields.ts'
import { filesBelow, openBelow, rootsOf, type Roots } from './roots.ts'
import {
  gatherer,
  isPrompt,
  keyOf,
  type Lifecycle,
  type Pair,
  type Series,
  type Source,
  type SourceExperiment,
  type SourceLoggedModel,
  type SourceModel,
  type SourceRun,
  type SourceVersion,
} from './source.ts'

type Meta = Record<string, unknown>
type Placed = { folder: string; meta: Meta }

/** MLflow's file store, a folder `mlruns`: deleted experiments lie in `.trash`, the registry in `models`. */
export async function folderSource({ folder, more }: { folder: string; more: readonly string[] }): Promise<Source> {
  const root = resolve(folder)
  if (!existsSync(root)) throw new AppError('not_found', `There is no folder ${root}`)
  const roots: Roots = await rootsOf([root, ...more])
  const found = await experimentFolders(root)
  if (found.length === 0 && !existsSync(join(root, 'models')))
    throw new AppError('bad_request', `${root} is no folder of MLflow: it holds no experiments and no models`)
  const placeOf = new Map(found.map(one => [text(one.meta['experiment_id']), one.folder]))
  const under = (experiment: string) => placeOf.get(experiment) ?? join(root, experiment)
  return {
    kind: 'folder',
    label: root,
    key: keyOf('folder', root),
    async totals() {
      let runs = 0
      for (const one of found) runs += (await runFolders(one.folder)).length
      return { experiments: found.length, runs }
    },
    async *experiments() {
      for (const one of found) yield await toExperiment(one)
    },
    runs: experiment => runs(under(experiment)),
    points: run => points(run, placeOf),
    loggedModels: experiment => loggedModels(under(experiment)),
    registered: () => registered(join(root, 'models')),
    files: owner => filesBelow(roots, owner.artifactUri),
    open: (owner, path) => openBelow(roots, owner.artifactUri, path),
    leftOut: async () => leftOut(found),
    close: async () => {},
  }
}

async function experimentFolders(root: string): Promise<Placed[]> {
  const found: Placed[] = []
  for (const folder of [root, join(root, '.trash')])
    for (const name of await folders(folder)) {
      const meta = /^\d+$/.test(name) ? await metaOf(join(folder, name)) : undefined
      if (meta) found.push({ folder: join(folder, name), meta: { experiment_id: name, ...meta } })
    }
  return found
}

async function toExperiment({ folder, meta }: Placed): Promise<SourceExperiment> {
  return {
    id: text(meta['experiment_id']),
    name: text(meta['name']),
    lifecycle: lifecycle(meta),
    createdAt: number(meta['creation_time']),
    updatedAt: number(meta['last_update_time']),
    tags: await pairs(join(folder, 'tags')),
  }
}

const runFolders = async (experiment: string) =>
  (await folders(experiment)).filter(name => /^[0-9a-f]{32}$/.test(name)).toSorted()

async function* runs(experiment: string): AsyncGenerator<SourceRun[]> {
  let page: SourceRun[] = []
  for (const name of await runFolders(experiment)) {
    const folder = join(experiment, name)
    const meta = await metaOf(folder)
    if (meta) page.push(await toRun({ folder, meta }, experiment))
    if (page.length < 200) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

const statuses = { 1: 'RUNNING', 2: 'SCHEDULED', 3: 'FINISHED', 4: 'FAILED', 5: 'KILLED' } as const
const statusOf = (value: unknown): SourceRun['status'] =>
  Object.entries(statuses).find(([code, name]) => code === text(value) || name === value)?.[1] ?? 'RUNNING'

async function toRun({ folder, meta }: Placed, experiment: string): Promise<SourceRun> {
  // an id of digits alone may have lost its quotes, the folder's name has not
  const id = basename(folder)
  const tags = await pairs(join(folder, 'tags'))
  const metrics = await filesUnder(join(folder, 'metrics'))
  const inputs = await inputsOf(folder, experiment)
  const sizes: string[] = []
  for (const key of metrics) sizes.push(`${key} ${(await stat(join(folder, 'metrics', key))).size}`)
  return {
    id,
    name: text(meta['run_name']) || tags.find(({ key }) => key === 'mlflow.runName')?.value || id,
    userName: text(meta['user_id']),
    status: statusOf(meta['status']),
    lifecycle: lifecycle(meta),
    startTime: number(meta['start_time']),
    endTime: meta['end_time'] === null || meta['end_time'] === undefined ? null : number(meta['end_time']),
    artifactUri: text(meta['artifact_uri']) || join(folder, 'artifacts'),
    params: await pairs(join(folder, 'params')),
    tags,
    ...inputs,
    modelOutputs: await outputsOf(folder),
    metricKeys: metrics,
    weight: keyOf(...sizes),
  }
}

async function inputsOf(run: string, experiment: string) {
  const datasets: SourceRun['datasets'] = []
  const modelInputs: string[] = []
  for (const { meta } of await metasIn(join(run, 'inputs'))) {
    const id = text(meta['source_id'])
    if (meta['source_type'] === 'MODEL_INPUT') modelInputs.push(text(meta['destination_id']) || id)
    if (meta['source_type'] !== 'DATASET') continue
    const dataset = await metaOf(join(experiment, 'datasets', id))
    if (!dataset) continue
    const { name, digest, source_type, source, schema, profile } = dataset
    const tags = Object.entries(isRecord(meta['tags']) ? meta['tags'] : {})
    datasets.push({
      dataset: {
        name: text(name),
        digest: text(digest),
        sourceType: text(source_type),
        source: text(source),
        schema: textOrNull(schema),
        profile: textOrNull(profile),
      },
      tags: tags.map(([key, value]) => ({ key, value: text(value) })),
    })
  }
  return { datasets, modelInputs }
}

async function outputsOf(run: string): Promise<SourceRun['modelOutputs']> {
  return (await metasIn(join(run, 'outputs'))).map(({ meta }) => ({
    modelId: text(meta['destination_id']),
    step: number(meta['step']),
  }))
}

async function* points(run: SourceRun, places: ReadonlyMap<string, string>): AsyncGenerator<Series[]> {
  const folder = [...places.values()].map(place => join(place, run.id)).find(place => existsSync(place))
  if (folder === undefined) return
  const held = gatherer()
  for (const key of run.metricKeys)
    for (const { time, value, step } of await linesOf(join(folder, 'metrics', key)))
      if (held.add(key, { step, time, value })) yield held.take()
  yield held.take()
}

type Line = { time: number; value: number; step: number; rest: string[] }

/** `time value step`, step left out in stores of before 2019; more words say to which run or dataset a value belongs. */
async function linesOf(file: string): Promise<Line[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return lines.flatMap(line => {
    const [time, value, step = '0', ...rest] = line.trim().split(' ')
    return time === undefined || value === undefined
      ? []
      : [{ time: Number(time), value: doubleOf(value), step: Number(step), rest }]
  })
}

/** A double as Python writes it. */
function doubleOf(text: string): number {
  const plain = text.toLowerCase()
  if (plain === 'nan') return Number.NaN
  return /^[+-]?inf(inity)?$/.test(plain) ? (plain.startsWith('-') ? -Infinity : Infinity) : Number(text)
}

async function* loggedModels(experiment: string): AsyncGenerator<SourceLoggedModel[]> {
  let page: SourceLoggedModel[] = []
  for (const one of await metasIn(join(experiment, 'models'))) {
    page.push(await toLoggedModel(one))
    if (page.length < 100) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

const modelStatuses = { 1: 'PENDING', 2: 'READY', 3: 'UPLOAD_FAILED' } as const

async function toLoggedModel({ folder, meta }: Placed): Promise<SourceLoggedModel> {
  const metrics: SourceLoggedModel['metrics'] = []
  for (const key of await filesUnder(join(folder, 'metrics')))
    for (const { time, value, step, rest } of await linesOf(join(folder, 'metrics', key)))
      metrics.push({
        key,
        step,
        time,
        value,
        runId: rest[0] ?? '',
        datasetName: rest[1] ?? null,
        datasetDigest: rest[2] ?? null,
      })
  const status = Object.entries(modelStatuses).find(([code]) => code === text(meta['status']))
  return {
    id: text(meta['model_id']),
    name: text(meta['name']),
    modelType: textOrNull(meta['model_type']),
    status: status?.[1] ?? 'READY',
    lifecycle: lifecycle(meta),
    sourceRunId: textOrNull(meta['source_run_id']),
    artifactUri: text(meta['artifact_location']),
    createdAt: number(meta['creation_timestamp']),
    updatedAt: number(meta['last_updated_timestamp']),
    params: await pairs(join(folder, 'params')),
    tags: await pairs(join(folder, 'tags')),
    metrics,
  }
}

async function* registered(models: string): AsyncGenerator<SourceModel> {
  for (const { folder, meta } of await metasIn(models)) {
    const tags = await pairs(join(folder, 'tags'))
    const versions: SourceVersion[] = []
    let lastVersion = 0
    for (const one of await metasIn(folder)) {
      lastVersion = Math.max(lastVersion, number(one.meta['version']))
      if (text(one.meta['current_stage']) !== 'Deleted_Internal') versions.push(await toVersion(one))
    }
    const aliases = await pairs(join(folder, 'aliases'))
    yield {
      name: text(meta['name']),
      description: textOrNull(meta['description']),
      isPrompt: isPrompt(tags),
      createdAt: number(meta['creation_timestamp']),
      updatedAt: number(meta['last_updated_timestamp']),
      lastVersion,
      tags,
      aliases: aliases.map(({ key, value }) => ({ alias: key, version: Number(value) })),
      versions: versions.toSorted((a, b) => a.version - b.version),
    }
  }
}

async function toVersion({ folder, meta }: Placed): Promise<SourceVersion> {
  const source = text(meta['source'])
  const storageLocation = text(meta['storage_location']) || source
  return {
    version: number(meta['version']),
    source,
    storageLocation,
    runId: textOrNull(meta['run_id']),
    modelId: textOrNull(meta['model_id']) ?? modelIn(source) ?? modelIn(storageLocation),
    runLink: textOrNull(meta['run_link']),
    description: textOrNull(meta['description']),
    userName: textOrNull(meta['user_id']),
    stage: stageOf(text(meta['current_stage'])),
    createdAt: number(meta['creation_timestamp']),
    updatedAt: number(meta['last_updated_timestamp']),
    tags: await pairs(join(folder, 'tags')),
  }
}

async function leftOut(experiments: readonly Placed[]) {
  let traces = 0
  for (const { folder } of experiments) traces += (await folders(join(folder, 'traces'))).length
  if (traces === 0) return []
  return [{ kind: 'trace' as const, subject: 'traces', code: 'unsupported' as const, detail: String(traces) }]
}

/** Folders right below that hold a `meta.yaml`. */
async function metasIn(folder: string): Promise<Placed[]> {
  const found: Placed[] = []
  for (const name of (await folders(folder)).toSorted()) {
    const meta = await metaOf(join(folder, name))
    if (meta) found.push({ folder: join(folder, name), meta })
  }
  return found
}

async function metaOf(folder: string): Promise<Meta | undefined> {
  const file = join(folder, 'meta.yaml')
  if (!existsSync(file)) return undefined
  const found: unknown = parse(await readFile(file, 'utf8'), { maxAliasCount: 0 })
  return isRecord(found) ? found : undefined
}

/** Files of which the name is a key and the contents a value; a key with slashes is a path. */
async function pairs(folder: string): Promise<Pair[]> {
  const found: Pair[] = []
  for (const key of await filesUnder(folder)) found.push({ key, value: await readFile(join(folder, key), 'utf8') })
  return found
}

async function filesUnder(folder: string, below = ''): Promise<string[]> {
  if (!existsSync(join(folder, below))) return []
  const files: string[] = []
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) files.push(...(await filesUnder(folder, path)))
    else if (entry.isFile()) files.push(path)
  }
  return files.toSorted()
}

async function folders(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  return (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isDirectory()).map(({ name }) => name)
}

const isRecord = (value: unknown): value is Meta => typeof value === 'object' && value !== null && !Array.isArray(value)
const lifecycle = (meta: Meta): Lifecycle => (meta['lifecycle_stage'] === 'deleted' ? 'deleted' : 'active')
