import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import {
  endlessIfAsked,
  memoryEater,
  minusMean,
  outsideTensor,
  onnxModel,
  plusOne,
  elements,
} from '../../../../test/onnx.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { Tensor, Tensors } from '../signatures/tensor.ts'
import { spawnPlain } from './child.ts'
import { startOnnxProcess } from './onnx.ts'
import type { OnnxOptions } from './onnx.ts'

const folder = mkdtemp(join(tmpdir(), 'onnx-'))
after(async () => rm(await folder, { recursive: true, force: true }))

const soon = { timeoutMs: 10_000 }

async function start(t: TestContext, options: Partial<OnnxOptions> = {}) {
  const host = await startOnnxProcess({ memoryBytes: 1024 ** 3, ...options })
  t.after(() => host.close())
  return host
}

async function file(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(await folder, name)
  await writeFile(path, bytes)
  return path
}

const floats = (...values: number[]): Tensor => ({
  type: 'float32',
  dims: [values.length, 1],
  data: Float32Array.from(values),
})
const flag = (value: number): Tensor => ({ type: 'bool', dims: [], data: Uint8Array.of(value) })
const count = (value: bigint): Tensor => ({ type: 'int64', dims: [1], data: BigInt64Array.of(value) })
const numbers = (outputs: Tensors) => Array.from(outputs['y']?.data ?? [], Number)

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert(error instanceof AppError, String(error))
  return error
}

test('a model is loaded, says what it takes and gives, predicts, and is unloaded', async t => {
  const host = await start(t)
  const model = await host.load('plus', await file('plus.onnx', plusOne()))
  assert.deepEqual(model, {
    inputs: [{ name: 'x', type: 'float32', shape: [-1, 1] }],
    outputs: [{ name: 'y', type: 'float32', shape: [-1, 1] }],
  })
  const outputs = await host.predict('plus', { x: floats(1, Number.NaN) }, soon)
  assert.deepEqual(outputs, { y: floats(2, Number.NaN) })
  assert.deepEqual(host.stats().models, [{ id: 'plus', state: 'ready', strikes: 0, predictions: 1 }])
  await host.unload('plus')
  assert.equal((await failureOf(host.predict('plus', { x: floats(1) }, soon))).code, 'not_found')
})

test("feeds that do not fit are the request's mistake, and spoil no one else's answer", async t => {
  const host = await start(t)
  await host.load('plus', await file('plus.onnx', plusOne()), { rowsAreIndependent: true })
  const sent: Tensors[] = [{ x: floats(1) }, { z: floats(1) }, { x: count(1n) }, { x: floats(2) }]
  const calls = sent.map(feeds => host.predict('plus', feeds, soon))
  const [first, missing, type, last] = await Promise.allSettled(calls)
  assert.deepEqual(
    [first, last].map(answer => answer?.status === 'fulfilled' && numbers(answer.value)),
    [[2], [3]],
  )
  assert.equal(missing?.status === 'rejected' && missing.reason.code, 'bad_request')
  assert.match(type?.status === 'rejected' ? type.reason.message : '', /refused the input/)
})

test('requests of one moment share a call of the runtime only where rows are independent', async t => {
  const host = await start(t)
  const path = await file('mean.onnx', minusMean())
  await host.load('apart', path)
  await host.load('together', path, { rowsAreIndependent: true })
  const both = async (id: string) =>
    (await Promise.all([1, 3].map(value => host.predict(id, { x: floats(value) }, soon)))).map(numbers)
  assert.deepEqual(await both('apart'), [[0], [0]])
  assert.deepEqual(await both('together'), [[-1], [1]])
})

test('an endless model is killed at its deadline, other models answer again, and it is taken out after three times', async t => {
  const host = await start(t)
  await host.load('plus', await file('plus.onnx', plusOne()))
  await host.load('endless', await file('endless.onnx', endlessIfAsked()))
  assert.deepEqual(numbers(await host.predict('endless', { go: flag(0), x: floats(5) }, soon)), [5])
  const { pid } = host.stats()
  for (const strikes of [1, 2, 3]) {
    const hanging = host.predict('endless', { go: flag(1), x: floats(1) }, { timeoutMs: 1_000 })
    const behind = host.predict('plus', { x: floats(strikes) }, soon)
    assert.deepEqual((await failureOf(hanging)).details, { reason: 'deadline' })
    assert.deepEqual(numbers(await behind), [strikes + 1])
  }
  assert.notEqual(host.stats().pid, pid)
  assert.equal(host.stats().restarts, 3)
  const refused = await failureOf(host.predict('endless', { go: flag(0), x: floats(5) }, soon))
  assert.equal(refused.code, 'unavailable')
  assert.match(
    refused.message,
    /ended its process 3 times within ten minutes; the last time it took longer than 1000 ms/,
  )
  assert.deepEqual(
    host.stats().models.map(({ id, state }) => [id, state]),
    [
      ['plus', 'ready'],
      ['endless', 'failed'],
    ],
  )
  await host.load('endless', await file('endless.onnx', endlessIfAsked()))
  assert.deepEqual(numbers(await host.predict('endless', { go: flag(0), x: floats(5) }, soon)), [5])
})

test('a caller with a tiny deadline gives up alone and costs no one the process', async t => {
  const host = await start(t)
  await host.load('endless', await file('endless.onnx', endlessIfAsked()))
  const answers = await Promise.allSettled(
    [1, 2, 3, 4].map(() => host.predict('endless', { go: flag(0), x: floats(5) }, { timeoutMs: 0 })),
  )
  // an answer may be quicker than the shortest timer; what gave up says so
  for (const answer of answers) if (answer.status === 'rejected') assert.match(String(answer.reason), /AppError/)
  assert.deepEqual(numbers(await host.predict('endless', { go: flag(0), x: floats(5) }, soon)), [5])
  assert.equal(host.stats().restarts, 0)
})

test(
  'a model that eats memory is killed, and says so',
  { skip: process.platform !== 'linux' && 'only Linux says what a process holds' },
  async t => {
    const host = await start(t, { memoryBytes: 400 * 1024 ** 2 })
    await host.load('eater', await file('eater.onnx', memoryEater()))
    assert.equal(numbers(await host.predict('eater', { count: count(3n) }, soon)).length, 3)
    const killed = await failureOf(host.predict('eater', { count: count(400_000_000n) }, soon))
    assert.equal(killed.code, 'unavailable')
    assert.match(killed.message, /used more than its 400 MB of memory/)
    assert.equal(numbers(await host.predict('eater', { count: count(3n) }, soon)).length, 3)
  },
)

test('a process killed from outside comes back with its models', async t => {
  const host = await start(t)
  await host.load('plus', await file('plus.onnx', plusOne()))
  const { pid } = host.stats()
  assert(pid)
  process.kill(pid, 'SIGKILL')
  while (host.stats().pid === pid) await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(numbers(await host.predict('plus', { x: floats(1) }, soon)), [2])
  assert.deepEqual(host.stats().models, [{ id: 'plus', state: 'ready', strikes: 0, predictions: 1 }])
})

test('a file that cannot be served is refused, and what was served before still is', async t => {
  const host = await start(t)
  await host.load('plus', await file('plus.onnx', plusOne()))
  const column = { name: 'x', element: elements.float, shape: [1] }
  const outside = onnxModel({
    nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    inputs: [column],
    outputs: [{ ...column, name: 'y' }],
    initializers: [outsideTensor('w')],
  })
  const refusals: [Uint8Array, RegExp][] = [
    [outside, /keeps tensors in another file/],
    [new TextEncoder().encode('not a model'), /not an ONNX file/],
    [
      onnxModel({ nodes: [{ op: 'Nonsense', inputs: ['x'], outputs: ['y'] }], inputs: [column], outputs: [column] }),
      /cannot load this graph/,
    ],
  ]
  for (const [bytes, reason] of refusals) {
    const refused = await failureOf(host.load('plus', await file('bad.onnx', bytes)))
    assert.equal(refused.code, 'bad_request')
    assert.match(refused.message, reason)
  }
  assert.deepEqual(numbers(await host.predict('plus', { x: floats(1) }, soon)), [2])
  assert.equal(host.stats().restarts, 0)
})

const hideRuntime = `
import { registerHooks } from 'node:module'
registerHooks({ resolve(name, context, next) {
  if (name === 'onnxruntime-node') throw new Error('Cannot find package onnxruntime-node')
  return next(name, context)
} })`
const missing = `data:text/javascript,${encodeURIComponent(hideRuntime)}`

test('without the ONNX runtime the start says what to install', async () => {
  const failed = await failureOf(
    startOnnxProcess({
      memoryBytes: 1024 ** 3,
      // a loader that finds no such package stands for a platform without it
      spawn: (command, args, options) => spawnPlain(command, ['--import', missing, ...args], options),
    }),
  )
  assert.equal(failed.code, 'unavailable')
  assert.match(failed.hint ?? '', /onnxruntime-node/)
})

test('closing fails what waits, and leaves no process', async () => {
  const host = await startOnnxProcess({ memoryBytes: 1024 ** 3 })
  await host.load('endless', await file('endless.onnx', endlessIfAsked()))
  const { pid } = host.stats()
  const calls = [1, 2].map(() => failureOf(host.predict('endless', { go: flag(1), x: floats(1) }, soon)))
  await new Promise(resolve => setImmediate(resolve))
  await host.close()
  for (const call of await Promise.all(calls)) assert.equal(call.code, 'unavailable')
  assert(pid)
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})

test('what waits for the process when it is closed hears of it', async t => {
  const host = await start(t)
  const plus = await file('plus.onnx', plusOne())
  await host.load('endless', await file('endless.onnx', endlessIfAsked()))
  await host.load('plus', plus)
  const running = failureOf(host.predict('endless', { go: flag(1), x: floats(1) }, soon))
  await new Promise(setImmediate) // it is at work now
  const [unloaded, loading] = [host.unload('plus'), failureOf(host.load('more', plus))]
  await host.close()
  assert.equal((await running).code, 'unavailable')
  assert.equal((await loading).code, 'unavailable')
  await unloaded
})
