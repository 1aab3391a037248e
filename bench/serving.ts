import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
import { probeSandbox, type Sandbox } from '../src/backbone/engines/sandbox.ts'
import { encodeInput, planFeeds, schemaOf } from '../src/projects/deployments/signatures/feeds.ts'
import { decodeOutputs, planPredictions } from '../src/projects/deployments/signatures/predictions.ts'
import { startOnnxProcess } from '../src/projects/deployments/workers/onnx.ts'
import { onnxSpawn } from '../src/projects/deployments/workers/room.ts'
import { parseInvocation, writeInvocation } from '../src/protocols/inference/invocations.ts'
import { logistic } from '../test/onnx.ts'

/**
 * One-row predictions: through the ONNX process alone, plain and in its sandbox, and over HTTP against a server that only
 * echoes; and how long it takes to start the process.
 * The load generator shares the machine; rounds alternate and the best of each counts.
 *
 *     node bench/serving.ts
 */

const columns = 10
const rounds = 5
const warmUpCalls = 2_000
const timedCalls = 10_000
const deadline = { timeoutMs: 10_000 }

const folder = await mkdtemp(join(tmpdir(), 'serving-'))
const place = { data: join(folder, 'data'), models: folder }
const start = async (name: string, sandbox: Sandbox) => {
  const from = performance.now()
  const process = await startOnnxProcess({ memoryBytes: 1024 ** 3, spawn: onnxSpawn(sandbox, place) })
  console.log(`${`start, ${name}`.padEnd(30)} ${(performance.now() - from).toFixed(0).padStart(10)} ms`)
  return process
}
const plain = await start('plain', { kind: 'none', reason: 'to compare with' })
const host = await start('in its sandbox', await probeSandbox())
try {
  const path = join(folder, 'model.onnx')
  await writeFile(path, logistic(columns))
  await plain.load('model', path, { rowsAreIndependent: true })
  const model = await host.load('model', path, { rowsAreIndependent: true })
  const plan = planFeeds(undefined, model.inputs)
  const predictions = planPredictions(model.outputs, {})
  const row = Object.fromEntries(Array.from({ length: columns }, (_, at) => [`c${at}`, at / 3]))
  const body = Buffer.from(JSON.stringify({ dataframe_records: [row] }))

  const { feeds } = encodeInput(parseInvocation({ contentType: 'application/json', body }, schemaOf(plan)).input, plan)
  for (let round = 0; round < rounds; round++) {
    await report('predict, plain', () => plain.predict('model', feeds, deadline))
    await report('predict, in its sandbox', () => host.predict('model', feeds, deadline))
  }
  await report('predict, ten at a time', () =>
    Promise.all(Array.from({ length: 10 }, () => host.predict('model', feeds, deadline))),
  )
  await report('parse, validate, encode', async () =>
    encodeInput(parseInvocation({ contentType: 'application/json', body }, schemaOf(plan)).input, plan),
  )

  const echo: Answer = async sent => sent
  const predict: Answer = async (sent, contentType) => {
    const invocation = parseInvocation({ contentType, body: sent }, schemaOf(plan))
    const outputs = await host.predict('model', encodeInput(invocation.input, plan).feeds, deadline)
    return Buffer.from(writeInvocation(decodeOutputs(outputs, predictions).predictions, invocation))
  }
  await compare(body, { echo, predict })
} finally {
  await plain.close()
  await host.close()
  await rm(folder, { recursive: true, force: true })
}

async function report(what: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = []
  for (let call = 0; call < warmUpCalls + timedCalls; call++) {
    const from = performance.now()
    await work()
    if (call >= warmUpCalls) times.push((performance.now() - from) * 1_000)
  }
  times.sort((one, other) => one - other)
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(0).padStart(6)
  console.log(`${what.padEnd(30)} p50 ${at(0.5)} µs   p99 ${at(0.99)} µs`)
}

type Answer = (body: Buffer, contentType: string | undefined) => Promise<Buffer>

async function compare(body: Buffer, servers: Record<string, Answer>): Promise<void> {
  const best = new Map<string, number>()
  const started = await Promise.all(
    Object.entries(servers).map(async ([name, answer]) => ({ name, ...(await listen(answer)) })),
  )
  for (let round = 0; round < rounds; round++) {
    for (const { name, port } of started) best.set(name, Math.max(best.get(name) ?? 0, await load(port, body)))
  }
  for (const { close } of started) close()
  const [ceiling = 1] = best.values()
  for (const [name, rate] of best)
    console.log(
      `${`http, ${name}`.padEnd(30)} ${rate.toFixed(0).padStart(6)} req/s   ${(rate / ceiling).toFixed(2)} of the echo`,
    )
}

async function listen(answer: Answer): Promise<{ port: number; close: () => void }> {
  const listener: RequestListener = (incoming, outgoing) => {
    reply(incoming, answer).then(
      reply =>
        outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': reply.length }).end(reply),
      (error: unknown) => outgoing.writeHead(500).end(String(error)),
    )
  }
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { port: address.port, close: () => server.close() }
}

async function reply(incoming: IncomingMessage, answer: Answer): Promise<Buffer> {
  return answer(await buffer(incoming), incoming.headers['content-type'])
}

/** Requests a second, made by a thread of its own so that making them does not slow the server's loop. */
async function load(port: number, body: Buffer): Promise<number> {
  const worker = new Worker(new URL('./serving.load.ts', import.meta.url), {
    workerData: { port, body: body.toString() },
  })
  const [answered]: unknown[] = await once(worker, 'message')
  await worker.terminate()
  return Number(answered)
}
