import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { probeSandbox } from '../../../backbone/engines/sandbox.ts'
import { ImageSpec, type BuildProgress } from '../spec.schema.ts'
import { buildImage } from './build.ts'
import { runChild } from './child.ts'
import { lockedPackages, lockImage } from './lock.ts'
import { probeImageTools } from './probe.ts'
import { removeUnfinished } from './workplace.ts'
import { buildingFolder, type Workshop } from './workshop.ts'

const data = await mkdtemp(join(tmpdir(), 'trireme-images-'))
const workshop: Workshop = { data, sandbox: await probeSandbox(), env: process.env }
after(() => rm(data, { recursive: true, force: true }))

const spec = (packages: string[], more: Partial<ImageSpec> = {}) =>
  ImageSpec.parse({ python: '>=3.10', packages, ...more })

const run = (image: string, ...command: string[]) => {
  const [program = '', ...args] = command
  return execFileSync(join(image, 'bin', program), args, { env: { PATH: '/usr/bin:/bin' }, encoding: 'utf8' }).trim()
}

const unfinished = () => readdir(buildingFolder(data))

test('an image is locked by hash, built whole, works where it lies, and is there at once the second time', async () => {
  const stages: BuildProgress[] = []
  const lock = await lockImage(workshop, spec(['six', 'tabulate']), { onProgress: step => stages.push(step) })
  assert.match(lock.lock, /^six==[\d.]+ \\\n {4}--hash=sha256:[0-9a-f]{64}/)
  assert.equal(lockedPackages(lock.lock).length, 2)
  const built = await buildImage(workshop, lock, { onProgress: step => stages.push(step) })
  assert.equal(built.isReused, false)
  assert.ok(built.folder.endsWith(lock.digest.slice('sha256:'.length)))
  assert.ok(built.sizeBytes > 10_000)
  const files = await readdir(join(built.folder, 'lib'), { recursive: true })
  assert.ok(
    files.some(file => /__pycache__\/six\.cpython-\d+\.pyc$/.test(file)),
    'compiled before anything imports it',
  )
  assert.equal(run(built.folder, 'python', '-c', 'import six, sys; print(sys.prefix)'), built.folder)
  assert.match(run(built.folder, 'tabulate', '--help'), /Usage: tabulate/)
  assert.deepEqual([...new Set(stages.map(step => step.stage))], ['tools', 'lock', 'download', 'install', 'done'])
  const again = await buildImage(workshop, await lockImage(workshop, spec(['tabulate', 'six'])))
  assert.deepEqual({ folder: again.folder, isReused: again.isReused }, { folder: built.folder, isReused: true })
  assert.deepEqual(await unfinished(), [])
})

test('a Python that is not there is named, with those that are', async () => {
  await assert.rejects(lockImage(workshop, spec(['six'], { python: '>=3.99' })), {
    code: 'unavailable',
    message: /^No Python on this machine fits >=3\.99; there is 3\./,
    hint: /Install a Python that fits, or widen the range/,
  })
  const pythonless: Workshop = { ...workshop, data: join(data, 'empty'), env: { PATH: '/nonexistent' } }
  await assert.rejects(lockImage(pythonless, spec(['six'])), {
    code: 'unavailable',
    message: /Python is not installed/,
  })
  const tools = await probeImageTools(pythonless)
  assert.deepEqual(
    tools.map(tool => [tool.name, tool.isThere]),
    [
      ['python', false],
      ['uv', false],
      ['index', true],
    ],
  )
})

test('a package without a wheel is refused unless source builds are allowed', async () => {
  await assert.rejects(lockImage(workshop, spec(['docopt'])), {
    code: 'bad_request',
    message: /has no wheel for this Python and platform: .*docopt/,
    hint: /allowSourceBuilds/,
  })
})

test("packages that do not exist or do not fit together are the user's to change", async () => {
  await assert.rejects(lockImage(workshop, spec(['six>=99'])), { code: 'bad_request', message: /six/ })
})

for (const line of [
  '-r /etc/passwd',
  '--index-url=http://a.example/',
  'six @ file:///etc',
  'https://a.example/x.whl',
  './x',
  'six\n-r x',
  'six; python_version < "3"\n-e .',
  'git+ssh://a/b',
]) {
  test(`an image file cannot ask for ${JSON.stringify(line)}`, () => {
    assert.equal(ImageSpec.safeParse({ python: '3.12', packages: [line] }).success, false)
  })
}

test('an image file takes names, extras, versions and markers', () => {
  const packages = [
    'six',
    'mlflow-skinny>=3.4,<4',
    'uvicorn[standard] ==0.54.*',
    'tomli>=2 ; python_version < "3.11"',
    'a~=1.0',
  ]
  assert.deepEqual(ImageSpec.parse({ python: '>=3.10,<3.14', packages }).packages, packages)
  assert.equal(ImageSpec.safeParse({ python: '/usr/bin/python', packages: [] }).success, false)
})

test('a lock that was changed is not built', async () => {
  const lock = await lockImage(workshop, spec(['six']))
  await assert.rejects(buildImage(workshop, { ...lock, lock: `${lock.lock}idna==3.10\n` }), { code: 'bad_request' })
})

test('what a killed server left behind is removed at the next start', async () => {
  await mkdir(join(buildingFolder(data), 'image.partial-old', 'image'), { recursive: true })
  await removeUnfinished(data)
  assert.deepEqual(await unfinished(), [])
})

async function serveIndex(answer: (request: IncomingMessage, reply: ServerResponse) => void) {
  const server = createServer(answer)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { host: `127.0.0.1:${address.port}`, close }
}

test('a cancelled build ends its processes and leaves no folder', async () => {
  const abort = new AbortController()
  const reason = new Error('cancelled by a person')
  const index = await serveIndex(() => abort.abort(reason)) // an index that never answers
  const env = { ...process.env, UV_DEFAULT_INDEX: `http://${index.host}/simple` }
  await assert.rejects(lockImage({ ...workshop, env }, spec(['six-never-cached']), { signal: abort.signal }), reason)
  index.close()
  assert.deepEqual(await unfinished(), [])
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')))
  assert.deepEqual(
    lines.filter(line => line.includes(data)),
    [],
  )
})

test('an index that cannot be reached is said so', async () => {
  const env = { ...process.env, UV_DEFAULT_INDEX: 'http://anna:hidden@127.0.0.1:9/simple', UV_HTTP_RETRIES: '0' }
  await assert.rejects(lockImage({ ...workshop, env }, spec(['never-cached'])), error => {
    assert.ok(error instanceof Error && !error.message.includes('hidden'))
    return /The package index cannot be reached/.test(error.message)
  })
})

const makeWheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as z:
  z.writestr('tinytool.py', 'words = "it works"\\n')
  z.writestr('tinytool-1.0.data/scripts/tinytool', '#!python\\nprint("it runs")\\n')
  z.writestr('tinytool-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: tinytool\\nVersion: 1.0\\n')
  z.writestr('tinytool-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
  z.writestr('tinytool-1.0.dist-info/RECORD', '')
`

/** An index with one wheel, open only to anna; `digest` is what it says of the wheel. */
async function privateIndex(digest?: string) {
  const wheel = join(data, 'tinytool-1.0-py3-none-any.whl')
  execFileSync('python3', ['-c', makeWheel, wheel])
  const bytes = await readFile(wheel)
  const hash = digest ?? createHash('sha256').update(bytes).digest('hex')
  const page = `<a href="/files/tinytool-1.0-py3-none-any.whl#sha256=${hash}">tinytool-1.0-py3-none-any.whl</a>`
  const index = await serveIndex((request, reply) => {
    const isAnna = request.headers.authorization === `Basic ${Buffer.from('anna:hidden').toString('base64')}`
    if (!isAnna) return void reply.writeHead(401, { 'www-authenticate': 'Basic' }).end()
    if (request.url?.startsWith('/files/')) return void reply.end(bytes)
    reply.writeHead(200, { 'content-type': 'text/html' }).end(page)
  })
  return { url: `http://anna:hidden@${index.host}/simple`, close: index.close }
}

test('a private index named in pip.conf is used, and its password enters no lock, progress or probe', async () => {
  const index = await privateIndex()
  const home = join(data, 'home')
  await mkdir(join(home, '.config', 'pip'), { recursive: true })
  await writeFile(join(home, '.config', 'pip', 'pip.conf'), `[global]\nindex-url = ${index.url}\n`)
  const own: Workshop = { ...workshop, env: { PATH: process.env['PATH'], HOME: home } }
  const said: BuildProgress[] = []
  const onProgress = (progress: BuildProgress) => said.push(progress)
  const lock = await lockImage(own, spec(['tinytool']), { onProgress })
  const { folder } = await buildImage(own, lock, { onProgress })
  index.close()
  assert.equal(run(folder, 'python', '-c', 'import tinytool; print(tinytool.words)'), 'it works')
  assert.equal(run(folder, 'tinytool'), 'it runs')
  const words = JSON.stringify([lock, said, await probeImageTools(own)])
  assert.ok(words.includes('***@127.0.0.1') && !words.includes('hidden'), words)
})

const script = join(import.meta.dirname, '..', '..', '..', '..', 'python', 'fetch_wheel.py')

test('where pip is missing a script fetches a tool from the named index and checks its hash', async () => {
  const index = await privateIndex()
  const folder = join(data, 'fetched')
  const env = { PATH: process.env['PATH'] ?? '', PIP_INDEX_URL: index.url }
  const fetchTool = (from: typeof env, to: string) =>
    runChild(['python3', script, 'tinytool', '1.0', to], { env: from })
  assert.equal((await fetchTool(env, folder)).code, 0)
  assert.match(await readFile(join(folder, 'bin', 'tinytool'), 'utf8'), /it runs/)
  index.close()
  const lying = await privateIndex('0'.repeat(64))
  const refused = await fetchTool({ ...env, PIP_INDEX_URL: lying.url }, join(data, 'refused'))
  lying.close()
  assert.match(refused.stderr, /does not have the hash/)
  assert.equal((await readdir(data)).includes('refused'), false)
})

const spy = `
import os, sys, zipfile
def look():
  seen = []
  for path in (DATA + '/trireme.db', DATA + '/images', DATA + '/tools/uv-cache', '/etc/shadow'):
    try:
      os.listdir(path) if os.path.isdir(path) else open(path).read()
      seen.append(path)
    except OSError: pass
  return seen
def build_wheel(folder, config_settings=None, metadata_directory=None):
  name = 'spy-1.0-py3-none-any.whl'
  with zipfile.ZipFile(os.path.join(folder, name), 'w') as z:
    z.writestr('spy.py', 'seen = ' + repr(look()))
    z.writestr('spy-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: spy\\nVersion: 1.0\\n')
    z.writestr('spy-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: spy\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    z.writestr('spy-1.0.dist-info/RECORD', '')
  return name
`
const makeSource = `
import io, sys, tarfile
with tarfile.open(sys.argv[1], 'w:gz') as t:
  for name, text in (('pyproject.toml', sys.argv[2]), ('backend.py', sys.argv[3]), ('PKG-INFO', 'Metadata-Version: 2.1\\nName: spy\\nVersion: 1.0\\n')):
    info = tarfile.TarInfo('spy-1.0/' + name); info.size = len(text.encode())
    t.addfile(info, io.BytesIO(text.encode()))
`

test('the build code of a package sees neither the data nor other images, where there is a sandbox', async () => {
  const links = join(data, 'links')
  await mkdir(links)
  await writeFile(join(data, 'trireme.db'), 'rows of everybody')
  const project =
    '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "spy"\nversion = "1.0"\n'
  execFileSync('python3', [
    '-c',
    makeSource,
    join(links, 'spy-1.0.tar.gz'),
    project,
    `DATA = ${JSON.stringify(data)}\n${spy}`,
  ])
  const own: Workshop = { ...workshop, env: { ...process.env, PIP_FIND_LINKS: links } }
  await assert.rejects(lockImage(own, spec(['spy'])), { code: 'bad_request' })
  const { folder } = await buildImage(own, await lockImage(own, spec(['spy'], { allowSourceBuilds: true })))
  const seen = run(folder, 'python', '-c', 'import spy; print(spy.seen)')
  if (workshop.sandbox.kind === 'bubblewrap') assert.equal(seen, '[]')
  assert.deepEqual(await unfinished(), [])
})
