import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { tell } from './tools/figures.ts'
import { openBare, openGround, type Ground } from './tools/ground.ts'
import { load } from './tools/load.ts'
import { median, roundsOf, timesOf } from './tools/times.ts'

/** Logging over MLflow's protocol, beside the same rows put into a plain table and beside HTTP that does nothing. */

const metrics = 1_000
const ground = await openGround()
const bare = await openBare()
const folder = await mkdtemp(join(tmpdir(), 'bench-rows-'))
const raw = openRaw(join(folder, 'raw.db'))
try {
  await batches()
  await singles()
} finally {
  raw.close()
  bare.stop()
  await ground.stop()
  await rm(folder, { recursive: true, force: true })
}

async function batches(): Promise<void> {
  const run = await newRun(ground)
  const body = JSON.stringify({
    run_id: run,
    metrics: Array.from({ length: metrics }, (_, at) => ({
      key: `metric-${at % 20}`,
      value: Math.sin(at),
      timestamp: 1_700_000_000_000 + at,
      step: 'n',
    })),
  }).replaceAll('"n"', '{{n}}')
  const path = '/api/2.0/mlflow/runs/log-batch'
  const rounds = await roundsOf(5, async () => ({
    ours: await load({ url: ground.url, path, headers: ground.headers, body }),
    bare: await load({ url: bare.url, path: '/', body, ms: 500 }),
    rows: median(await timesOf(200, insertRows, 20)),
  }))
  const ours = rounds.median(round => round.ours.p50)
  const rows = rounds.median(round => round.rows)
  tell({
    what: 'log-batch of 1,000 metrics over HTTP, p50',
    value: ours,
    unit: 'ms',
    goal: { atMost: 6 },
    beside: `bare HTTP with this body ${rounds.median(round => round.bare.p50).toFixed(2)} ms`,
  })
  tell({
    what: 'log-batch of 1,000 metrics over HTTP, p99',
    value: rounds.median(round => round.ours.p99),
    unit: 'ms',
  })
  tell({
    what: 'log-batch of 1,000 metrics, against 1,000 rows into a table',
    value: ours / rows,
    unit: 'x',
    beside: `raw insert, one transaction: p50 ${rows.toFixed(2)} ms`,
  })
}

async function singles(): Promise<void> {
  const run = await newRun(ground)
  const metric = { run_id: run, key: 'loss', value: 0.5, timestamp: 1_700_000_000_000, step: 'n' }
  const body = JSON.stringify(metric).replace('"n"', '{{n}}')
  const path = '/api/2.0/mlflow/runs/log-metric'
  const of = (clients: number) => load({ url: ground.url, path, headers: ground.headers, body, clients })
  const rounds = await roundsOf(5, async () => ({
    one: await of(1),
    eight: await of(8),
    bare: await load({ url: bare.url, path: '/', body, clients: 8, ms: 500 }),
    rows: 1_000 / mean(await timesOf(1_000, insertRow, 50)),
  }))
  tell({
    what: 'log-metric from 8 clients',
    value: rounds.median(({ eight }) => eight.perSecond),
    unit: '/s',
    goal: { atLeast: 3_000 },
    beside: `bare HTTP ${rounds.median(round => round.bare.perSecond).toFixed(0)}/s, raw inserts, a transaction each ${rounds.median(round => round.rows).toFixed(0)}/s`,
  })
  tell({
    what: 'log-metric from 8 clients, p99',
    value: rounds.median(({ eight }) => eight.p99),
    unit: 'ms',
  })
  tell({ what: 'log-metric from 1 client, p50', value: rounds.median(({ one }) => one.p50), unit: 'ms' })
}

function mean(times: readonly number[]): number {
  return times.reduce((sum, time) => sum + time, 0) / times.length
}

async function newRun({ mlflow }: Ground): Promise<string> {
  const { run } = await mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })
  return run?.info.run_id ?? ''
}

/** As durable as the server's own database. */
function openRaw(file: string) {
  const db = new DatabaseSync(file)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table metrics (run_id text, key text, step integer, time integer, value real, primary key (run_id, key, time, step, value))`)
  const insert = db.prepare('insert or ignore into metrics values (?, ?, ?, ?, ?)')
  return { insert, exec: (sql: string) => db.exec(sql), close: () => db.close() }
}

function insertRows(call: number): void {
  raw.exec('begin immediate')
  for (let at = 0; at < metrics; at++)
    raw.insert.run('run', `metric-${at % 20}`, call, 1_700_000_000_000 + at, Math.sin(at))
  raw.exec('commit')
}

function insertRow(call: number): void {
  raw.insert.run('run', 'loss', call, 1_700_000_000_000, Math.random())
}
