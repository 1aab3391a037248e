import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { openTrireme, type Inside } from '../../test/inside.ts'
import { startPlatform } from '../../test/platform.ts'
import { freshDatabase } from '../../test/postgres.ts'
import { openReceiver } from '../../test/receiver.ts'
import { folderOf } from '../backbone/storage/folder.ts'
import { migrate } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import { connect, type Trireme } from '../sdk/trireme.ts'

const run = promisify(execFile)
const main = join(import.meta.dirname, '..', '..', 'bin', 'trireme.mjs')

/** A local command, as the operator types it. */
async function trireme(place: { data: string; database?: string; path?: string }, ...args: string[]): Promise<string> {
  const PATH = place.path ?? process.env['PATH']
  const env = { ...process.env, PATH, TRIREME_DATA: place.data, DATABASE_URL: place.database ?? '' }
  return (await run(process.execPath, [main, ...args], { env })).stdout
}

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'operator-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A project with a dataset, and somebody who goes on writing. */
const ships = async (api: Trireme) => ({ kind: 'project', id: (await api.projects.get({ project: 'ships' })).id })

async function busy(inside: Inside) {
  const { owner } = inside
  await owner.projects.create({
    name: 'Ships ⛵',
    slug: 'ships',
    seats: [{ seat: 'data_engineer', userId: inside.ownerId }],
  })
  await owner.datasets.upload({ project: 'ships', name: 'boats', fileName: 'boats.csv', body: 'boat,oars\nArgo,50\n' })
  let isOver = false
  const writing = (async () => {
    for (let at = 0; !isOver; at += 1)
      await owner.talk.add({ project: 'ships', object: await ships(owner), body: `Stroke ${at}` })
  })()
  return async () => {
    isOver = true
    await writing
  }
}

/** What has to be there on the restored side: the sign-in, the rows, the bytes, the log, and new events on top. */
async function checkRestored(inside: Inside, place: { data: string; database?: string }) {
  const { dataset } = await inside.owner.datasets.versions({ project: 'ships', name: 'boats' })
  assert.equal(dataset.latest?.rows, 1)
  const file = await inside.owner.datasets.download({ project: 'ships', name: 'boats', version: 1, format: 'csv' })
  assert.match(await file.text(), /Argo/)
  const before = await inside.owner.events.list({ project: 'ships', limit: 1 })
  await inside.owner.talk.add({ project: 'ships', object: await ships(inside.owner), body: 'After the storm' })
  const now = await inside.owner.events.list({ project: 'ships', limit: 1 })
  assert.notEqual(now.events[0]?.id, before.events[0]?.id, 'what happens after the restore is the newest')
  await inside.restart()
  assert.equal(JSON.parse(await trireme(place, 'events', 'verify', '--json')).unsealed, 0)
}

test('a backup made under writes goes from SQLite to Postgres and back, and everything is there', async t => {
  const folder = await folderFor(t)
  const first = await openTrireme()
  t.after(() => first.close())
  const calm = await busy(first)
  const said = await trireme({ data: first.dataDir }, 'backup', join(folder, 'one'))
  await calm()
  assert.match(said, /rows of \d+ tables and \d+ blobs .* the log is whole/)
  await assert.rejects(trireme({ data: first.dataDir }, 'backup', join(folder, 'one')), /is not empty/)
  await assert.rejects(trireme({ data: first.dataDir }, 'restore', join(folder, 'one')), /Another Trireme server/)

  const database = await freshDatabase()
  t.after(() => database.drop())
  const second = { data: join(folder, 'second'), database: database.url }
  await trireme(second, 'restore', join(folder, 'one'))
  await assert.rejects(trireme(second, 'restore', join(folder, 'one')), /There is data already/)
  const onPostgres = await openTrireme({ databaseUrl: database.url, env: { TRIREME_DATA: second.data } })
  try {
    await checkRestored(onPostgres, second)
    await trireme(second, 'backup', join(folder, 'two'))
  } finally {
    await onPostgres.close()
  }

  const third = { data: join(folder, 'third') }
  await trireme(third, 'restore', join(folder, 'two'))
  const onSqlite = await openTrireme({ env: { TRIREME_DATA: third.data } })
  try {
    await checkRestored(onSqlite, third)
  } finally {
    await onSqlite.close()
  }
})

test('a restore elsewhere names the webhooks that need a new secret, and these send nothing before they have one', async t => {
  const folder = await folderFor(t)
  const receiver = await openReceiver()
  t.after(() => receiver.close())
  const TRIREME_ALLOWED_ADDRESSES = '127.0.0.1'
  const first = await openTrireme({ env: { TRIREME_ALLOWED_ADDRESSES } })
  t.after(() => first.close())
  await first.owner.projects.create({ name: 'Ships', slug: 'ships' })
  const add = (name: string, isSigned: boolean) =>
    first.owner.webhooks.create({
      project: 'ships',
      name,
      url: receiver.url,
      events: ['model_version.created'],
      isSigned,
    })
  const made = await add('ci', true)
  assert.equal((await add('plain', false)).secret, null)
  assert.match(made.secret ?? '', /^[\w-]{43}$/)
  await trireme({ data: first.dataDir }, 'backup', join(folder, 'one'))
  const place = { data: join(folder, 'other') }
  const said = await trireme(place, 'restore', join(folder, 'one'))
  assert.match(said, /The webhook ci of ships needs a new secret/)
  assert.doesNotMatch(said, /plain/)
  const second = await openTrireme({ env: { TRIREME_DATA: place.data, TRIREME_ALLOWED_ADDRESSES } })
  try {
    const { owner } = second
    const needing = async () =>
      (await owner.webhooks.list({ project: 'ships' })).webhooks.filter(one => one.needsSecret).map(({ name }) => name)
    const test = () => owner.webhooks.test({ project: 'ships', webhook: made.id })
    assert.deepEqual(await needing(), ['ci'])
    assert.match((await test()).error ?? '', /set the secret again/)
    assert.equal(receiver.got.length, 0)
    const { secret } = await owner.webhooks.renewSecret({ project: 'ships', webhook: made.id })
    assert.notEqual(secret, made.secret)
    assert.deepEqual(await needing(), [])
    assert.equal((await test()).isSuccess, true)
    const [got] = receiver.got
    const signed = `${got?.headers['x-mlflow-delivery-id']}.${got?.headers['x-mlflow-timestamp']}.${got?.body}`
    const signature = createHmac('sha256', secret ?? '')
      .update(signed)
      .digest('base64')
    assert.equal(got?.headers['x-mlflow-signature'], `v1,${signature}`)
  } finally {
    await second.close()
  }
})

test('a backup that lacks something restores nothing and says what is missing', async t => {
  const folder = await folderFor(t)
  const server = await startPlatform()
  try {
    await trireme({ data: server.dataDir }, 'backup', join(folder, 'one'))
  } finally {
    await server.stop()
  }
  const users = join(folder, 'one', 'tables', 'users.ndjson')
  const kept = await readFile(users, 'utf8')
  await writeFile(users, '')
  const place = { data: join(folder, 'other') }
  await assert.rejects(trireme(place, 'restore', join(folder, 'one')), /damaged|FOREIGN KEY/)
  await writeFile(users, kept)
  assert.match(await trireme(place, 'restore', join(folder, 'one')), /now holds/)
  await assert.rejects(trireme(place, 'restore', folder), /is not a backup/)
})

test('the doctor names every part and changes no data', async t => {
  const data = join(await folderFor(t), 'data')
  const findings: { name: string; words: string }[] = JSON.parse(await trireme({ data }, 'doctor', '--json'))
  assert.deepEqual(
    findings.map(({ name }) => name),
    ['node', 'data', 'space', 'database', 'blobs', 'isolation', 'python', 'uv', 'index'],
  )
  assert.match(await trireme({ data }, 'doctor'), /^ok +node +node \d+/)
  assert(!existsSync(folderOf(data).database))
})

test('the doctor says where code is not isolated, why, and what it means', async t => {
  const data = join(await folderFor(t), 'data')
  const said = await trireme({ data, path: '/nonexistent' }, 'doctor')
  assert.match(
    said,
    /^missing +isolation +isolation: none, because bubblewrap is not installed; install .*rights of the server/m,
  )
})

test('the demo says that it needs a running server', async t => {
  const server = await startPlatform()
  t.after(() => rm(server.dataDir, { recursive: true, force: true }))
  const place = { data: server.dataDir }
  try {
    await assert.rejects(trireme(place, 'demo', '--data', 'nothing.csv'), /There is no file nothing\.csv/)
  } finally {
    await server.kill('SIGTERM')
  }
  await assert.rejects(trireme(place, 'demo'), /No server runs on/)
})

test('before the tables change, the server keeps the database as it was', async t => {
  const data = await folderFor(t)
  const { backups, database } = folderOf(data)
  const db = openDatabase({ url: '', file: database })
  await migrate(db)
  const names = (await db.selectFrom('migrations').select('name').orderBy('name').execute()).map(({ name }) => name)
  // the last change seems new, and cannot succeed
  await db
    .deleteFrom('migrations')
    .where('name', '=', names.at(-1) ?? '')
    .execute()
  await db.destroy()
  await assert.rejects(trireme({ data }, 'start'), /already exists|duplicate column/)
  const [kept = ''] = await readdir(backups)
  const copy = openDatabase({ url: '', file: join(backups, kept) })
  t.after(() => copy.destroy())
  const inside = await copy.selectFrom('migrations').select('name').orderBy('name').execute()
  assert.deepEqual(
    inside.map(({ name }) => name),
    names.slice(0, -1),
  )
})

test('the operator makes an agent that acts for a person, in some projects and with no more than may be lent', async t => {
  const inside = await openTrireme()
  t.after(() => inside.close())
  const { owner } = inside
  await owner.projects.create({
    name: 'Ships',
    slug: 'ships',
    seats: [{ seat: 'data_scientist', name: 'Ada', email: 'ada@example.org' }],
  })
  const place = { data: inside.dataDir }
  const making = ['token', 'create', '--agent-for', 'ada@example.org', '--project', 'ships']
  const token = (await trireme(place, ...making, '--name', 'Aide', '--rights', 'talk:write', '--expires', '1d')).trim()
  const agent = connect({ url: inside.url, token })
  assert.deepEqual(
    (await agent.projects.list()).projects.map(({ slug }) => slug),
    ['ships'],
  )
  const said = await agent.talk.add({ project: 'ships', object: await ships(owner), body: 'Aye' })
  assert.deepEqual([said.author.name, said.agent?.name], ['Ada', 'Aide'])
  await assert.rejects(
    agent.hypotheses.create({ project: 'ships', title: 'No' }),
    /has not lent this agent "hypothesis:write"/,
  )
  await assert.rejects(trireme(place, ...making, '--rights', 'gate:decide'), /An agent is never given gate:decide/)
  await assert.rejects(
    trireme(place, 'token', 'create', '--agent-for', 'no@example.org', '--project', 'ships'),
    /There is no person/,
  )
})
