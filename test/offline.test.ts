import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { probeSandbox } from '../src/backbone/engines/sandbox.ts'

/** Everything local on a machine whose network is closed: a namespace with its own loopback and nothing else. */
const root = dirname(import.meta.dirname)
const closed = ['--dev-bind', '/', '/', '--unshare-net', '--unshare-pid', '--proc', '/proc', '--die-with-parent']
const sandbox = await probeSandbox()

async function inClosedRoom(...args: string[]): Promise<{ said: string; code: number | null }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env // the tests inside are run for themselves
  const child = spawn('bwrap', [...closed, process.execPath, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { said: said + complaint, code: await ended }
}

const parts = [
  ['people, projects, tokens and talk', 'src/people/people.test.ts', 'SQLite'],
  ['datasets, their reading and their pages', 'src/assets/datasets/datasets.test.ts', 'SQLite'],
  ['steps of code', 'src/backbone/engines/attempts/attempts.test.ts', 'SQLite (code runs|the step calls)'],
  ["MLflow's protocol", 'src/protocols/mlflow/mlflow.test.ts', 'SQLite'],
  ['served models', 'src/projects/deployments/onnx.test.ts', 'a killed server .* answers as before'],
] as const

test('a machine without network is really without', async () => {
  if (sandbox.kind === 'none') return assert.notEqual(sandbox.reason, '')
  const look = "console.log(Object.keys(require('node:os').networkInterfaces()).join())"
  assert.deepEqual(await inClosedRoom('-e', look), { said: 'lo\n', code: 0 })
})

for (const [what, file, pattern] of parts)
  test(`with the network closed all facts still hold of ${what}`, async () => {
    if (sandbox.kind === 'none') return assert.notEqual(sandbox.reason, '')
    const { said, code } = await inClosedRoom(
      '--test',
      '--test-reporter=tap',
      `--test-name-pattern=${pattern}`,
      join(root, file),
    )
    assert.equal(code, 0, said)
    assert.match(said, /^# pass [1-9]/m)
  })
