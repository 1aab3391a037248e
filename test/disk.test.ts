import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { probeSandbox } from '../src/backbone/engines/sandbox.ts'
import { isErrorCode } from '../src/kernel/errors.ts'
import { AppError, type Trireme } from '../src/sdk/trireme.ts'
import { signInWith } from './inside.ts'

/** A server on a disk of 40 MiB: a file system of its own, which bubblewrap makes without any right where it works. */
const main = join(dirname(import.meta.dirname), 'bin', 'server.mjs')
const size = String(40 * 1024 * 1024)

let folder = ''
let server: ChildProcess
let owner: Trireme
/** the data folder as the server sees it */
let inside = ''
let projectId = ''

/** where no file system can be made, the reason is the only fact left */
const sandbox = await probeSandbox()
before(async () => {
  if (sandbox.kind === 'none') return
  folder = await mkdtemp(join(tmpdir(), 'disk-'))
  const started = inRoom(['--size', size, '--tmpfs', folder])
  server = started.child
  const link = await started.line(/^sign-in /)
  const url = new URL(link.split(' ')[1] ?? '').origin
  owner = (await signInWith(() => url, link)).api
  inside = `/proc/${await childOf(server.pid)}/root${folder}`
})
after(async () => {
  if (sandbox.kind === 'none') return
  server.kill()
  await once(server, 'exit')
  await rm(folder, { recursive: true, force: true })
})

function inRoom(mounts: string[]) {
  const args = ['--dev-bind', '/', '/', ...mounts, '--die-with-parent', process.execPath, main]
  const env = { ...process.env, TRIREME_DATA: folder, TRIREME_PORT: '0', TRIREME_DEMO: 'off' }
  const child = spawn('bwrap', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines = createInterface(child.stdout)
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      lines.on('line', one => pattern.test(one) && resolve(one))
      lines.once('close', () => reject(new Error('the server ended')))
    })
  return { child, line }
}

async function childOf(pid: number | undefined): Promise<string> {
  const listed = spawn('ps', ['-o', 'pid=', '--ppid', String(pid)])
  return (await text(listed.stdout)).trim()
}

const comment = (at: number) =>
  owner.talk.add({
    project: 'harbour',
    object: { kind: 'project', id: projectId },
    body: `word ${at} ${'x'.repeat(9_000)}`,
  })

test('a full disk refuses what it cannot keep, keeps what it said, and goes on when there is room', async () => {
  if (sandbox.kind === 'none') return assert.notEqual(sandbox.reason, '')
  projectId = (await owner.projects.create({ name: 'Harbour' })).project.id
  // the last megabyte is for the database
  await writeFile(join(inside, 'ballast'), Buffer.alloc(38 * 1024 * 1024)).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  })
  let kept = 0
  const refusal = await (async () => {
    for (;;)
      try {
        await comment(kept)
        kept += 1
      } catch (error) {
        return error
      }
  })()
  assert(refusal instanceof AppError && isErrorCode(refusal.code))
  assert.equal(refusal.code, 'unavailable')
  assert.match(refusal.message, /disk of the server is full/)
  const { comments } = await owner.talk.list({ project: 'harbour', kind: 'project', id: projectId, limit: 500 })
  assert.equal(comments.length, kept)
  await truncate(join(inside, 'ballast'), 0)
  await comment(kept)
})

test('a data folder that cannot be written is refused at the start with what to do', async () => {
  if (sandbox.kind === 'none') return assert.notEqual(sandbox.reason, '')
  const { child } = inRoom(['--ro-bind', folder, folder])
  const said = text(child.stderr ?? [])
  const [code] = z
    .tuple([z.number()])
    .rest(z.unknown())
    .parse(await once(child, 'exit'))
  assert.equal(code, 1)
  assert.match(await said, /cannot be written/)
})
