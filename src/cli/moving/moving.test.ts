import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { extract } from 'tar'
import { z } from 'zod'
import { startPeer } from '../../../bench/peer/peer.ts'
import { mlflowAs } from '../../../test/mlflow.ts'
import { openTrireme, signInWith } from '../../../test/inside.ts'
import { startPlatform } from '../../../test/platform.ts'
import { freshDatabase } from '../../../test/postgres.ts'
import { driverUrl, mlflowImage, postgresDriver, type MlflowRelease } from '../../../test/python.ts'

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

/** `at`: the folder in which the client runs */
type Place = { uri: string; token?: string; at?: string }
type Ask = (step: 'make' | 'add' | 'tell', place: Place) => Promise<unknown>

/** MLflow's own client, one process for all its steps since it starts slowly. */
async function openPython(release: MlflowRelease): Promise<{ ask: Ask; stop(): Promise<void> }> {
  const env = {
    ...process.env,
    ...(release === 'newest' && { PYTHONPATH: await postgresDriver() }),
    MLFLOW_ALLOW_FILE_STORE: 'true',
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '2',
  }
  const child = spawn(join(await mlflowImage(release), 'bin', 'python'), [script], { env, cwd: folder })
  const said = text(child.stderr)
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    async ask(step, { uri, token = '', at = folder }) {
      child.stdin.write(`${JSON.stringify([step, uri, token, at])}\n`)
      const { value, done } = await answers.next()
      if (done) throw new Error(`${step} at ${uri}: ${(await said).slice(-3_000)}`)
      return JSON.parse(value)
    },
    async stop() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

const Told = z.looseObject({
  runs: z.array(z.looseObject({ id: z.string(), name: z.string(), files: z.record(z.string(), z.string()) })),
})

const nothingNew = /nothing has changed/

describe('with the client of MLflow 2.22', () => {
  let python: Awaited<ReturnType<typeof openPython>>
  before(async () => {
    python = await openPython('2.22')
  })
  after(() => python.stop())

  test('its client sees here what it sees at its server: ids, times, points, files, versions; twice is once', () =>
    compareWithServer('2.22', python.ask))
})

describe('with the newest client of MLflow', () => {
  let python: Awaited<ReturnType<typeof openPython>>
  before(async () => {
    python = await openPython('newest')
  })
  after(() => python.stop())

  test('its client sees here what it sees at its server: ids, times, points, files, versions; twice is once', () =>
    compareWithServer('newest', python.ask))

  test('a store in Postgres comes whole, without its server; what is added later too', async () => {
    const here = await destination()
    const database = await freshDatabase()
    try {
      const uri = driverUrl(database.url)
      await python.ask('make', { uri })
      const from = ['import', 'mlflow', '--from', uri, '--artifacts', join(folder, 'mlruns')]
      await here.trireme(...from)
      assert.match(await here.trireme(...from), nothingNew)
      await python.ask('add', { uri })
      await here.trireme(...from)
      assert.deepEqual(await python.ask('tell', here.place), await python.ask('tell', { uri }))
    } finally {
      await here.inside.close()
      await database.drop()
    }
  })

  test('a folder mlruns comes whole, infinities too, and goes out as one that MLflow opens', async () => {
    const here = await destination()
    try {
      const store = join(folder, 'store')
      const place = { uri: `file://${store}` }
      await python.ask('make', place)
      const there = Told.parse(await python.ask('tell', place))
      await here.trireme('import', 'mlflow', '--from', store)
      assert.match(await here.trireme('import', 'mlflow', '--from', store), nothingNew)
      const seen = Told.parse(await python.ask('tell', here.place))
      // MLflow loses sight of the files of a deleted experiment until it is restored; here they are
      const hidden = seen.runs.find(({ name }) => name === 'run 50')
      assert.equal(Object.keys(hidden?.files ?? {}).length, 3)
      const whole = { ...there, runs: there.runs.map(run => (run.id === hidden?.id ? hidden : run)) }
      assert.deepEqual(seen, whole)
      await here.trireme('export', 'project', '--to', join(folder, 'out.tar.zst'))
      await extract({ file: join(folder, 'out.tar.zst'), cwd: folder })
      const out = join(folder, 'out')
      assert.deepEqual(await python.ask('tell', { uri: './mlruns', at: out }), whole)
      assert.ok(existsSync(join(out, 'tables', 'metrics.parquet')))

      assert.match(await here.trireme('export', 'verify', out), /Every file and every sealed event/)
      const seals = await readFile(join(out, 'seals.ndjson'), 'utf8')
      const events = await readFile(join(out, 'events.ndjson'), 'utf8')
      assert.equal(seals.split('\n').length, events.split('\n').length)
      await writeFile(join(out, 'seals.ndjson'), seals.replace('\\"finish\\"', '\\"cancel\\"'))
      await rm(join(out, 'tables', 'params.parquet'))
      const refused = here.trireme('export', 'verify', out)
      await assert.rejects(refused, /params.parquet: is missing[^]*the event is not the one that was sealed/)
    } finally {
      await here.inside.close()
    }
  })
})

async function compareWithServer(release: MlflowRelease, ask: Ask): Promise<void> {
  const [peer, here, other] = await Promise.all([startPeer({ release }), destination(), destination()])
  try {
    const place = { uri: peer.url }
    await ask('make', place)
    const from = ['import', 'mlflow', '--from', peer.url]
    assert.match(await here.trireme(...from), /The history of .* is here/)
    assert.match(await here.trireme(...from), nothingNew)
    assert.match(await here.trireme(...from, '--again'), nothingNew)
    assert.deepEqual(await ask('tell', here.place), await ask('tell', place))

    await ask('add', place)
    const later = await ask('tell', place)
    await here.trireme(...from) // brings what was added there meanwhile
    assert.deepEqual(await ask('tell', here.place), later)
    const database = ['import', 'mlflow', '--from', `sqlite:///${peer.database}`, '--artifacts', peer.artifacts]
    await other.trireme(...database) // brings all of it without the server
    assert.match(await other.trireme(...database), nothingNew)
    assert.deepEqual(await ask('tell', other.place), later)
  } finally {
    await Promise.all([here.inside.close(), other.inside.close(), peer.stop()])
  }
}

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
