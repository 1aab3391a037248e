import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

export type Received = { headers: Record<string, string>; body: string }

/** A real server elsewhere that takes what webhooks send, and answers what the test wants. */
export type Receiver = {
  url: string
  got: Received[]
  answer: { status: number; headers?: Record<string, string> }
  /** the messages so far, as soon as there are so many */
  first(count: number): Promise<Received[]>
  close(): Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const got: Received[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    got.push({ headers, body })
    response.writeHead(receiver.answer.status, receiver.answer.headers).end('heard')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
  const receiver: Receiver = {
    url: `http://127.0.0.1:${address.port}/hook`,
    got,
    answer: { status: 200 },
    async first(count) {
      while (got.length < count) await sleep(20)
      return got.slice(0, count)
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}
