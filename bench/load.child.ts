import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { LoadPlan, type LoadResult } from './tools/load.ts'
import { quantile } from './tools/times.ts'

/**
 * The load generator: HTTP/1.1 by hand on kept connections, since Node's own client takes as long for a request as the
 * server that is measured.
 */

const [sent]: unknown[] = await once(process, 'message')
const plan = LoadPlan.parse(sent)
const { hostname, port, host } = new URL(plan.url)
let number = 0

const warmUntil = performance.now() + plan.warmUpMs
const end = warmUntil + plan.ms
const times = (await Promise.all(Array.from({ length: plan.clients }, client))).flat()
const found: LoadResult = {
  perSecond: times.length / (plan.ms / 1_000),
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
}
process.send?.(found)
process.disconnect?.()

async function client(): Promise<number[]> {
  const socket = connect(Number(port), hostname).setNoDelay(true)
  await once(socket, 'connect')
  const taken: number[] = []
  for (let start = performance.now(); start < end;) {
    await exchange(socket)
    const now = performance.now()
    if (start >= warmUntil) taken.push(now - start)
    start = now
  }
  socket.destroy()
  return taken
}

function request(): string {
  const body = plan.body.replaceAll('{{n}}', String(number++))
  const headers = { Host: host, 'Content-Length': String(Buffer.byteLength(body)), ...plan.headers }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${plan.method} ${plan.path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** Sends one request and reads its answer, whose length must be said in its head. */
function exchange(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let read = ''
    const onData = (chunk: Buffer) => {
      read += chunk.toString('latin1')
      const headEnd = read.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(read.slice(0, headEnd + 2))?.[1] ?? 0)
      if (read.length < headEnd + 4 + length) return
      finish()
      if (read.startsWith('HTTP/1.1 200')) resolve()
      else reject(new Error(`${plan.path} answered ${read.slice(0, 1_000)}`))
    }
    const onClose = () => (finish(), reject(new Error('the server closed the connection')))
    const finish = () => socket.off('data', onData).off('close', onClose)
    socket.on('data', onData).on('close', onClose)
    socket.write(request())
  })
}
