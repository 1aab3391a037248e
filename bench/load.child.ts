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
const times = (await Promise.all(Array.from({ length: plan.clients }, client))).flat()
const found: LoadResult = {
  perSecond: times.length / (plan.ms / 1_000),
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
}
process.send?.(found)
process.disconnect?.()

async function client(): Promise<number[]> {
  const taken: number[] = []
  const end = warmUntil + plan.ms
  let socket = plan.fresh ? undefined : await opened()
  for (let start = performance.now(); start < end || taken.length < plan.least;) {
    if (plan.fresh) socket = await opened()
    if (socket) await exchange(socket)
    if (plan.fresh) socket?.destroy()
    const now = performance.now()
    if (start >= warmUntil) taken.push(now - start)
    start = now
  }
  socket?.destroy()
  return taken
}

async function opened(): Promise<Socket> {
  const socket = connect(Number(port), hostname).setNoDelay(true)
  await once(socket, 'connect')
  return socket
}

function request(): string {
  const body = plan.body.replaceAll('{{n}}', String(number++))
  const headers = { Host: host, 'Content-Length': String(Buffer.byteLength(body)), ...plan.headers }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${plan.method} ${plan.path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** Sends one request and counts the bytes of its answer, whose length must be said in its head. */
function exchange(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let head = ''
    let missing: number | undefined
    const onData = (chunk: Buffer) => {
      if (missing === undefined) {
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        const length = /\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end + 2))?.[1]
        if (length === undefined) return fail(`${plan.path} does not say how long its answer is`)
        missing = Number(length) - (head.length - end - 4)
      } else missing -= chunk.length
      if (missing > 0) return
      if (!head.startsWith('HTTP/1.1 200')) return fail(`${plan.path} answered ${head.slice(0, 1_000)}`)
      finish()
      resolve()
    }
    const onClose = () => fail('the server closed the connection')
    const finish = () => socket.off('data', onData).off('close', onClose)
    const fail = (why: string) => {
      finish()
      reject(new Error(why))
    }
    socket.on('data', onData).on('close', onClose)
    socket.write(request())
  })
}
