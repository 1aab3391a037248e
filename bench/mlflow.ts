import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { freshDatabase } from '../test/postgres.ts'
import { fillOurs, fillPeer, type History } from './peer/history.ts'
import { startPeer } from './peer/peer.ts'
import { sideAt, type Side } from './peer/side.ts'
import { shown, tell } from './tools/figures.ts'
import { openGround } from './tools/ground.ts'
import { load } from './tools/load.ts'
import { memoryOf } from './tools/memory.ts'
import { clock, roundsOf } from './tools/times.ts'

/**
 * The same requests to MLflow's own server (newest that installs) and to Trireme, in one run, both on SQLite and then both on
 * Postgres; each figure says how many times better Trireme is. The peer's history is put straight into its tables. Where
 * processes or connections can help the peer, it has one worker, then four, then a connection for each request, and the best
 * of these counts.
 */

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, runs: { type: 'string' }, only: { type: 'string' } },
})
const api = '/api/2.0/mlflow/'
const size = values.quick
  ? { runs: 1_000, chartRuns: 20, points: 2_000, models: 10, versions: 500, megabytes: 20 }
  : { runs: 10_000, chartRuns: 100, points: 10_000, models: 20, versions: 10_000, megabytes: 100 }
if (values.runs) size.runs = Number(values.runs)

type Measured = { side: Side; history: History }
type Both = { ours: Measured; peer: Measured; database: string }
type Served = Both & { restartPeer: (workers: number) => Promise<void> }

const parts = {
  sqlite: () => compare('SQLite'),
  postgres: onPostgres,
  files: () => compare('SQLite', { isFiles: true }),
}
for (const [name, part] of Object.entries(parts))
  if ((values.only ?? 'sqlite postgres').split(' ').includes(name)) await part()

async function onPostgres(): Promise<void> {
  const [here, there] = [await freshDatabase(), await freshDatabase()]
  try {
    await compare('Postgres', { urls: [here.url, there.url] })
  } finally {
    await here.drop()
    await there.drop()
  }
}

/** `isFiles`: artifacts only */
type Wish = { urls?: [string, string]; isFiles?: boolean }

async function compare(database: string, { urls, isFiles = false }: Wish = {}): Promise<void> {
  const trireme = await openGround({}, urls?.[0])
  const starts = await roundsOf(isFiles ? 1 : 3, () => trireme.restart())
  const peer = await startPeer({ timed: true, ...(urls && { databaseUrl: urls[1] }) })
  const ours = sideAt(trireme.url, trireme.headers)
  const theirs = sideAt(peer.url, { 'Content-Type': 'application/json' })
  const memory = async () => (await memoryOf(trireme.pid())).rss
  try {
    if (isFiles) return await artifacts({ ours, theirs, memory })
    const start = { ours: starts.median(ms => ms), peer: peer.startMs }
    against(`start to the first answer, ${database}`, { ...start, unit: 'ms', goal: 14 })
    // the peer goes on starting processes long after its first answer
    await sleep(values.quick ? 10_000 : 45_000)
    const held = { ours: await memory(), peer: await peer.memory() }
    against(`memory when idle, ${database}`, { ...held, unit: 'MB', goal: 10 })
    console.log('filling both with the same history ...')
    const both: Served = {
      ...{ database, restartPeer: peer.restart },
      ours: { side: ours, history: await fillOurs(ours, size) },
      peer: { side: theirs, history: await fillPeer(theirs, peer.database, size) },
    }
    await search(both)
    await charts(both)
    await registry(both)
    if (!urls) await artifacts({ ours, theirs, memory })
    await logging(both)
  } finally {
    await peer.stop()
    await trireme.stop()
  }
}

async function logging({ ours, peer, restartPeer, database }: Served): Promise<void> {
  const of = async ({ side }: Measured, fresh = false) => {
    const { run } = await side.post('runs/create', { experiment_id: '0', start_time: 1 })
    const id = run?.info.run_id ?? ''
    const point = { key: 'loss', value: 0.5, timestamp: 1_700_000_000_000, step: 'n' }
    const numbered = (body: object) => JSON.stringify(body).replaceAll('"n"', '{{n}}')
    const metrics = Array.from({ length: 1_000 }, (_, at) => ({ ...point, key: `metric-${at % 20}`, value: at }))
    const common = { url: side.url, headers: side.headers, fresh, warmUpMs: 1_000, ms: values.quick ? 2_000 : 5_000 }
    const single = { ...common, path: '/api/2.0/mlflow/runs/log-metric', body: numbered({ run_id: id, ...point }) }
    const batch = { ...common, path: '/api/2.0/mlflow/runs/log-batch' }
    const create = { ...common, path: '/api/2.0/mlflow/runs/create', body: '{"experiment_id":"0","start_time":1}' }
    return {
      one: (await load(single)).p50,
      eight: (await load({ ...single, clients: 8 })).perSecond,
      batch: (await load({ ...batch, body: numbered({ run_id: id, metrics }) })).p50,
      create: (await load(create)).p50,
    }
  }
  const before = await of(ours)
  const ways = [await of(peer)]
  await restartPeer(4)
  ways.push(await of(peer), await of(peer, true))
  const after = await of(ours)
  const mean = (what: keyof typeof before) => (before[what] + after[what]) / 2
  const least = (what: keyof typeof before) => ({ ours: mean(what), peer: Math.min(...ways.map(way => way[what])) })
  against(`log-metric, 1 client, p50, ${database}`, { ...least('one'), unit: 'ms' })
  const rates = { ours: mean('eight'), peer: Math.max(...ways.map(({ eight }) => eight)) }
  against(`log-metric, 8 clients, ${database}`, { ...rates, unit: '/s', goal: 40 })
  against(`log-batch of 1,000 metrics, p50, ${database}`, { ...least('batch'), unit: 'ms', goal: 20 })
  against(`create a run, p50, ${database}`, { ...least('create'), unit: 'ms' })
}

async function search(both: Both): Promise<void> {
  const wish = { filter: 'metrics.m3 > 0.2', order_by: ['metrics.m5 DESC'], max_results: 100 }
  const ask = ({ history }: Measured) => ({
    path: 'runs/search',
    body: { experiment_ids: [history.search], ...wish },
  })
  const names = async (of: Measured) => Array.from((await answerOf(of, ask(of))).matchAll(/"run-\d+"/g), String).join()
  if ((await names(both.ours)) !== (await names(both.peer))) throw new Error('the two servers find different runs')
  const what = `best 100 of ${shown(size.runs)} runs by a metric, filtered by another`
  await inTurn(what, { ...both, ask, goal: 300 })
}

async function charts(both: Both): Promise<void> {
  const ask = ({ history }: Measured) => {
    const ids = history.chartRuns.map(id => `run_ids=${id}`).join('&')
    return { path: `metrics/get-history-bulk-interval?${ids}&metric_key=loss&max_results=320` }
  }
  const what = `chart of ${size.chartRuns} runs with ${shown(size.points)} points each`
  await inTurn(what, { ...both, ask, goal: 500 })
}

async function registry(both: Both): Promise<void> {
  const all = shown(size.versions)
  const models = () => ({ path: 'registered-models/search?max_results=100' })
  const versions = () => ({ path: 'model-versions/search?max_results=100' })
  await inTurn(`all registered models, with ${all} versions`, { ...both, ask: models, goal: 20 })
  await inTurn(`newest 100 of ${all} versions`, { ...both, ask: versions, goal: 20 })
}

type Asked = { path: string; body?: object }

/** The peer is asked less often: it may take half a minute. */
async function inTurn(what: string, wish: Both & { ask: (of: Measured) => Asked; goal: number }): Promise<void> {
  const { ours, peer, database, ask, goal } = wish
  const of = async (measured: Measured, times: { ms: number; least: number }) => {
    const { path, body } = ask(measured)
    await answerOf(measured, { path, ...(body && { body }) })
    const { url, headers } = measured.side
    const plan = { url, headers, path: `${api}${path}`, warmUpMs: 500, ...times }
    return (await load({ ...plan, method: body ? 'POST' : 'GET', body: body ? JSON.stringify(body) : '' })).p50
  }
  const before = await of(ours, { ms: 2_000, least: 10 })
  const theirs = await of(peer, { ms: 5_000, least: 3 })
  const after = await of(ours, { ms: 2_000, least: 10 })
  against(`${what}, ${database}`, { ours: (before + after) / 2, peer: theirs, unit: 'ms', goal })
}

/** The text of an answer, so that nothing is measured that failed. */
async function answerOf({ side }: Measured, { path, body }: Asked): Promise<string> {
  const answer = await side.send(body ? 'POST' : 'GET', `${api}${path}`, { body })
  const text = await answer.text()
  if (!answer.ok || text.length < 1_000) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 1_000)}`)
  return text
}

type Sides = { ours: Side; theirs: Side; memory: () => Promise<number> }

/** The two in turn, each first in every other round; the copy is what no server can do without. */
async function artifacts({ memory, ...sides }: Sides): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-file-'))
  const file = join(folder, 'file')
  let round = 0
  try {
    const copies = async () => {
      await writeFile(file, randomBytes(size.megabytes * 1_000_000))
      const first = round++ % 2 === 0
      const early = first ? await transfer(sides.ours, file) : undefined
      const peer = await transfer(sides.theirs, file)
      return { copy: await copy(file), ours: early ?? (await transfer(sides.ours, file)), peer }
    }
    const before = await memory()
    const rounds = await roundsOf(values.quick ? 3 : 7, copies)
    const rate = (of: (round: Awaited<ReturnType<typeof copies>>) => number) =>
      size.megabytes / (rounds.median(of) / 1_000)
    const plain = rate(round => round.copy)
    for (const way of ['up', 'down'] as const) {
      const what = `artifact of ${size.megabytes} MB ${way}`
      const found = { ours: rate(round => round.ours[way]), peer: rate(round => round.peer[way]) }
      against(what, { ...found, unit: 'MB/s', goal: 1.5 })
      const share = { what: `${what}, share of a plain copy with its hash`, value: (found.ours / plain) * 100 }
      tell({ ...share, unit: '%', goal: { atLeast: 60 }, beside: `copy, hash and sync: ${shown(plain)} MB/s` })
    }
    const grown = (await memory()) - before
    tell({ what: 'memory after all of these', value: grown, unit: 'MB', goal: { atMost: size.megabytes } })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Up, as the client sends a file, and down into nothing; in ms. */
async function transfer(side: Side, file: string): Promise<{ up: number; down: number }> {
  const { run } = await side.post('runs/create', { experiment_id: '0', start_time: 1 })
  const url = `${side.url}/api/2.0/mlflow-artifacts/artifacts/0/${run?.info.run_id}/artifacts/file.bin`
  const headers = { ...side.headers, 'Content-Type': 'application/octet-stream' }
  const bytes = await readFile(file)
  // what was written before, and by the other side, is on the disk: each pays for its own
  await promisify(execFile)('sync')
  const up = await clock(() => send(url, { bytes, headers }))
  const down = await clock(() => receive(url, headers))
  return { up, down }
}

/** By hand and from memory: fetch, and reading the file, need longer than a server to take it. */
async function send(
  url: string,
  { bytes, headers }: { bytes: Buffer; headers: Record<string, string> },
): Promise<void> {
  const sending = request(url, { method: 'PUT', headers: { ...headers, 'Content-Length': String(bytes.length) } })
  const answered = once(sending, 'response')
  const piece = 1 << 20
  const starts = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) => at * piece)
  await pipeline(Readable.from(starts.map(from => bytes.subarray(from, from + piece))), sending)
  const [answer]: unknown[] = await answered
  if (!(answer instanceof IncomingMessage) || answer.statusCode !== 200) throw new Error(`${url} took no file`)
  await answer.resume().toArray()
}

/** Counted, not kept. */
async function receive(url: string, headers: Record<string, string>): Promise<void> {
  const asking = request(url, { headers }).end()
  const [answer]: unknown[] = await once(asking, 'response')
  if (!(answer instanceof IncomingMessage) || answer.statusCode !== 200) throw new Error(`${url} gave no file`)
  let got = 0
  answer.on('data', (chunk: Buffer) => (got += chunk.length))
  await once(answer, 'end')
  if (got !== size.megabytes * 1_000_000) throw new Error(`${url} gave ${got} bytes`)
}

/** What no server can do without: read, hash, write, sync. */
async function copy(file: string): Promise<number> {
  await promisify(execFile)('sync')
  return clock(async () => {
    const hash = createHash('sha256')
    const target = await open(`${file}.copy`, 'w')
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      hash.update(chunk)
      await target.write(chunk)
    }
    await target.sync()
    await target.close()
  })
}

type Found = { ours: number; peer: number; unit: 'ms' | 'MB' | '/s' | 'MB/s'; goal?: number }

/** The goals were set by figures of the peer on SQLite, where it is slower. */
function against(what: string, { ours, peer, unit, goal: onSqlite }: Found): void {
  const goal = what.endsWith('Postgres') ? undefined : onSqlite
  const isRate = unit.endsWith('/s')
  tell({
    what,
    value: isRate ? ours / peer : peer / ours,
    unit: 'x',
    beside: `Trireme ${shown(ours)} ${unit}, mlflow ${shown(peer)} ${unit}`,
    ...(goal ? { goal: { atLeast: goal } } : {}),
  })
}
