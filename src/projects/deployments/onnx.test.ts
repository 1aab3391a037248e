import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { openTrireme, signInWith, type Inside } from '../../../test/inside.ts'
import { mlflowCalls, type MlflowCalls } from '../../../test/mlflow.ts'
import { invoke, registerOnnx } from '../../../test/models.ts'
import { endlessIfAsked, memoryEater, plusOne } from '../../../test/onnx.ts'
import { startPlatform } from '../../../test/platform.ts'
import { familyOf, isRunning } from '../../../test/processes.ts'
import type { Trireme } from '../../sdk/trireme.ts'

const command = join(import.meta.dirname, '../../../bin/trireme.mjs')
const Refused = z.object({ error_code: z.string(), message: z.string() })
const row = { x: [[1]] }
const answer = { predictions: [2] }

async function openProject(api: Trireme, { url, project }: { url: string; project: string }): Promise<MlflowCalls> {
  const { id: userId } = await api.sessions.me()
  const seats = (['data_scientist', 'mlops_engineer'] as const).map(seat => ({ seat, userId }))
  await api.projects.create({ name: project, slug: project, seats })
  const { secret } = await api.tokens.create({ project, name: 'script', rights: ['*'] })
  return mlflowCalls({ url, token: secret, project })
}

describe('an ONNX model that does harm', { timeout: 300_000 }, () => {
  let inside: Inside
  let bad: MlflowCalls
  let good: MlflowCalls

  before(async () => {
    inside = await openTrireme()
    bad = await openProject(inside.owner, { url: inside.url, project: 'bad' })
    good = await openProject(inside.owner, { url: inside.url, project: 'good' })
    const models = { endless: endlessIfAsked(), eater: memoryEater(), plus: plusOne() }
    for (const [name, bytes] of Object.entries(models)) {
      await registerOnnx(bad, name, bytes)
      await inside.owner.deployments.deploy({ project: 'bad', endpoint: name, model: name, version: 1 })
    }
    await registerOnnx(good, 'plus', plusOne())
    await inside.owner.deployments.deploy({ project: 'good', endpoint: 'plus', model: 'plus', version: 1 })
  })
  after(() => inside.close())

  const answered = async (mlflow: MlflowCalls, endpoint: string, inputs: Record<string, unknown>) => {
    const response = await invoke(mlflow, endpoint, inputs)
    assert.equal(response.status, 200, await response.clone().text())
    const said: unknown = await response.json()
    return said
  }
  const refused = async (response: Response) => ({
    status: response.status,
    ...Refused.parse(await response.json()),
  })

  test('an endless one is ended at its deadline and says so, while the server and other projects answer', async () => {
    const endless = invoke(bad, 'endless', { go: true, ...row })
    await sleep(300) // it is at work now
    assert.equal((await fetch(`${inside.url}/health`)).status, 200)
    assert.deepEqual(await answered(good, 'plus', row), answer)
    const { status, error_code, message } = await refused(await endless)
    assert.deepEqual([status, error_code], [504, 'DEADLINE_EXCEEDED'])
    assert.match(message, /took longer than 10000 ms/)
    assert.deepEqual(await answered(bad, 'plus', row), answer)
    assert.deepEqual(await answered(bad, 'endless', { go: false, ...row }), { predictions: [1] })
    assert.equal((await inside.owner.deployments.get({ project: 'bad', endpoint: 'endless' })).traffic.errors, 1)
  })

  test('one that eats memory is ended at the limit and says so, and its project answers again', async () => {
    const { status, error_code, message } = await refused(await invoke(bad, 'eater', { count: [900_000_000] }))
    assert.deepEqual([status, error_code], [503, 'TEMPORARILY_UNAVAILABLE'])
    assert.match(message, /used more than its 1024 MB of memory/)
    assert.deepEqual(await answered(bad, 'eater', { count: [2] }), { predictions: [0, 0] })
    assert.deepEqual(await answered(good, 'plus', row), answer)
  })

  test('a process that is killed comes back with the models of its project', async () => {
    const before = familyOf(process.pid, 'onnx.worker')
    assert.equal(before.length, 2) // one for each project
    for (const pid of before) process.kill(pid, 'SIGKILL')
    const hasBegunAnew = (pids: number[]) => pids.length === 2 && !pids.some(pid => before.includes(pid))
    while (!hasBegunAnew(familyOf(process.pid, 'onnx.worker'))) await sleep(10)
    for (const mlflow of [bad, good]) assert.deepEqual(await answered(mlflow, 'plus', row), answer)
  })

  test('the command line deploys, predicts and retires', async () => {
    const env = { TRIREME_URL: inside.url, TRIREME_TOKEN: good.token, TRIREME_PROJECT: 'good' }
    const trireme = async (...words: string[]) =>
      (await promisify(execFile)(process.execPath, [command, ...words], { env })).stdout
    assert.match(
      await trireme('deploy', 'plus', '1', '--endpoint', 'more'),
      /^plus v1 is live at http.*more\/invocations/,
    )
    assert.equal(await trireme('predict', 'more', 'x=41'), '[42]\n')
    assert.match(await trireme('endpoint', 'get', 'more'), /plus v1 +live/)
    await trireme('endpoint', 'retire', 'more')
    assert.match(await trireme('endpoint', 'list'), /more +development +http/)
  })

  test('what came in and went out is kept, summed up over time, and a failed request says why', async () => {
    const at = { project: 'good', endpoint: 'plus' }
    assert.deepEqual(await answered(good, 'plus', { x: [[40], [41]] }), { predictions: [41, 42] })
    await assert.rejects(inside.owner.deployments.predict({ ...at, rows: [{ x: 'many' }] }))
    const kept = () => inside.owner.predictions.predictions(at)
    while (!(await kept()).predictions.some(one => one.error !== null)) await sleep(50)
    const { predictions, outcomes } = await kept()
    const [failed, last] = predictions
    assert.deepEqual([failed?.rows, failed?.outputs, last?.error], [0, [], null])
    assert.deepEqual([last?.version, last?.rows, last?.outputs], [1, 2, [41, 42]])
    assert.equal(outcomes[0]?.labels.find(one => one.label === '42')?.count, 1)
    const { total, versions } = await inside.owner.predictions.history({ ...at, span: 'hour' })
    assert.deepEqual([versions.length, total?.errors], [1, 1])
    assert.equal(total?.requests, predictions.length)
    assert.equal(
      versions[0]?.points.reduce((sum, point) => sum + point.rows, 0),
      total?.rows,
    )
  })

  test('an endpoint that is live somewhere is not taken over by naming another environment', async () => {
    const wish = { project: 'good', endpoint: 'plus', model: 'plus', version: 1, environment: 'experimentation' }
    await assert.rejects(inside.owner.deployments.deploy(wish), /live in development, not in experimentation/)
    await inside.owner.deployments.retire({ project: 'good', endpoint: 'plus' })
    assert.equal((await inside.owner.deployments.deploy(wish)).environment.name, 'experimentation')
  })

  test('a project whose endpoints are retired keeps no process', async () => {
    for (const endpoint of ['endless', 'eater', 'plus'])
      await inside.owner.deployments.retire({ project: 'bad', endpoint })
    while (familyOf(process.pid, 'onnx.worker').length > 1) await sleep(10)
    const { status, message } = await refused(await invoke(bad, 'plus', row))
    assert.equal(status, 503)
    assert.match(message, /no live deployment/)
  })
})

test('a killed server leaves no model process, and answers as before when it is back', { timeout: 60_000 }, async t => {
  const server = await startPlatform()
  t.after(() => server.stop())
  const { api } = await signInWith(() => server.url, server.signInUrl)
  const mlflow = await openProject(api, { url: server.url, project: 'ships' })
  await registerOnnx(mlflow, 'plus', plusOne())
  await api.deployments.deploy({ project: 'ships', endpoint: 'plus', model: 'plus', version: 1 })
  const [worker = 0, ...others] = familyOf(server.pid, 'onnx.worker')
  assert(worker > 0 && others.length === 0)
  await server.kill('SIGKILL')
  while (isRunning(worker)) await sleep(10)
  await server.restart()
  assert.deepEqual(await (await invoke(mlflow, 'plus', row)).json(), answer)
})
