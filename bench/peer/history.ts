import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
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
  const rows = peerRows({ search, charts, chartRuns }, size)
  if (database.startsWith('postgres')) await writePostgres(database, rows)
  else writeSqlite(database, rows)
  await sleep(1_000) // connections that the servers closed meanwhile are noticed before they are used again
  return { search, charts, chartRuns }
}

const point = ['key', 'value', 'timestamp', 'run_uuid', 'step', 'is_nan']
/** Each after those that it refers to. */
const tables = {
  runs: [
    ...['run_uuid', 'name', 'source_type', 'user_id', 'status', 'start_time', 'end_time', 'lifecycle_stage'],
    ...['artifact_uri', 'experiment_id', 'entry_point_name', 'source_name', 'source_version'],
  ],
  metrics: point,
  latest_metrics: point,
  params: ['key', 'value', 'run_uuid'],
  tags: ['key', 'value', 'run_uuid'],
  registered_models: ['name', 'creation_time', 'last_updated_time', 'description'],
  model_versions: [
    ...['name', 'version', 'creation_time', 'last_updated_time', 'current_stage', 'source', 'status'],
    ...['storage_location', 'user_id', 'run_link'],
  ],
}
type Table = keyof typeof tables
const tableNames: Table[] = [
  'runs',
  'metrics',
  'latest_metrics',
  'params',
  'tags',
  'registered_models',
  'model_versions',
]
type Row = [Table, ...(string | number)[]]

function* peerRows({ search, charts, chartRuns }: History, size: Size): Generator<Row> {
  for (let at = 0; at < size.runs; at++) {
    const id = runId(search, at)
    yield* runRows(search, at)
    for (const { key, value } of params) yield ['params', key, value, id]
    for (const [k, key] of metricKeys.entries()) {
      yield ['metrics', key, valueOf(at, k), began, id, 1, 0]
      yield ['latest_metrics', key, valueOf(at, k), began, id, 1, 0]
    }
  }
  for (const [at, id] of chartRuns.entries()) {
    yield* runRows(charts, at)
    for (let step = 0; step < size.points; step++) yield ['metrics', 'loss', 1 / (step + 1), began + step, id, step, 0]
    yield ['latest_metrics', 'loss', 1 / size.points, began + size.points - 1, id, size.points - 1, 0]
  }
  for (let at = 0; at < size.models; at++) yield ['registered_models', modelName(at), began, began, '']
  for (let at = 0; at < size.versions; at++) {
    const [name, version] = [modelName(at % size.models), Math.floor(at / size.models) + 1]
    const source = `s3://bucket/${at}`
    yield ['model_versions', name, version, began + at, began + at, 'None', source, 'READY', source, '', '']
  }
}

function* runRows(experiment: string, at: number): Generator<Row> {
  const [id, name] = [runId(experiment, at), `run-${at}`]
  const uri = `mlflow-artifacts:/${experiment}/${id}/artifacts`
  const times = [began + at, began + at + 1]
  yield ['runs', id, name, 'UNKNOWN', 'bench', 'FINISHED', ...times, 'active', uri, Number(experiment), '', '', '']
  for (const { key, value } of [...tags, { key: 'mlflow.runName', value: name }]) yield ['tags', key, value, id]
}

function writeSqlite(file: string, rows: Iterable<Row>): void {
  const db = new DatabaseSync(file, { timeout: 30_000 })
  const prepare = (table: Table) => {
    const places = tables[table].map(() => '?').join(', ')
    return db.prepare(`insert into ${table} (${tables[table].join(', ')}) values (${places})`)
  }
  const inserts = new Map(tableNames.map(table => [table, prepare(table)]))
  db.exec('begin immediate')
  for (const [table, ...values] of rows) inserts.get(table)?.run(...values)
  db.exec('commit')
  db.close()
}

async function writePostgres(url: string, rows: Iterable<Row>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const waiting = new Map<Table, Row[]>(tableNames.map(table => [table, []]))
  const flush = async () => {
    for (const [table, held] of waiting) {
      if (held.length === 0) continue
      const columns = tables[table]
      const places = held.map((_, at) => `(${columns.map((_, c) => `$${at * columns.length + c + 1}`).join()})`)
      const values = held.flatMap(([, ...all]) => all)
      await client.query(`insert into ${table} (${columns.join(', ')}) values ${places.join()}`, values)
      waiting.set(table, [])
    }
  }
  await client.query('begin')
  for (const row of rows) {
    const held = waiting.get(row[0])
    held?.push(row)
    if (held?.length === 2_000) await flush()
  }
  await flush()
  await client.query('commit')
  await client.query('analyze')
  await client.end()
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
