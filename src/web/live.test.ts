import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { follow, type LiveState } from './live.ts'

type Seen = { lastEventId: string | undefined }

/** A server that breaks the connection after each list of events, and remembers with what the reader came back. */
async function breakingServer(connections: string[][], refused: number) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    seen.push({ lastEventId: request.headers['last-event-id']?.toString() })
    const events = connections[seen.length - 1]
    if (!events) return void response.writeHead(refused).end()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    // half an event first: readers must not depend on where the network cuts
    const text = events.map(id => `id: ${id}\ndata: {"n":"${id}"}\ndata: more\n\n`).join('')
    response.write(text.slice(0, 7), () => response.write(text.slice(7), () => setImmediate(() => response.destroy())))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no address')
  return { seen, url: `http://127.0.0.1:${address.port}/`, [Symbol.asyncDispose]: async () => void server.close() }
}

test('a reader comes back after a lost connection and asks only for what it has not seen', async () => {
  await using server = await breakingServer([['1', '2'], ['3']], 403)
  const events: string[] = []
  const states: LiveState[] = []
  await follow({
    url: server.url,
    fetch,
    signal: new AbortController().signal,
    onEvent: event => events.push(`${event.id} ${event.data}`),
    onState: state => states.push(state),
    pause: () => 0,
  })
  assert.deepEqual(events, ['1 {"n":"1"}\nmore', '2 {"n":"2"}\nmore', '3 {"n":"3"}\nmore'])
  assert.deepEqual(
    server.seen.map(request => request.lastEventId),
    [undefined, '2', '3'],
  )
  assert.deepEqual(states, ['connecting', 'live', 'offline', 'live', 'offline', 'ended'])
})

test('a reader that says where it begins asks for what came after', async () => {
  await using server = await breakingServer([['8']], 403)
  await follow({
    url: server.url,
    fetch,
    signal: new AbortController().signal,
    after: '7',
    onEvent: () => {},
    onState: () => {},
    pause: () => 0,
  })
  assert.deepEqual(
    server.seen.map(request => request.lastEventId),
    ['7', '8'],
  )
})

test('a reader whose right has ended does not come back', async () => {
  await using server = await breakingServer([], 403)
  const states: LiveState[] = []
  const signal = new AbortController().signal
  await follow({
    url: server.url,
    fetch,
    signal,
    onEvent: () => {},
    onState: state => states.push(state),
    pause: () => 0,
  })
  assert.equal(server.seen.length, 1)
  assert.equal(states.at(-1), 'ended')
})
