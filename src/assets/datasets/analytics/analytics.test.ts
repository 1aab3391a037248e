import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../../kernel/errors.ts'
import { openWorkbench, realTable, type Workbench } from './workbench.ts'

let bench: Workbench
before(async () => {
  bench = await openWorkbench()
})
after(() => bench.close())

const failure = (call: Promise<unknown>) =>
  call.then(
    () => assert.fail('it was answered'),
    (error: unknown) => error,
  )

/** A table that takes seconds to read, so that there is time to disturb. */
const long = () => bench.put(`a,b,c\n${'2001-01-01 10:00:00,some words here,123456\n'.repeat(1_500_000)}`)

/** Resolves when the call says that it has come to this step. */
function untilStep(step: string) {
  const reached = Promise.withResolvers<void>()
  return {
    reached: reached.promise,
    onProgress: (progress: { step: string }) => void (progress.step === step && reached.resolve()),
  }
}

test('a killed process answers its call with what to do, and the next call starts another', async () => {
  const [file, out] = [await long(), bench.fresh()]
  const { reached, onProgress } = untilStep('reading')
  const call = bench.analytics.ingest({ file, out }, { onProgress })
  const queued = bench.analytics.ingest({ file: realTable('airports.csv'), out: bench.fresh() })
  await reached
  const [pid] = bench.analytics.pids()
  assert.ok(pid)
  process.kill(pid, 'SIGKILL')
  const error = await failure(call)
  assert.ok(error instanceof AppError, String(error))
  assert.equal(error.code, 'unavailable')
  assert.match(error.message, /ended \(SIGKILL\) while it did "ingest"; nothing was changed, try again/)
  assert.equal((await queued).rows, 3376, 'a call that had not begun was lost')
  assert.ok(!existsSync(out) && !existsSync(`${out}.part`), 'an unfinished file has the name of a finished one')
  assert.equal(bench.analytics.pids().includes(pid), false)
})

test('a cancelled call stops at once, with the reason it was cancelled for, and its process goes on', async () => {
  const file = await long()
  for (const step of ['checking', 'reading', 'typing']) {
    const abort = new AbortController()
    const { reached, onProgress } = untilStep(step)
    const call = bench.analytics.ingest({ file, out: bench.fresh() }, { signal: abort.signal, onProgress })
    await reached
    const pids = bench.analytics.pids()
    const reason = new AppError('conflict', `Cancelled while ${step}`)
    abort.abort(reason)
    assert.equal(await failure(call), reason)
    assert.deepEqual(bench.analytics.pids(), pids)
  }
  const late = AbortSignal.abort(new Error('before it began'))
  assert.match(String(await failure(bench.analytics.profile(file, { signal: late }))), /before it began/)
})

test('a page does not wait for an upload', async () => {
  const { out } = await bench.ingestFile(realTable('penguins.json'))
  const { reached, onProgress } = untilStep('reading')
  let isDone = false
  const upload = bench.analytics
    .ingest({ file: await long(), out: bench.fresh() }, { onProgress })
    .then(() => (isDone = true))
  await reached
  assert.equal((await bench.analytics.preview(out)).total, 344)
  assert.equal(isDone, false)
  await upload
})

test('the process knows nothing of the server: no variables, no settings, no argument but its own', async () => {
  process.env['TRIREME_TEST_SECRET'] = 'do not inherit me'
  const clean = await openWorkbench()
  try {
    await clean.ingestFile(realTable('penguins.json'))
    const [pid] = clean.analytics.pids()
    if (process.platform !== 'linux') return
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map(line => line.split('=')[0])
    assert.deepEqual(
      names.filter(name => name && !name.startsWith('NODE_CHANNEL')),
      ['TZ'],
    )
  } finally {
    delete process.env['TRIREME_TEST_SECRET']
    await clean.close()
  }
})

test('closing ends the processes, answers what waits and leaves nothing behind', async () => {
  const closing = await openWorkbench()
  const { out } = await closing.ingestFile(realTable('flights-20k.json'))
  const calls = [closing.analytics.profile(out), closing.analytics.profile(out), closing.analytics.preview(out)].map(
    failure,
  )
  const pids = closing.analytics.pids()
  await closing.analytics.close()
  for (const error of await Promise.all(calls)) assert.equal(error instanceof AppError && error.code, 'unavailable')
  for (const pid of pids) assert.throws(() => process.kill(pid, 0), /ESRCH/)
  assert.deepEqual(readdirSync(`${closing.folder}/analytics`), [])
  const late = await failure(closing.analytics.preview(out))
  assert.match(String(late), /The server is stopping/)
  await closing.close()
})

test('a process without work ends and gives its memory back', async () => {
  const idle = await openWorkbench({ idleMs: 50 })
  try {
    const { out } = await idle.ingestFile(realTable('penguins.json'))
    while (idle.analytics.pids().length > 0) await sleep(20)
    assert.equal((await idle.analytics.preview(out)).total, 344)
  } finally {
    await idle.close()
  }
})

test('a table that does not fit into the memory given is written by way of the disk', async () => {
  const small = await openWorkbench({ memoryBytes: 96 * 1024 * 1024 })
  try {
    const lines = Array.from({ length: 400_000 }, (_, i) => `${i},${(i * 7919) % 400_000},${'word'.repeat(20)} ${i}`)
    const result = await small.ingest(['id,n,text', ...lines].join('\n'))
    assert.equal(result.rows, 400_000)
    assert.deepEqual((await small.analytics.profile(result.out)).columns[2]?.notes, ['all_unique'])
  } finally {
    await small.close()
  }
})
