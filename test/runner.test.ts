import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { processesOf } from '../scripts/leftovers.mjs'

const root = dirname(import.meta.dirname)
const head = `import { test } from 'node:test'\nimport { spawn } from 'node:child_process'\n`

/** A project of its own with the real runner and these tests in it. */
async function startRun(t: TestContext, tests: Record<string, string>, args: string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'runner-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await Promise.all(['scripts', 'bin'].map(name => cp(join(root, name), join(folder, name), { recursive: true })))
  await mkdir(join(folder, 'test'))
  for (const [name, body] of Object.entries(tests)) await writeFile(join(folder, 'test', name), head + body)
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, [join(folder, 'scripts/test.mjs'), ...args], {
    env: { ...env, TEST_DATABASE_URL: 'postgres://nobody@127.0.0.1/none', FOLDER: folder },
  })
  const ended = Promise.all([once(child, 'exit'), text(child.stdout)]).then(([[code], output]) => ({ code, output }))
  return { child, folder, ended }
}

const lastLine = (output: string) => output.trimEnd().split('\n').at(-1)

test('a run ends with its totals and succeeds when every test passed', async t => {
  const { ended } = await startRun(t, { 'a.test.ts': `test('one', () => {})\ntest('two', () => {})` })
  const { code, output } = await ended
  assert.equal(code, 0)
  assert.equal(lastLine(output), '2 passed, 0 failed')
})

test('a test that a helper declares counts for the file that was run', async t => {
  const { ended } = await startRun(t, {
    'helper.ts': `export const twice = name => [1, 2].forEach(n => test(name + n, () => {}))`,
    'a.test.ts': `import { twice } from './helper.ts'\ntwice('one')`,
  })
  const { code, output } = await ended
  assert.equal(code, 0, output)
  assert.match(output, /a\.test\.ts {2}2 passed/)
  assert.equal(lastLine(output), '2 passed, 0 failed')
})

test('a failed assertion and a file that does not load both fail the run and tell why', async t => {
  const { ended } = await startRun(t, {
    'a.test.ts': `test('one', () => {})\ntest('two', () => { throw new Error('the mast broke') })`,
    'b.test.ts': `throw new Error('the hull leaks')`,
    'c.test.ts': '',
  })
  const { code, output } = await ended
  assert.equal(code, 1)
  assert.equal(lastLine(output), '1 passed, 3 failed')
  assert.match(output, /the mast broke/)
  assert.match(output, /the hull leaks/)
  assert.match(output, /it holds no test/)
})

test('a file ends with its last test, even if a failed one left something open', async t => {
  const { ended } = await startRun(t, {
    'a.test.ts': `test('one', () => { setInterval(() => {}, 1_000); throw new Error('early') })`,
  })
  const { code, output } = await ended
  assert.equal(code, 1)
  assert.equal(lastLine(output), '0 passed, 1 failed')
})

test('a run without any test fails', async t => {
  const { ended } = await startRun(t, { 'a.test.ts': `test('one', () => {})` }, ['test/other'])
  const { code, output } = await ended
  assert.equal(code, 1)
  assert.match(output, /found no test/)
})

test('a process that a test leaves behind is ended and fails the run', { timeout: 60_000 }, async t => {
  const left = `const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }); child.unref()`
  const { folder, ended } = await startRun(t, { 'a.test.ts': `test('one', () => { ${left} })` })
  const { code, output } = await ended
  assert.equal(code, 1)
  assert.match(output, /\d+ sleep 600/)
  assert.deepEqual(await processesOf(folder, { patience: 5_000 }), [])
})

test('a run that is interrupted ends its tests and says that it is not whole', async t => {
  const waits = `import { writeFileSync } from 'node:fs'
    test('one', async () => {
      writeFileSync(process.env.FOLDER + '/started', '')
      await new Promise(done => setTimeout(done, 600_000))
    })`
  const { child, folder, ended } = await startRun(t, { 'a.test.ts': waits })
  await untilWritten(join(folder, 'started'))
  child.kill('SIGINT')
  const { code, output } = await ended
  assert.equal(code, 1)
  assert.match(output, /was stopped before its end/)
  assert.deepEqual(await processesOf(folder, { patience: 5_000 }), [])
})

async function untilWritten(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(20)
}
