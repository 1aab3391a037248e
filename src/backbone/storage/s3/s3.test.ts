import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openTrireme, signInWith } from '../../../../test/inside.ts'
import { mlflowCalls, openMlflow } from '../../../../test/mlflow.ts'
import { startPlatform } from '../../../../test/platform.ts'
import { startS3, type TestS3 } from '../../../../test/s3.ts'
import { backUp } from '../../../operator/backup.ts'
import { examine } from '../../../operator/doctor.ts'
import { restore } from '../../../operator/restore.ts'
import { readConfig } from '../../../kernel/config.ts'
import { openBlobs, type Blobs } from '../blobs.ts'

let s3: TestS3
let folder = ''
let blobs: Blobs
const settings = (dataDir: string, more: Record<string, string> = {}) =>
  readConfig({ ...s3.env, TRIREME_DATA: dataDir, ...more })

before(async () => {
  s3 = await startS3()
  folder = await mkdtemp(join(tmpdir(), 's3-blobs-'))
  blobs = openBlobs(settings(folder))
})
after(async () => {
  await s3.stop()
  await rm(folder, { recursive: true, force: true })
})

const streamOf = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]).stream()
const bytesOf = async (body: ReadableStream<Uint8Array>) => Buffer.from(await new Response(body).arrayBuffer())
const digestOf = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
/** as on a machine that has nothing of them yet */
const elsewhere = async <T>(work: (blobs: Blobs, folder: string) => Promise<T>): Promise<T> => {
  const other = await mkdtemp(join(tmpdir(), 's3-other-'))
  try {
    return await work(openBlobs(settings(other)), other)
  } finally {
    await rm(other, { recursive: true, force: true })
  }
}

test('bytes come back whole and by range, small and in parts, and are kept once', async () => {
  for (const size of [0, 5, 40_000_000]) {
    const bytes = randomBytes(size)
    const kept = await blobs.put(streamOf(bytes))
    assert.deepEqual(kept, { digest: digestOf(bytes), size })
    const before = await s3.objects()
    assert.deepEqual(await blobs.put(streamOf(bytes)), kept)
    assert.deepEqual(await s3.objects(), before)
    await elsewhere(async there => {
      assert((await bytesOf(there.open(kept.digest))).equals(bytes))
      assert.equal(await there.size(kept.digest), size)
      if (size > 10) assert((await bytesOf(there.open(kept.digest, { from: 3, to: 4 }))).equals(bytes.subarray(3, 5)))
      assert.equal(await there.path(kept.digest), await there.path(kept.digest))
    })
  }
  const listed: string[] = []
  for await (const { digest } of blobs.list()) listed.push(digest)
  assert.equal(listed.length, 3)
  assert.equal(await blobs.has(`sha256:${'0'.repeat(64)}`), false)
  await assert.rejects(bytesOf(blobs.open(`sha256:${'0'.repeat(64)}`)), /does not exist/)
})

test('a blob is removed, unless somebody has written it lately', async () => {
  const bytes = Buffer.from('to be removed')
  const { digest } = await blobs.put(streamOf(bytes))
  assert.equal(await blobs.remove(digest, Date.now() - 3_600_000), false)
  assert(await blobs.has(digest))
  assert(await blobs.keep(digest))
  assert.equal(await blobs.remove(digest, Date.now() + 3_600_000), true)
  assert.equal(await blobs.has(digest), false)
  assert.equal(await blobs.keep(digest), false)
  assert.deepEqual(await blobs.put(streamOf(bytes)), { digest, size: bytes.length })
  assert(await blobs.has(digest))
})

test('a connection that is cut in the middle costs time and no bytes, on the way up and on the way down', async () => {
  const bytes = randomBytes(40_000_000)
  s3.way.cutAfter(20_000_000, 'up')
  const { digest } = await blobs.put(streamOf(bytes))
  await elsewhere(async there => {
    s3.way.cutAfter(15_000_000, 'down')
    assert((await bytesOf(there.open(digest))).equals(bytes))
  })
})

test('a server killed while it writes to S3 leaves no half blob, and the next start clears up', async t => {
  const server = await startPlatform({ env: s3.env })
  t.after(() => server.stop())
  const { api } = await signInWith(() => server.url, server.signInUrl)
  const { id } = await api.sessions.me()
  const { project } = await api.projects.create({ name: 'Ships', seats: [{ seat: 'data_scientist', userId: id }] })
  const { secret } = await api.tokens.create({ project: project.slug, name: 'script', rights: ['*'] })
  const mlflow = mlflowCalls({ url: server.url, token: secret, project: project.slug })
  const { run } = await mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })
  const path = `/api/2.0/mlflow-artifacts/artifacts/0/${run?.info.run_id}/artifacts/large.bin`
  const before = await s3.objects()
  const held = s3.way.holdAfter(20_000_000)
  const bytes = randomBytes(40_000_000)
  const sending = fetch(`${server.url}${path}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${secret}` },
    body: bytes,
  }).then(
    answer => answer.status,
    () => 'cut',
  )
  await held
  await server.kill('SIGKILL')
  assert.equal(await sending, 'cut')
  s3.way.letGo()
  await server.restart()
  assert.deepEqual(await s3.objects(), before)
  assert.deepEqual(await readdir(join(server.dataDir, 'blob-cache')).catch(() => []), [])
  assert.equal((await mlflow.send('GET', path)).status, 404)
  const again = await fetch(`${server.url}${path}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${secret}` },
    body: bytes,
  })
  assert.equal(again.status, 200)
  assert((await bytesOf((await mlflow.send('GET', path)).body ?? streamOf(new Uint8Array()))).equals(bytes))
})

test('a client that is cut off in the middle leaves nothing', async t => {
  const inside = await openTrireme({ env: s3.env })
  t.after(() => inside.close())
  const mlflow = await openMlflow(inside)
  const { run } = await mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })
  const path = `/api/2.0/mlflow-artifacts/artifacts/0/${run?.info.run_id}/artifacts/half.bin`
  const before = await s3.objects()
  const sending = request(`${inside.url}${path}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${mlflow.token}`, 'Content-Length': '1000000' },
  })
  const ended = new Promise(resolve => sending.once('error', resolve))
  sending.write(randomBytes(500_000), () => sending.destroy(new Error('cut')))
  await ended
  // the next one is answered after the first was let go
  assert.equal((await mlflow.send('PUT', `${path}.other`, { body: 'x' })).status, 200)
  assert.equal((await mlflow.send('GET', path)).status, 404)
  assert.equal((await s3.objects()).length, before.length + 1)
})

test('people upload, look at and train on data whose files lie in S3; a backup of it fills a folder of files', async t => {
  const inside = await openTrireme({ env: s3.env })
  t.after(() => inside.close())
  const seats = [{ seat: 'data_engineer', userId: inside.ownerId } as const]
  await inside.owner.projects.create({ name: 'Ships', slug: 'ships', seats })
  await inside.owner.datasets.upload({
    project: 'ships',
    name: 'boats',
    fileName: 'boats.csv',
    body: 'boat,oars\nArgo,50\n',
  })
  await inside.restart(() => rm(join(inside.dataDir, 'blob-cache'), { recursive: true, force: true }))
  const rows = await inside.owner.datasets.preview({ project: 'ships', name: 'boats', version: 1 })
  assert.match(JSON.stringify(rows), /Argo/)
  const target = await mkdtemp(join(tmpdir(), 's3-backup-'))
  const restored = await mkdtemp(join(tmpdir(), 's3-restored-'))
  const { blobs: found } = await backUp({ config: settings(inside.dataDir), db: inside.db, version: 'test' }, target)
  assert(found.count > 0)
  const config = readConfig({ TRIREME_DATA: restored })
  await restore(config, target)
  const files: string[] = []
  for await (const { digest } of openBlobs(config).list()) files.push(digest)
  assert.equal(files.length, found.count)
  await s3.stop()
  s3 = await startS3()
  await rm(restored, { recursive: true, force: true })
  await restore(settings(restored), target)
  assert.equal((await s3.objects()).length, found.count)
  for (const place of [target, restored]) await rm(place, { recursive: true, force: true })
})

test('the doctor says whether S3 can be written, and what is wrong with it', async () => {
  const look = async (more: Record<string, string>) =>
    (await examine(settings(folder, more))).find(({ name }) => name === 'blobs')
  assert.equal((await look({}))?.isThere, true)
  const other = await look({ TRIREME_BLOBS: (s3.env['TRIREME_BLOBS'] ?? '').replace('trireme-test', 'nowhere') })
  assert.equal(other?.isThere, false)
  assert.match(other?.words ?? '', /no bucket/i)
  assert.match((await look({ AWS_SECRET_ACCESS_KEY: 'wrong' }))?.words ?? '', /SignatureDoesNotMatch/)
})
