import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rename, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testOnEach } from '../../../../test/database.ts'
import { isPostgres } from '../../../database/open.ts'
import type { Db } from '../../../database/schema.ts'
import { blobHolders } from '../../../slices.ts'
import type { Blobs } from '../blobs.ts'
import { blobPath, fileBlobs } from '../files.ts'
import { hexOf } from '../hashed.ts'
import { sumBlobs } from './collecting.store.ts'
import { collectBlobs } from './collecting.worker.ts'

const hour = 3_600_000
const longAgo = Date.now() - 1_000 * hour

async function inFolder(work: (folder: string, blobs: Blobs) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'blobs-'))
  try {
    await work(folder, fileBlobs(folder))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const put = async (blobs: Blobs, text: string) => (await blobs.put(new Blob([text]).stream())).digest

/** A blob as if nobody had written it for a long time. */
async function putOld(folder: string, text: string): Promise<string> {
  const digest = await put(fileBlobs(folder), text)
  await utimes(blobPath(folder, digest), longAgo / 1_000, longAgo / 1_000)
  return digest
}

const nameFile = (db: Db, digest: string) =>
  db.insertInto('artifacts').values({ owner_id: 'run', path: digest, digest, size: 1, created_at: 1 }).execute()

testOnEach('blobs that nothing names go after two days, and no others', async db => {
  await inFolder(async (folder, blobs) => {
    let now = longAgo + 500 * hour
    const ground = { db, blobs, clock: { now: () => now }, holders: blobHolders }
    const held = await putOld(folder, 'held')
    const loose = await putOld(folder, 'loose')
    const again = await putOld(folder, 'named again')
    const young = await putOld(folder, 'written again')
    await nameFile(db, held)
    assert.deepEqual(await collectBlobs(ground), { blobs: 0, bytes: 0 })
    assert.deepEqual((await sumBlobs(db)).loose, { blobs: 3, bytes: 29 })
    now += 47 * hour
    assert.deepEqual(await collectBlobs(ground), { blobs: 0, bytes: 0 }, 'not before their time')
    now += 2 * hour
    await nameFile(db, again)
    await put(blobs, 'written again')
    assert.deepEqual(await collectBlobs(ground), { blobs: 1, bytes: 5 })
    const there = await Promise.all([held, loose, again, young].map(digest => blobs.has(digest)))
    assert.deepEqual(there, [true, false, true, true])
    assert.deepEqual((await sumBlobs(db)).removed, { blobs: 1, bytes: 5 })
    const event = await db
      .selectFrom('events')
      .selectAll()
      .where('object_kind', '=', 'platform')
      .executeTakeFirstOrThrow()
    assert.deepEqual(
      [event.verb, event.object_id, JSON.parse(event.payload)],
      ['remove', 'blobs', { blobs: 1, bytes: 5 }],
    )
    assert.deepEqual(await collectBlobs(ground), { blobs: 0, bytes: 0 })
  })
})

testOnEach('each table that names blobs is asked before one goes', async db => {
  const notBlobs = ['images.digest', 'logged_datasets.digest', 'loose_blobs.digest', 'snapshots.digest']
  const asked = ['artifacts.digest', 'asset_versions.digest', 'dataset_versions.digest', 'prediction_batches.digest']
  const named = isPostgres(db)
    ? sql<{ name: string }>`select table_name || '.' || column_name as name from information_schema.columns
        where table_schema = current_schema() and column_name like '%digest'`
    : sql<{ name: string }>`select m.name || '.' || c.name as name from sqlite_master m, pragma_table_info(m.name) c
        where m.type = 'table' and c.name like '%digest'`
  const others = ['attempts.log_digest', 'deployments.image_digest', 'logged_model_metrics.dataset_digest']
  const found = (await named.execute(db)).rows.map(({ name }) => name).toSorted()
  assert.deepEqual(found, [...notBlobs, ...asked, ...others, 'runs.code_digest', 'runs.image_digest'].toSorted())
})

test('whoever writes bytes while the same bytes are removed keeps them', async () => {
  await inFolder(async (folder, blobs) => {
    for (let round = 0; round < 60; round++) {
      const text = `round ${round}`
      const digest = await putOld(folder, text)
      await Promise.all([put(blobs, text), blobs.remove(digest, Date.now() - hour), blobs.keep(digest)])
      assert(await blobs.has(digest), text)
    }
  })
})

test('a removal that was killed in between takes nothing away', async () => {
  await inFolder(async (folder, blobs) => {
    const digest = await putOld(folder, 'in between')
    await mkdir(join(folder, 'leaving'))
    await rename(blobPath(folder, digest), join(folder, 'leaving', hexOf(digest)))
    await blobs.clear()
    assert(await blobs.has(digest))
    assert.equal(await blobs.size(digest), 10)
  })
})
