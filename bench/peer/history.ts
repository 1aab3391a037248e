import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Side } from './side.ts'

/** The same history on both sides: through the protocol here, straight into the tables of the peer, which would take hours. */
export type Size = { runs: number; chartRuns: number; points: number; models: number; versions: number }
export type History = { search: string; charts: string; chartRuns: string[] }

const metricKeys = Array.from({ length: 20 }, (_, at) => `m${at}`)
const began = 1_700_000_000_000
/** no two runs have the same value of a metric */
const valueOf = (run: number, key: number) => ((run * 7_919 + key * 104_729) % 1_000_003) / 1_000_003
const params = Array.from({ length: 10 }, (_, at) => ({ key: `p${at}`, value: `v${at}` }))
const tags = Array.from({ length: 5 }, (_, at) => ({ key: `t${at}`, value: `v${at}` }))
const modelName = (at: number) => `model-${String(at).padStart(3, '0')}`

export async function fillOurs(side: Side, size: Size): Promise<History> {
  const search = await newExperiment(side, 'search')
  await inParallel(size.runs, async at => {
    const run = await newRun(side, search, at)
    const metrics = metricKeys.map((key, k) => ({ key, value: valueOf(at, k), timestamp: began, step: 1 }))
    await side.post('runs/log-batch', { run_id: run, metrics, params, tags })
    await side.post('runs/update', { run_id: run, status: 'FINISHED', end_time: began + at + 1 })
  })
  const charts = await newExperiment(side, 'charts')
  const chartRuns: string[] = []
  await inParallel(size.chartRuns, async at => {
    const run = await newRun(side, charts, at)
    for (let from = 0; from < size.points; from += 1_000) {
      const steps = Array.from({ length: Math.min(1_000, size.points - from) }, (_, i) => from + i)
      const metrics = steps.map(step => ({ key: 'loss', value: 1 / (step + 1), timestamp: began + step, step }))
      await side.post('runs/log-batch', { run_id: run, metrics })
    }
    await side.post('runs/update', { run_id: run, status: 'FINISHED', end_time: began + size.points })
    chartRuns.push(run)
  })
  for (let at = 0; at < size.models; at++) await side.post('registered-models/create', { name: modelName(at) })
  await inParallel(size.versions, at =>
    side.post('model-versions/create', { name: modelName(at % size.models), source: `s3://bucket/${at}` }),
  )
  return { search, charts, chartRuns }
}

export async function fillPeer(side: Side, database: string, size: Size): Promise<History> {
  const search = await newExperiment(side, 'search')
  const charts = await newExperiment(side, 'charts')
  const chartRuns = Array.from({ length: size.chartRuns }, (_, at) => runId(charts, at))
  const db = new DatabaseSync(database, { timeout: 30_000 })
  const insert = (table: string, columns: string[]) => {
    const places = columns.map(() => '?').join(', ')
    return db.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`)
  }
  const runs = insert('runs', [
    ...['run_uuid', 'name', 'source_type', 'user_id', 'status', 'start_time', 'end_time', 'lifecycle_stage'],
    ...['artifact_uri', 'experiment_id', 'entry_point_name', 'source_name', 'source_version'],
  ])
  const metrics = insert('metrics', ['key', 'value', 'timestamp', 'run_uuid', 'step', 'is_nan'])
  const latest = insert('latest_metrics', ['key', 'value', 'timestamp', 'run_uuid', 'step', 'is_nan'])
  const values = {
    params: insert('params', ['key', 'value', 'run_uuid']),
    tags: insert('tags', ['key', 'value', 'run_uuid']),
  }
  const models = insert('registered_models', ['name', 'creation_time', 'last_updated_time', 'description'])
  const versions = insert('model_versions', [
    ...[
      'name',
      'version',
      'creation_time',
      'last_updated_time',
      'current_stage',
      'source',
      'status',
      'storage_location',
    ],
    ...['user_id', 'run_link'],
  ])
  const addRun = (experiment: string, at: number) => {
    const [id, name] = [runId(experiment, at), `run-${at}`]
    const uri = `mlflow-artifacts:/${experiment}/${id}/artifacts`
    const times = [began + at, began + at + 1]
    runs.run(id, name, 'UNKNOWN', 'bench', 'FINISHED', ...times, 'active', uri, Number(experiment), '', '', '')
    for (const { key, value } of [...tags, { key: 'mlflow.runName', value: name }]) values.tags.run(key, value, id)
    return id
  }
  db.exec('begin immediate')
  for (let at = 0; at < size.runs; at++) {
    const id = addRun(search, at)
    for (const { key, value } of params) values.params.run(key, value, id)
    for (const [k, key] of metricKeys.entries())
      for (const table of [metrics, latest]) table.run(key, valueOf(at, k), began, id, 1, 0)
  }
  for (const [at] of chartRuns.entries()) {
    const id = addRun(charts, at)
    for (let step = 0; step < size.points; step++) metrics.run('loss', 1 / (step + 1), began + step, id, step, 0)
    latest.run('loss', 1 / size.points, began + size.points - 1, id, size.points - 1, 0)
  }
  for (let at = 0; at < size.models; at++) models.run(modelName(at), began, began, '')
  for (let at = 0; at < size.versions; at++) {
    const source = `s3://bucket/${at}`
    const version = Math.floor(at / size.models) + 1
    versions.run(modelName(at % size.models), version, began + at, began + at, 'None', source, 'READY', source, '', '')
  }
  db.exec('commit')
  db.close()
  await sleep(1_000) // connections that the servers closed meanwhile are noticed before they are used again
  return { search, charts, chartRuns }
}

const runId = (experiment: string, at: number) => `${experiment.padStart(8, '0')}${String(at).padStart(24, '0')}`

async function newExperiment(side: Side, name: string): Promise<string> {
  return (await side.post('experiments/create', { name })).experiment_id
}

async function newRun(side: Side, experiment: string, at: number): Promise<string> {
  const wish = { experiment_id: experiment, start_time: began + at, run_name: `run-${at}` }
  return (await side.post('runs/create', wish)).run?.info.run_id ?? ''
}

async function inParallel(count: number, work: (at: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}
