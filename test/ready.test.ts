import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { installPackages } from '../scripts/packages.mjs'

const run = promisify(execFile)
const root = dirname(import.meta.dirname)

const locked = {
  'node_modules/mast': { version: '1.0.0', integrity: 'sha512-AAAA' },
  'node_modules/ruler': { version: '2.0.0', integrity: 'sha512-AAAA', dev: true },
  'node_modules/sail-other': { version: '1.0.0', optional: true, os: ['other'], cpu: [process.arch] },
}

/** A project whose lock names these packages, of which some are there; its registry is a port where nobody listens. */
async function project(t: TestContext, installed?: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ready-'))
  t.after(() => rm(folder, { recursive: true }))
  const own = { name: 'ship', version: '1.0.0' }
  const wishes = { dependencies: { mast: '1.0.0' }, devDependencies: { ruler: '2.0.0' } }
  const lock = { ...own, lockfileVersion: 3, packages: { '': { ...own, ...wishes }, ...locked } }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...own, ...wishes }))
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock))
  await writeFile(
    join(folder, '.npmrc'),
    `registry=http://127.0.0.1:9/\nfetch-retries=0\ncache=${join(folder, 'cache')}\n`,
  )
  if (!installed) return folder
  await mkdir(join(folder, 'node_modules'))
  await writeFile(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }))
  return folder
}

const { 'node_modules/mast': mast, 'node_modules/ruler': ruler } = locked
const served = { 'node_modules/mast': mast }
const complete = { ...served, 'node_modules/ruler': ruler }

test('what is installed already is left alone, and packages of other systems are not missed', async t => {
  assert.equal(installPackages(await project(t, complete), { withTools: true }), false)
  assert.equal(installPackages(await project(t, served), { withTools: false }), false)
})

test('without a network the sentence says so, whether nothing, a tool or a newer version is missing', async t => {
  const older = { ...complete, 'node_modules/mast': { version: '0.9.0' } }
  for (const installed of [undefined, served, older]) {
    const folder = await project(t, installed)
    assert.throws(() => installPackages(folder, { withTools: true }), /registry cannot be reached/)
  }
})

test('the command starts from any folder and says what it is set to, with passwords masked', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'command-'))
  t.after(() => rm(folder, { recursive: true }))
  const env = {
    ...process.env,
    TRIREME_DATA: join(folder, 'data'),
    DATABASE_URL: 'postgres://me:secret@127.0.0.1/ships',
  }
  const { stdout } = await run(process.execPath, [join(root, 'bin/trireme.mjs'), 'config', '--json'], {
    cwd: folder,
    env,
  })
  assert.match(stdout, /TRIREME_PORT/)
  assert.match(stdout, /postgres:\/\/me:\*+@/)
  assert(!existsSync(join(folder, 'data')))
})
