import assert from 'node:assert/strict'
import { connect as dial } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { openBrowser } from '../browser.ts'
import { send } from './attacks.ts'
import { layOut, type Ground } from './ground.ts'

let ground: Ground

before(async () => (ground = await layOut()))
after(() => ground.platform.stop())

const ask = (path: string, headers: Record<string, string>, rest: { method?: string; body?: string | Buffer } = {}) =>
  send(ground.platform.url, { method: 'GET', path, headers, ...rest })
const json = { 'Content-Type': 'application/json' }
const withToken = () => ({ Authorization: `Bearer ${ground.tokens.full}` })

/** What the server says to these bytes on one connection, until it closes it or falls silent. */
async function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(ground.platform.url)
  const socket = dial(Number(port), hostname)
  let said = ''
  socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
  socket.on('error', error => (said += error.message))
  socket.write(bytes)
  await Promise.race([new Promise(closed => socket.once('close', closed)), sleep(1_000)])
  socket.destroy()
  return said
}

test('a name that is not ours is refused, whatever address it was resolved to', async () => {
  const { port } = new URL(ground.platform.url)
  for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, '169.254.169.254'])
    for (const path of ['/api/me', '/', '/api/2.0/mlflow/experiments/get?experiment_id=0']) {
      const { status } = await ask(path, { Host: host, ...withToken() })
      assert(status === 421 || status === 400, `${host} ${path} answered ${status}`)
    }
})

test('a write with the cookie from another site, a sandbox or nowhere is refused', async () => {
  const { cookie } = ground.alice
  const { events } = await ground.alice.api.events.list({ project: 'alpha', limit: 1 })
  const body = JSON.stringify({ body: 'x', object: { kind: events[0]?.object.kind, id: events[0]?.object.id } })
  const post = (headers: Record<string, string>) =>
    ask('/api/projects/alpha/comments', { Cookie: cookie, ...json, ...headers }, { method: 'POST', body })
  for (const Origin of ['http://evil.example', 'null', 'nonsense']) assert.equal((await post({ Origin })).status, 403)
  assert.equal((await post({})).status, 403)
  assert.equal((await post({ Origin: ground.platform.url })).status, 201)
})

test('a cookie opens no path of a foreign protocol', async () => {
  const headers = { Cookie: ground.alice.cookie, Origin: ground.platform.url, ...json }
  assert.equal((await ask('/api/2.0/mlflow/experiments/get?experiment_id=0', headers)).status, 401)
  assert.equal((await ask('/endpoints/alpha/any/invocations', headers, { method: 'POST', body: '{}' })).status, 401)
  assert.equal((await ask('/v2/models/any', headers)).status, 401)
})

test('tokens that are revoked, of another project or bent are refused', async () => {
  const { revoked, foreign, full } = ground.tokens
  for (const bent of [revoked, full.slice(0, -1), `${full}x`, full.toUpperCase(), ''])
    assert.equal((await ask('/api/projects/alpha', { Authorization: `Bearer ${bent}` })).status, 401, bent)
  assert.equal((await ask('/api/projects/alpha', { Authorization: `Bearer ${foreign}` })).status, 404)
  const workspace = { Authorization: `Bearer ${foreign}`, 'X-MLFLOW-WORKSPACE': 'alpha' }
  assert.equal((await ask('/api/2.0/mlflow/experiments/get?experiment_id=0', workspace)).status, 404)
})

test('two lengths, a length beside chunks, and headers without end are refused', async () => {
  const head = `POST /api/session HTTP/1.1\r\nHost: ${new URL(ground.platform.url).host}\r\n`
  const next = `GET /api/engines HTTP/1.1\r\nHost: ${new URL(ground.platform.url).host}\r\n\r\n`
  for (const lengths of [
    'Content-Length: 2\r\nContent-Length: 90\r\n',
    'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
    'Transfer-Encoding: xchunked\r\n',
    ' Content-Length: 2\r\n',
  ])
    assert.match(await raw(`${head}${lengths}\r\n{}${next}`), /^HTTP\/1\.1 400/, lengths)
  assert.match(await raw(`${head}X: ${'y'.repeat(100_000)}\r\n\r\n`), /^HTTP\/1\.1 431/)
})

test('a body that is too large, too deep or unpacks to too much is refused with what to do', async () => {
  const post = (path: string, body: string | Buffer, more: Record<string, string> = {}) =>
    // a server that refuses a body may end its connection, on which the next request would already be
    ask(path, { ...withToken(), ...json, Connection: 'close', ...more }, { method: 'POST', body })
  assert.equal((await post('/api/projects/alpha/comments', `"${'x'.repeat(2_000_000)}"`)).status, 413)
  assert.equal((await post('/api/projects/alpha/comments', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)).status, 400)
  const bomb = gzipSync(Buffer.alloc(300_000_000))
  const packed = await post('/api/projects/alpha/comments', bomb, { 'Content-Encoding': 'gzip' })
  assert.equal(packed.status, 400)
})

test('bodies that arrive a byte at a time keep nobody else waiting', async () => {
  const { hostname, port, host } = new URL(ground.platform.url)
  const slow = Array.from({ length: 200 }, () => {
    const socket = dial(Number(port), hostname)
    socket.on('error', () => socket.destroy())
    socket.write(
      `POST /api/session HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{`,
    )
    return socket
  })
  await sleep(200)
  assert.equal((await ask('/api/me', withToken())).status, 200)
  for (const socket of slow) socket.destroy()
})

test("somebody else's page or drawing among the artifacts reads no cookie and calls nothing", async () => {
  const { alice, platform } = ground
  const run = ground.known['run']?.[0] ?? ''
  const script = `<script>fetch('/api/me').finally(() => { parent.postMessage('it ran: ' + document.cookie, '*') })</script>`
  const files = { 'evil.html': script, 'evil.svg': `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>` }
  const browser = await openBrowser()
  const page = await browser.newPage()
  const [name = '', value = ''] = alice.cookie.split('=')
  await page.context().addCookies([{ name, value, url: platform.url }])
  await page.goto(platform.url)
  for (const [file, body] of Object.entries(files)) {
    await alice.mlflow.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/${file}`, { body })
    const path = `/api/projects/alpha/artifacts/${run}/file?path=${file}`
    const { headers } = await ask(path, { Cookie: alice.cookie })
    assert.equal(headers['content-security-policy'], 'sandbox')
    assert.match(String(headers['content-disposition']), /^attachment/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(await page.evaluate(shownInFrame, path), 'nothing ran')
  }
  await browser.close()
})

/** What a page hears from a frame that it opens, in the browser. */
function shownInFrame(address: string): Promise<string> {
  return new Promise(resolve => {
    window.addEventListener('message', ({ data }) => resolve(String(data)))
    const frame = document.createElement('iframe')
    frame.src = address
    document.body.append(frame)
    setTimeout(() => resolve('nothing ran'), 700)
  })
}
