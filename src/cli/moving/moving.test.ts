import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPeer, type Peer } from '../../../bench/peer/peer.ts'
import { mlflowAs } from '../../../test/mlflow.ts'
import { openTrireme, signInWith } from '../../../test/inside.ts'
import { startPlatform } from '../../../test/platform.ts'
import { mlflowImage, type MlflowRelease } from '../../../test/python.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const main = join(root, 'bin', 'trireme.mjs')
const script = join(root, 'test', 'mlflow_history.py')

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moving-'))
})
after(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** A project of a new server, with the command line of a person in it. */
async function destination() {
  const inside = await openTrireme()
  const { project } = await inside.owner.projects.create({
    name: 'Ships',
    seats: [{ seat: 'data_scientist', userId: inside.ownerId }],
  })
  const { token } = await mlflowAs(inside, { api: inside.owner, project: project.slug })
  const trireme = commandOf({ url: inside.url, token, project: project.slug })
  return { inside, project: project.slug, token, trireme, place: { uri: inside.url, token } }
}
type Here = Awaited<ReturnType<typeof destination>>

type Where = { url: string; token: string; project: string }

const commandOf =
  ({ url, token, project }: Where) =>
  async (...args: string[]) => {
    const env = { ...process.env, TRIREME_URL: url, TRIREME_TOKEN: token, TRIREME_PROJECT: project }
    const child = spawn(process.execPath, [main, ...args], { env, cwd: folder })
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`)
    return stdout
  }

type Place = { uri: string; token?: string }
type Step = 'make' | 'add' | 'tell'
type Told = Record<string, unknown>

/** Steps of MLflow's own client at places, in one process since it starts slowly; returns what was told. */
async function python(release: MlflowRelease, steps: [Place, ...Step[]][]): Promise<Told[]> {
  const files: string[] = []
  const words = steps.flatMap(([{ uri, token = '' }, ...wanted]) => [
    ...['at', uri, token],
    ...wanted.flatMap(step => (step === 'tell' ? [step, newFile(files)] : [step])),
  ])
  const env = { ...process.env, MLFLOW_ALLOW_FILE_STORE: 'true', MLFLOW_HTTP_REQUEST_MAX_RETRIES: '2' }
  const child = spawn(join(await mlflowImage(release), 'bin', 'python'), [script, ...words], { env, cwd: folder })
  child.stdout.resume()
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  assert.equal(code, 0, `${words.join(' ')}: ${stderr.slice(-3_000)}`)
  return Promise.all(files.map(async file => JSON.parse(await readFile(file, 'utf8'))))
}

function newFile(files: string[]): string {
  const file = join(folder, `told-${randomUUID()}.json`)
  files.push(file)
  return file
}

const nothingNew = /nothing has changed/

for (const release of ['2.22', 'newest'] as const)
  describe(`from a server of MLflow ${release}`, () => {
    let peer: Peer
    let here: Here
    let other: Here
    before(async () => {
      peer = await startPeer(release)
      here = await destination()
      other = await destination()
    })
    after(async () => {
      await here.inside.close()
      await other.inside.close()
      await peer.stop()
    })

    test('its client sees here what it sees there: ids, times, points, files, versions; twice is once', async () => {
      const [there] = await python(release, [[{ uri: peer.url }, 'make', 'tell']])
      const from = ['import', 'mlflow', '--from', peer.url]
      assert.match(await here.trireme(...from), /The history of .* is here/)
      assert.match(await here.trireme(...from), nothingNew)
      assert.match(await here.trireme(...from, '--again'), nothingNew)
      const [seen, later] = await python(release, [
        [here.place, 'tell'],
        [{ uri: peer.url }, 'add', 'tell'],
      ])
      assert.deepEqual(seen, there)

      const database = ['import', 'mlflow', '--from', `sqlite:///${peer.database}`, '--artifacts', peer.artifacts]
      await here.trireme(...from) // brings what was added there meanwhile
      await other.trireme(...database) // brings all of it without the server
      assert.match(await other.trireme(...database), nothingNew)
      const [now, beside] = await python(release, [
        [here.place, 'tell'],
        [other.place, 'tell'],
      ])
      assert.deepEqual(now, later)
      assert.deepEqual(beside, later)
    })
  })

test('a folder mlruns comes whole, infinities too, and goes out as one that MLflow opens', async () => {
  const here = await destination()
  try {
    const store = join(folder, 'mlruns')
    const [there] = await python('newest', [[{ uri: `file://${store}` }, 'make', 'tell']])
    await here.trireme('import', 'mlflow', '--from', store)
    assert.match(await here.trireme('import', 'mlflow', '--from', store), nothingNew)
    const out = join(folder, 'out')
    await here.trireme('export', 'project', '--to', out)
    const [seen, taken] = await python('newest', [
      [here.place, 'tell'],
      [{ uri: `file://${join(out, 'mlruns')}` }, 'tell'],
    ])
    assert.deepEqual(seen, there)
    assert.deepEqual(taken, there)
    assert.ok(existsSync(join(out, 'tables', 'metrics.parquet')))
  } finally {
    await here.inside.close()
  }
})

const runs = 120
const steps = 400

/** A store as MLflow writes it, large enough to be interrupted. */
async function writeStore(root: string) {
  const at = join(root, '7')
  await mkdir(at, { recursive: true })
  await writeFile(join(at, 'meta.yaml'), `experiment_id: '7'\nname: Long\nlifecycle_stage: active\ncreation_time: 5\n`)
  for (let n = 0; n < runs; n++) {
    const id = n.toString(16).padStart(32, '0')
    for (const part of ['metrics', 'artifacts', 'params', 'tags']) await mkdir(join(at, id, part), { recursive: true })
    const points = Array.from({ length: steps }, (_, step) => `${1000 + step} ${step / 3} ${step}\n`)
    await writeFile(join(at, id, 'metrics', 'loss'), points.join(''))
    await writeFile(join(at, id, 'artifacts', 'model.bin'), id)
    await writeFile(
      join(at, id, 'meta.yaml'),
      `run_id: ${id}\nrun_name: run ${n}\nexperiment_id: '7'\nstatus: 3\nstart_time: 1\nend_time: 2\nlifecycle_stage: active\nuser_id: ada\nartifact_uri: ${join(at, id, 'artifacts')}\n`,
    )
  }
}

test('killed with its program and with the server, an import goes on and keeps everything once', async () => {
  const store = join(folder, 'long')
  await writeStore(store)
  const platform = await startPlatform()
  try {
    const { api, id } = await signInWith(() => platform.url, platform.signInUrl)
    const seats = [{ seat: 'data_scientist' as const, userId: id }]
    const { project } = await api.projects.create({ name: 'Ships', seats })
    const { secret } = await api.tokens.create({ project: project.slug, name: 'script' })
    const env = { ...process.env, TRIREME_URL: platform.url, TRIREME_TOKEN: secret, TRIREME_PROJECT: project.slug }
    const begin = () => spawn(process.execPath, [main, 'import', 'mlflow', '--from', store], { env })
    const read = async () => (await api.imports.list({ project: project.slug })).imports[0]

    const first = begin()
    while (((await read())?.counts.made.runs ?? 0) === 0) await sleep(5)
    first.kill('SIGKILL')
    await once(first, 'exit')

    const second = begin()
    const files = (await read())?.counts.made.files ?? 0
    while (((await read())?.counts.made.files ?? 0) <= files && second.exitCode === null) await sleep(5)
    await platform.kill('SIGKILL')
    await once(second, 'exit')
    await platform.restart()

    const third = begin()
    const [code] = await once(third, 'exit')
    assert.equal(code, 0)
    const { imports } = await api.imports.list({ project: project.slug })
    assert.equal(imports.length, 1)
    assert.equal(imports[0]?.state, 'done')
    const { made } = imports[0].counts
    assert.deepEqual([made.runs, made.points, made.files], [runs, runs * steps, runs])
    const { total } = await api.runs.count({ project: project.slug })
    assert.equal(total, runs)
  } finally {
    await platform.stop()
  }
})
