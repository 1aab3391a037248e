import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { familyOf, isRunning } from '../../../../test/processes.ts'
import { demoImage } from '../../../../test/python.ts'
import { AppError } from '../../../kernel/errors.ts'
import { startPyfunc } from './pyfunc.ts'
import type { PyfuncInput } from './pyfunc.ts'

const folder = mkdtemp(join(tmpdir(), 'pyfunc-'))
after(async () => rm(await folder, { recursive: true, force: true }))

/** The interpreter, when the models are there. */
const python = (async () => {
  const interpreter = join(await demoImage(), 'bin', 'python')
  await promisify(execFile)(interpreter, [join(import.meta.dirname, '../../../../test/pyfunc_models.py'), await folder])
  return interpreter
})()

async function start(t: TestContext, model: string, memoryBytes = 2 * 1024 ** 3) {
  const worker = await startPyfunc({ python: await python, modelPath: join(await folder, model), memoryBytes })
  t.after(() => worker.close())
  return worker
}

const soon = { timeoutMs: 30_000 }
const rows = (...values: number[]): PyfuncInput => ({ frame: { names: ['x'], columns: [values], rows: values.length } })

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert(error instanceof AppError, String(error))
  return error
}

test('a scikit-learn model gives predictions and, asked for, probabilities; requests travel together', async t => {
  const worker = await start(t, 'logistic')
  assert.equal(worker.model.hasProbabilities, true)
  assert.deepEqual(worker.model.classes, ['no', 'yes'])
  const frame = {
    names: ['n', 'x'],
    columns: [
      [1, 4],
      [1, 4],
    ],
    rows: 2,
  }
  const answers = await Promise.all(
    [1, 2, 3].map(() => worker.predict({ frame }, { ...soon, withProbabilities: true })),
  )
  for (const { predictions, probabilities = [], classes } of answers) {
    assert.deepEqual(
      [predictions, classes],
      [
        ['no', 'yes'],
        ['no', 'yes'],
      ],
    )
    assert.equal(probabilities.length, 2)
    for (const chances of probabilities) assert(Math.abs(chances.reduce((sum, chance) => sum + chance, 0) - 1) < 1e-9)
  }
  const { predictions } = await worker.predict({ payload: { dataframe_records: [{ x: 4, n: 4 }] } }, soon)
  assert.deepEqual(predictions, ['yes'])
  const missing = await failureOf(worker.predict(rows(1), soon))
  assert.equal(missing.code, 'bad_request')
  assert.match(missing.message, /Model is missing inputs \['n'\]/)
})

test("what a model prints is kept as its log and is never taken for an answer; its own failure is the request's", async t => {
  const worker = await start(t, 'habits')
  assert.deepEqual(await worker.predict(rows(-1, 5), soon), { predictions: [-2, 10] })
  for (const said of ['to stdout', 'to file descriptor 1', 'from a child']) assert.match(worker.log(), new RegExp(said))
  const [bad, good] = await Promise.allSettled([worker.predict(rows(-5), soon), worker.predict(rows(3), soon)])
  assert.deepEqual(good.status === 'fulfilled' && good.value.predictions, [6])
  assert.match(bad.status === 'rejected' ? bad.reason.message : '', /does not like -5/)
  assert.deepEqual((await worker.predict(rows(1), { ...soon, params: { plus: 0.5 } })).predictions, [2.5])
  assert.equal(worker.stats().restarts, 0)
})

test('requests whose answers do not fall apart by rows are answered one by one, and NaN is null', async t => {
  const worker = await start(t, 'mean')
  const answers = await Promise.all([rows(1, 3), rows(10)].map(input => worker.predict(input, soon)))
  assert.deepEqual(
    answers.map(({ predictions }) => predictions),
    [
      { mean: 2, nothing: null },
      { mean: 10, nothing: null },
    ],
  )
})

test('a model that hangs, ends or eats memory is started anew, and taken out after three times', async t => {
  const worker = await start(t, 'habits', 900 * 1024 ** 2)
  const hung = await failureOf(worker.predict(rows(-2), { timeoutMs: 2_000 }))
  assert.deepEqual([hung.code, hung.details], ['unavailable', { reason: 'deadline' }])
  assert.deepEqual((await worker.predict(rows(1), soon)).predictions, [2])
  assert.match((await failureOf(worker.predict(rows(-4), soon))).message, /ended by itself \(7\)/)
  assert.deepEqual((await worker.predict(rows(1), soon)).predictions, [2])
  const eater = await failureOf(worker.predict(rows(-3), soon))
  assert.match(eater.message, /used more than its 900 MB of memory/)
  assert.equal(worker.stats().state, 'failed')
  assert.match((await failureOf(worker.predict(rows(1), soon))).message, /ended its process 3 times/)
})

test('a model that starts processes without end is ended with all of them', async t => {
  const worker = await start(t, 'habits')
  const { pid = 0 } = worker.stats()
  const crowd = failureOf(worker.predict(rows(-6), soon))
  let seen: number[] = []
  while (seen.length < 50) {
    seen = familyOf(pid, '600')
    await sleep(5)
  }
  assert.match((await crowd).message, /started more than 128 processes/)
  while (seen.some(isRunning)) await sleep(10)
})

for (const kind of ['in its sandbox', 'without a sandbox'])
  test(`a model that never returns ends with the server that is killed, ${kind}`, { timeout: 60_000 }, async () => {
    const image = dirname(dirname(await python))
    const script = join(import.meta.dirname, '../../../../test/pyfunc.child.ts')
    const parent = spawn(process.execPath, [script, image, join(await folder, 'habits'), kind])
    const [ready] = await once(createInterface(parent.stdout), 'line')
    assert.equal(ready, 'asked')
    const [worker = 0, ...others] = familyOf(parent.pid ?? 0, 'serve.py')
    assert(worker > 0 && others.length === 0)
    parent.kill('SIGKILL')
    while (isRunning(worker)) await sleep(10)
  })

test('a model that mlflow cannot load says why', async () => {
  const failed = await failureOf(
    startPyfunc({ python: await python, modelPath: join(await folder, 'broken'), memoryBytes: 2 * 1024 ** 3 }),
  )
  assert.equal(failed.code, 'bad_request')
  assert.match(failed.message, /no_such_module/)
})

test('an interpreter that is not there says so', async () => {
  const failed = await failureOf(
    startPyfunc({ python: join(await folder, 'nothing'), modelPath: await folder, memoryBytes: 2 * 1024 ** 3 }),
  )
  assert.equal(failed.code, 'unavailable')
  assert.match(failed.message, /could not be started/)
})
