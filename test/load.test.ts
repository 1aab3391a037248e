import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect as dial, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { signInWith } from './inside.ts'
import { mlflowCalls, type MlflowCalls } from './mlflow.ts'
import { startPlatform, type TestPlatform } from './platform.ts'

/** `npm run soak` sends 100,000 requests; the memory is as flat then as it is here. */
const many = Number(process.env['SOAK_REQUESTS'] ?? 4_000)
const project = 'harbour'

let platform: TestPlatform
let owner: Awaited<ReturnType<typeof signInWith>>
let mlflow: MlflowCalls
let projectId = ''

before(async () => {
  platform = await startPlatform()
  owner = await signInWith(() => platform.url, platform.signInUrl)
  const seats = [{ seat: 'data_scientist' as const, userId: owner.id }]
  projectId = (await owner.api.projects.create({ name: 'Harbour', slug: project, seats })).project.id
  const { secret } = await owner.api.tokens.create({ project, name: 'load' })
  mlflow = mlflowCalls({ url: platform.url, token: secret, project })
})
after(() => platform.stop())

function memoryMiB(): number {
  const { pid } = z
    .object({ pid: z.number() })
    .parse(JSON.parse(readFileSync(join(platform.dataDir, 'server.json'), 'utf8')))
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** A browser that follows the project; `seen` counts the comments it heard of. */
function follow(): { seen: () => number; socket: Socket } {
  const { hostname, port, host } = new URL(platform.url)
  const socket = dial(Number(port), hostname)
  let seen = 0
  socket.on('data', (chunk: Buffer) => (seen += chunk.toString().split('"verb":"comment"').length - 1))
  socket.write(
    `GET /api/projects/${project}/events/stream HTTP/1.1\r\nHost: ${host}\r\nCookie: ${owner.cookie}\r\n\r\n`,
  )
  return { seen: () => seen, socket }
}

async function until(isSo: () => boolean): Promise<void> {
  const patience = Date.now() + 60_000
  while (!isSo()) {
    assert(Date.now() < patience, 'it did not come within a minute')
    await sleep(20)
  }
}

const comment = (body: string) => owner.api.talk.add({ project, object: { kind: 'project', id: projectId }, body })

async function newRun(): Promise<string> {
  const { run } = await mlflow.post('runs/create', { experiment_id: '0', run_name: 'load' })
  return run?.info.run_id ?? ''
}

const points = (from: number, n: number) =>
  Array.from({ length: n }, (_, i) => ({ key: `m${i % 4}`, value: i, timestamp: 1, step: from + i }))

test('two hundred live pages hear of every event while eight clients log', async () => {
  const pages = Array.from({ length: 200 }, follow)
  await sleep(500)
  const clients = Array.from({ length: 8 }, async () => {
    const run_id = await newRun()
    for (let batch = 0; batch < 10; batch++)
      await mlflow.post('runs/log-batch', { run_id, metrics: points(batch * 100, 100) })
    return run_id
  })
  for (let said = 0; said < 5; said++) await comment(`word ${said}`)
  const runs = await Promise.all(clients)
  await until(() => pages.every(page => page.seen() === 5))
  for (const { socket } of pages) socket.destroy()
  for (const run of runs) {
    const { metrics } = await mlflow.get(`metrics/get-history?run_id=${run}&metric_key=m0`)
    assert.equal(metrics.length, 250)
  }
})

test('pages that open a stream and never read it do not make the server hold what they miss', async () => {
  const stuck = Array.from({ length: 50 }, () => {
    const page = follow()
    page.socket.pause()
    return page
  })
  const run_id = await newRun()
  await mlflow.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/large`, {
    body: 'x'.repeat(50_000_000),
  })
  const { host, hostname, port } = new URL(platform.url)
  const downloads = Array.from({ length: 20 }, () => {
    const socket = dial(Number(port), hostname)
    socket.pause()
    const path = `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/large`
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${mlflow.token}\r\n\r\n`)
    return socket
  })
  const before = memoryMiB()
  for (let said = 0; said < 100; said++) await comment('y'.repeat(9_000))
  await sleep(500)
  assert(memoryMiB() - before < 150, `memory went from ${before} to ${memoryMiB()} MiB`)
  for (const socket of [...stuck.map(page => page.socket), ...downloads]) socket.destroy()
})

test(`${many} requests leave the memory as it was`, { timeout: 590_000 }, async t => {
  const run_id = await newRun()
  let sent = 0
  const ways = [
    () => mlflow.post('runs/log-batch', { run_id, metrics: points(sent, 10) }),
    () => mlflow.post('runs/search', { experiment_ids: ['0'], max_results: 20 }),
    () => mlflow.get(`runs/get?run_id=${run_id}`),
    () => owner.api.runs.list({ project, limit: 20 }),
    () => owner.api.events.list({ project, limit: 20 }),
    () => owner.api.home.desk(),
    () => owner.api.projects.get({ project }),
    () => fetch(`${platform.url}/`).then(page => page.text()),
  ]
  const send = async (until: number) => {
    while (sent < until) await ways[sent++ % ways.length]?.()
  }
  const phase = (until: number) => Promise.all(Array.from({ length: 8 }, () => send(until)))
  // caches fill and the optimiser settles first
  await phase(many / 2)
  const half = memoryMiB()
  const began = performance.now()
  await phase(many)
  const perSecond = Math.round(many / 2 / ((performance.now() - began) / 1_000))
  t.diagnostic(
    `${many} requests: ${Math.round(half)} MiB at half, ${Math.round(memoryMiB())} MiB at the end, ${perSecond}/s`,
  )
  assert(memoryMiB() < half + 80, `memory went from ${half} to ${memoryMiB()} MiB`)
  assert.deepEqual(platform.logs.stderr, [])
})
