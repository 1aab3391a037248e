import assert from 'node:assert/strict'
import { connect as dial } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import { send, type Outcome } from './attack/attacks.ts'
import { openTrireme, type Inside } from './inside.ts'
import { openMlflow, type MlflowCalls } from './mlflow.ts'
import { registerOnnx } from './models.ts'
import { plusOne } from './onnx.ts'

// Predictions that are plain in every respect pass the router by; a query, which nobody reads, makes one go the long way.
describe('the short way of a prediction', () => {
  let inside: Inside
  let mlflow: MlflowCalls
  let foreign: MlflowCalls

  before(async () => {
    inside = await openTrireme()
    mlflow = await openMlflow(inside, 'Ships')
    foreign = await openMlflow(inside, 'Others')
    for (const one of [mlflow, foreign]) {
      await registerOnnx(one, 'plus', plusOne())
      await inside.owner.deployments.deploy({ project: one.project, endpoint: 'plus', model: 'plus', version: 1 })
    }
  })
  after(() => inside.close())

  const path = '/endpoints/ships/plus/invocations'
  const right = () => ({ Authorization: `Bearer ${mlflow.token}`, 'Content-Type': 'application/json' })
  type Sent = { path?: string; headers?: Record<string, string>; body?: string | Buffer }
  const ask = async (sent: Sent, query = '') => {
    const { path: to = path, headers = right(), body = '{"inputs":{"x":[[1]]}}' } = sent
    const outcome = await send(inside.url, { method: 'POST', path: `${to}${query}`, headers, body })
    const { date: _, ...said } = outcome.headers
    return { ...outcome, headers: said }
  }
  const bothWays = async (sent: Sent): Promise<Outcome> => {
    const short = await ask(sent)
    assert.deepEqual(short, await ask(sent, '?'), JSON.stringify(sent).slice(0, 200))
    return short
  }

  test('answers as the long one does, with the same headers', async () => {
    const { status, text, headers } = await bothWays({})
    assert.deepEqual([status, text], [200, '{"predictions":[2]}'])
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.match(String(headers['content-security-policy']), /default-src 'self'/)
  })

  test('refuses as the long one does', async () => {
    const secret = right()['Authorization']
    const refusals: [number, Sent][] = [
      [401, { headers: {} }],
      [401, { headers: { Authorization: 'Bearer nonsense' } }],
      [401, { headers: { Authorization: 'Basic !' } }],
      [401, { headers: { Cookie: 'trireme_session=x', Origin: inside.url } }],
      [404, { headers: { Authorization: `Bearer ${foreign.token}` } }],
      [404, { path: '/endpoints/others/plus/invocations' }],
      [404, { path: '/endpoints/ships/none/invocations' }],
      [404, { path: '/endpoints/none/plus/invocations' }],
      [403, { headers: { ...right(), 'X-Trireme-Act-As': 'somebody' } }],
      [415, { headers: { Authorization: secret, 'Content-Type': 'text/plain' } }],
      [400, { body: '{' }],
      [400, { body: '' }],
      [400, { body: Buffer.from([0x22, 0xff, 0x22]) }],
      [400, { body: '{"inputs":{"x":[["one"]]}}' }],
      [400, { body: `${'['.repeat(5_000)}${']'.repeat(5_000)}` }],
      [421, { headers: { ...right(), Host: 'evil.example' } }],
    ]
    for (const [status, sent] of refusals) assert.equal((await bothWays(sent)).status, status, JSON.stringify(sent))
  })

  test('is not taken by what is odd, which has its answer on the long one', async () => {
    const odd = ['/endpoints/ships/../ships/plus/invocations', '/endpoints//plus/invocations', `${path}%00`, `${path}/`]
    for (const to of odd) assert((await ask({ path: to })).status < 500, to)
    const large = await bothWays({ body: JSON.stringify({ inputs: { x: Array.from({ length: 20_000 }, () => [1]) } }) })
    assert.equal(large.status, 200)
  })

  test('ends with the right, at once', async () => {
    const { secret, token } = await inside.owner.tokens.create({ project: 'ships', name: 'short', rights: ['*'] })
    const headers = { ...right(), Authorization: `Bearer ${secret}` }
    assert.equal((await bothWays({ headers })).status, 200)
    await inside.owner.tokens.revoke({ project: 'ships', token: token.id })
    assert.equal((await bothWays({ headers })).status, 401)
    await inside.owner.deployments.retire({ project: 'ships', endpoint: 'plus' })
    assert.equal((await bothWays({})).status, 503)
    await inside.owner.deployments.deploy({ project: 'ships', endpoint: 'plus', model: 'plus', version: 1 })
    assert.equal((await bothWays({})).status, 200)
  })

  test('takes a body in pieces, and a caller that leaves in the middle of one harms nobody', async () => {
    const body = '{"inputs":{"x":[[1]]}}'
    const head = `POST ${path} HTTP/1.1\r\nHost: ${new URL(inside.url).host}\r\nAuthorization: Bearer ${mlflow.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
    const dialled = () => dial(Number(new URL(inside.url).port), '127.0.0.1')
    const leaver = dialled()
    await new Promise(written => leaver.write(head + body.slice(0, 5), written))
    leaver.resetAndDestroy()
    const socket = dialled()
    const said = new Promise<string>(resolve => socket.once('data', data => resolve(String(data))))
    for (const piece of [head, body.slice(0, 9), body.slice(9)])
      await new Promise(written => socket.write(piece, written))
    assert.match(await said, /^HTTP\/1\.1 200 .*\{"predictions":\[2\]\}$/s)
    socket.destroy()
    assert.equal((await bothWays({})).status, 200)
  })

  test('keeps numbers beyond 2^53 in the log of predictions', async () => {
    await bothWays({ body: '{"dataframe_split":{"columns":["x"],"data":[[9007199254740993]]}}' })
    const logged = async () =>
      z
        .object({ logged: z.object({ rows: z.number() }) })
        .parse(await inside.owner.deployments.get({ project: 'ships', endpoint: 'plus' })).logged.rows
    const before = await logged()
    await bothWays({ body: '{"dataframe_split":{"columns":["x"],"data":[[9007199254740993]]}}' })
    while ((await logged()) < before + 2) await new Promise(resolve => setTimeout(resolve, 50))
  })
})

// The same for points: what is read back says that each was kept once, whichever way it came.
describe('the short way of points', () => {
  let inside: Inside
  let mlflow: MlflowCalls
  let foreign: MlflowCalls
  let run = ''

  before(async () => {
    inside = await openTrireme()
    mlflow = await openMlflow(inside, 'Ships')
    foreign = await openMlflow(inside, 'Others')
    run = (await mlflow.post('runs/create', { experiment_id: '0' })).run?.info.run_id ?? ''
  })
  after(() => inside.close())

  const right = () => ({ Authorization: `Bearer ${mlflow.token}`, 'Content-Type': 'application/json' })
  const point = (fields: object = {}) =>
    JSON.stringify({ run_id: run, key: 'loss', value: 1, timestamp: 5, step: 0, ...fields })
  type Sent = { to?: string; headers?: Record<string, string>; body?: string }
  const ask = async ({ to = 'log-metric', headers = right(), body = point() }: Sent, query = '') => {
    const path = `/api/2.0/mlflow/runs/${to}${query}`
    const { headers: heard, ...outcome } = await send(inside.url, { method: 'POST', path, headers, body })
    const { date: _, ...said } = heard
    return { ...outcome, headers: said }
  }
  const bothWays = async (sent: Sent): Promise<Outcome> => {
    const short = await ask(sent)
    assert.deepEqual(short, await ask(sent, '?'), JSON.stringify(sent).slice(0, 200))
    return short
  }
  const steps = async (key: string) =>
    (await mlflow.get(`metrics/get-history?run_id=${run}&metric_key=${key}`)).metrics.map(({ step }) => step)

  test('keeps them as the long one does, with the same answer', async () => {
    const { status, text, headers } = await bothWays({ body: point({ key: 'short', step: 1 }) })
    assert.deepEqual([status, text, headers['x-content-type-options']], [200, '{}', 'nosniff'])
    await ask({ body: point({ key: 'short', step: 2 }) })
    await ask({ body: point({ key: 'short', step: 3 }) }, '?')
    assert.deepEqual(await steps('short'), [1, 2, 3])
    const metrics = [{ key: 'batch', value: 'NaN', timestamp: 5, step: 7 }]
    await bothWays({ to: 'log-batch', body: JSON.stringify({ run_id: run, metrics }) })
    const old = point({ key: 'old', step: 4 }).replace('run_id', 'run_uuid')
    assert.equal((await bothWays({ body: old })).status, 200)
    assert.deepEqual([await steps('batch'), await steps('old')], [[7], [4]])
  })

  test('refuses as the long one does', async () => {
    const named = { ...right(), 'X-MLFLOW-WORKSPACE': 'others' }
    const refusals: [number, Sent][] = [
      [401, { headers: { 'Content-Type': 'application/json' } }],
      [401, { headers: { ...right(), Authorization: 'Bearer nonsense' } }],
      [404, { headers: { ...right(), Authorization: `Bearer ${foreign.token}` } }],
      [404, { headers: named }],
      [400, { headers: { ...right(), 'Content-Type': 'text/plain' } }],
      [400, { body: '{' }],
      [400, { body: '' }],
      [400, { body: '[]' }],
      [400, { body: point({ key: '' }) }],
      [400, { body: point({ value: 'much' }) }],
      [400, { body: point({ step: 0.5 }) }],
      [404, { body: point({ run_id: 'none' }) }],
      [400, { to: 'log-batch', body: JSON.stringify({ run_id: run, metrics: [{ key: 'x' }] }) }],
      [421, { headers: { ...right(), Host: 'evil.example' } }],
    ]
    for (const [status, sent] of refusals) assert.equal((await bothWays(sent)).status, status, JSON.stringify(sent))
  })

  test('ends with the run, and with the right, at once', async () => {
    const { secret, token } = await inside.owner.tokens.create({ project: 'ships', name: 'short', rights: ['*'] })
    const headers = { ...right(), Authorization: `Bearer ${secret}` }
    assert.equal((await bothWays({ headers })).status, 200)
    await inside.owner.tokens.revoke({ project: 'ships', token: token.id })
    assert.equal((await bothWays({ headers })).status, 401)
    await mlflow.post('runs/delete', { run_id: run })
    assert.equal((await bothWays({})).status, 400)
  })
})
