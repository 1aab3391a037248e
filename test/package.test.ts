import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)
const root = dirname(import.meta.dirname)
const isRoot = process.getuid?.() === 0
/** Whoever is root gives the server to an account that may write nothing but its data. */
const nobody = 65_534

let folder = ''
const Packed = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }))
let packed: z.infer<typeof Packed>[number]

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'))
  await chmod(folder, 0o755)
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, maxBuffer: 1e8 })
  const [first] = Packed.parse(JSON.parse(stdout.slice(stdout.indexOf('['))))
  assert(first)
  packed = first
})
after(() => rm(folder, { recursive: true, force: true }))

test('the package holds what was compiled, the pages and the example, and none of our sources or tests', () => {
  const paths = packed.files.map(({ path }) => path)
  for (const needed of [
    'dist/packed/start.mjs',
    'dist/packed/licenses.md',
    'dist/web/licenses.md',
    'bin/server.mjs',
    'dist/web/index.html',
    'dist/sdk/trireme.d.ts',
    'bin/trireme.mjs',
    'LICENSE',
  ])
    assert(paths.includes(needed), `${needed} is missing`)
  assert(paths.includes('python/trireme_runtime/serve.py') && paths.includes('examples/flight-delays/project.json'))
  assert.deepEqual(
    paths.filter(path => /\.test\.|(?<!\.d)\.tsx?$|^(src|test|bench)\/|__pycache__/.test(path)),
    [],
  )
})

test('installed in an empty folder it starts, by an account that may write only its data', async () => {
  const home = join(folder, 'home')
  await mkdir(home)
  await writeFile(join(home, 'package.json'), '{"private":true}')
  const tarball = join(folder, packed.filename)
  await run('npm', ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', tarball], {
    cwd: home,
  })
  const data = join(folder, 'data')
  await mkdir(data)
  if (isRoot) await chown(data, nobody, nobody)
  const server = spawn(join(home, 'node_modules', '.bin', 'trireme'), ['start'], {
    cwd: home,
    env: { PATH: process.env['PATH'], TRIREME_DATA: data, TRIREME_PORT: '0', TRIREME_DEMO: 'off', HOME: data },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  })
  try {
    const [line] = z
      .tuple([z.string()])
      .rest(z.unknown())
      .parse(await once(createInterface(server.stdout), 'line'))
    const url = line.split(' ')[1] ?? ''
    assert.match(line, /^ready http/)
    assert.match(await (await fetch(url)).text(), /<div id="root">/)
    assert.equal((await fetch(`${url}/ready`)).status, 200)
  } finally {
    server.kill()
  }
  const [code] = z
    .tuple([z.number().nullable()])
    .rest(z.unknown())
    .parse(await once(server, 'exit'))
  assert.equal(code, 0)
  assert((await readdir(data)).includes('trireme.db'))
})
