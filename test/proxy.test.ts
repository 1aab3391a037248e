import assert from 'node:assert/strict'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { findNginx } from '../scripts/programs.mjs'
import { startPlatform, type TestPlatform } from './platform.ts'

/** The proxy's file that we ship, with a real nginx and a certificate of its own, in front of a real server. */
const run = promisify(execFile)
const shipped = join(dirname(import.meta.dirname), 'deploy', 'nginx.conf')

let folder = ''
let ca = ''
let url = ''
let platform: TestPlatform
let nginx: ChildProcess

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proxy-'))
  const port = await freePort()
  url = `https://localhost:${port}`
  platform = await startPlatform({ env: { TRIREME_URL: url, TRIREME_TRUST_PROXY: 'on' } })
  const own = z
    .object({ url: z.string() })
    .parse(JSON.parse(await readFile(join(platform.dataDir, 'server.json'), 'utf8')))
  await makeCertificate()
  await writeFile(
    join(folder, 'nginx.conf'),
    settings((await readFile(shipped, 'utf8')).replace('443', String(port)), own.url),
  )
  const program = findNginx()
  assert(program, 'The tests need nginx: install it')
  nginx = spawn(program, ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log', '-g', 'daemon off;'], {
    stdio: 'inherit',
  })
  await untilAnswered()
})
after(async () => {
  nginx.kill()
  await once(nginx, 'exit')
  await platform.stop()
  await rm(folder, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  server.close()
  return port
}

async function makeCertificate(): Promise<void> {
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')]
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files])
  ca = await readFile(join(folder, 'certificate.pem'), 'utf8')
}

/** Only addresses and places differ from what is shipped. */
const settings = (server: string, upstream: string) => `
  pid ${folder}/nginx.pid;
  events {}
  http {
    access_log off;
    ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(kind => `${kind}_temp_path ${folder}/${kind};`).join('\n')}
    ${server
      .replace('/etc/ssl/certs/trireme.pem', `${folder}/certificate.pem`)
      .replace('/etc/ssl/private/trireme.key', `${folder}/key.pem`)
      .replace('trireme.example.org', 'localhost')
      .replace('http://127.0.0.1:4310', upstream)}
  }`

async function untilAnswered(): Promise<void> {
  while (nginx.exitCode === null)
    try {
      return void (await ask('GET', '/health'))
    } catch {
      // nginx is not up yet
      await sleep(50)
    }
  throw new Error(`nginx ended: ${await readFile(join(folder, 'error.log'), 'utf8')}`)
}

type Sent = { headers?: Record<string, string>; body?: string | Buffer }

function open(method: string, path: string, { headers = {}, body }: Sent = {}) {
  const sent = request(`${url}${path}`, { method, ca, headers, servername: 'localhost' })
  sent.end(body)
  return once(sent, 'response').then(([response]) => Response.parse(response))
}
const Response = z.custom<import('node:http').IncomingMessage>()

async function ask(method: string, path: string, sent: Sent = {}) {
  const response = await open(method, path, sent)
  return { status: response.statusCode, headers: response.headers, text: await text(response) }
}

const json = { 'Content-Type': 'application/json' }
let cookie = ''

test('the sign-in link is one of the public address, and its cookie travels by TLS only', async () => {
  assert(platform.signInUrl.startsWith(`${url}/sign-in#`))
  const body = JSON.stringify({ secret: platform.signInUrl.split('#')[1] })
  const { status, headers } = await ask('POST', '/api/session/link', { headers: { ...json, Origin: url }, body })
  assert.equal(status, 200)
  const [set = ''] = headers['set-cookie'] ?? []
  assert.match(set, /; Secure/i)
  cookie = set.split(';')[0] ?? ''
})

test('people, programs and live streams pass, and large files too', async () => {
  const mine = { Cookie: cookie, Origin: url, ...json }
  const made = await ask('POST', '/api/projects', { headers: mine, body: '{"name":"Harbour"}' })
  assert.equal(made.status, 201, made.text)
  const stream = await open('GET', '/api/projects/harbour/events/stream?after=0-0', { headers: { Cookie: cookie } })
  const [first] = z.tuple([z.instanceof(Buffer)]).parse(await once(stream, 'data'))
  assert.match(first.toString(), /"verb":"create"/)
  stream.destroy()
  const body = Buffer.from(`id,late\n${'1234567,1\n'.repeat(500_000)}`)
  const path = '/api/projects/harbour/datasets/large/versions?fileName=large.csv'
  const seats = '{"seat":"data_engineer","userId":"ME"}'.replace(
    'ME',
    meOf((await ask('GET', '/api/me', { headers: mine })).text),
  )
  assert.equal((await ask('POST', '/api/projects/harbour/seats', { headers: mine, body: seats })).status, 201)
  const large = await ask('POST', path, { headers: { Cookie: cookie, Origin: url }, body })
  assert.equal(large.status, 201, large.text)
  assert.match(large.text, /"rows":500000/)
})

const meOf = (said: string) => z.object({ id: z.string() }).parse(JSON.parse(said)).id

test('behind a proxy nobody counts as somebody at the machine, and other names are refused', async () => {
  const acting = await ask('GET', '/api/projects/harbour', { headers: { Cookie: cookie, 'X-Trireme-Act-As': 'usr_x' } })
  assert.equal(acting.status, 403)
  assert.equal((await ask('GET', '/api/me', { headers: { Cookie: cookie, Host: 'evil.example' } })).status, 421)
})
