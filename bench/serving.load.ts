import { Agent, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'

/** The load generator of serving.ts: a few open connections, each sending its next request when it has its answer. */

const connections = 10
const roundMs = 2_000

const { port, body } = z.object({ port: z.int(), body: z.string() }).parse(workerData)
const agent = new Agent({ keepAlive: true, maxSockets: connections })
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
const end = performance.now() + roundMs

const counts = await Promise.all(Array.from({ length: connections }, client))
agent.destroy()
parentPort?.postMessage(counts.reduce((total, count) => total + count, 0) / (roundMs / 1_000))

async function client(): Promise<number> {
  let answered = 0
  while (performance.now() < end) {
    await send()
    answered++
  }
  return answered
}

function send(): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, agent, host: '127.0.0.1', method: 'POST', path: '/', headers }, incoming => {
      if (incoming.statusCode === 200) buffer(incoming).then(resolve, reject)
      else reject(new Error(`the server answered ${incoming.statusCode}`))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
