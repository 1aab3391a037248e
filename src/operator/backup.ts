import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openBlobs, type Blobs } from '../backbone/storage/blobs.ts'
import { blobPath } from '../backbone/storage/files.ts'
import { folderOf } from '../backbone/storage/folder.ts'
import { copySqlite } from '../database/copy.ts'
import { isPostgres, openDatabase } from '../database/open.ts'
import type { Db } from '../database/schema.ts'
import { verifyEvents } from '../events/seal.ts'
import type { Config } from '../kernel/config.ts'
import { AppError } from '../kernel/errors.ts'
import { writeLines } from './files.ts'
import { backupFiles, type Manifest } from './manifest.ts'
import { rowsOf, tablesOf, toLine } from './tables.ts'

type Source = { config: Config; db: Db; version: string }

/** Everything that cannot be made again, at one moment, while the server may run: a folder that either database restores. */
export async function backUp({ config, db, version }: Source, target: string): Promise<Manifest> {
  const folder = resolve(target)
  await demandEmpty(folder)
  const files = backupFiles(folder)
  await mkdir(files.tables, { recursive: true, mode: 0o700 })
  const work = await mkdtemp(join(folder, 'work-'))
  try {
    // before the rows: what is chained later is no fault
    const checkpoint = join(work, 'checkpoint.json')
    const kept = folderOf(config.dataDir).checkpoint
    if (existsSync(kept)) await copyFile(kept, checkpoint)
    const said = await atOneMoment(db, join(work, 'copy.db'), moment => writeTables(moment, { folder, checkpoint }))
    // after the rows: every blob that they name is there, since blobs are written first
    const blobs = await writeBlobs(openBlobs(config), folder)
    const manifest: Manifest = { format: 1, madeAt: new Date().toISOString(), version, ...said, blobs }
    await writeLines(files.manifest, one(JSON.stringify(manifest, null, 2)))
    return manifest
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function demandEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0)
    throw new AppError('conflict', `${folder} is not empty`, { hint: 'Name a folder that does not exist yet' })
}

/** SQLite is read from a copy made in one go; Postgres in a transaction that sees one state. */
async function atOneMoment<T>(db: Db, copy: string, work: (db: Db) => Promise<T>): Promise<T> {
  if (isPostgres(db))
    return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)
  await copySqlite(db, copy)
  const copied = openDatabase({ url: '', file: copy })
  try {
    return await work(copied)
  } finally {
    await copied.destroy()
  }
}

async function writeTables(db: Db, to: { folder: string; checkpoint: string }) {
  const tables: Manifest['tables'] = {}
  for (const name of await tablesOf(db))
    tables[name] = await writeLines(backupFiles(to.folder).table(name), linesOf(db, name))
  const migrations = await db.selectFrom('migrations').select('name').orderBy('name').execute()
  const { isWhole, sealed, unsealed, head } = await verifyEvents(db, to.checkpoint)
  return {
    migrations: migrations.map(({ name }) => name),
    tables,
    events: { isWhole, sealed, unsealed, head: head ?? null },
  }
}

async function* linesOf(db: Db, table: string) {
  for await (const rows of rowsOf(db, table)) yield rows.map(toLine)
}

async function writeBlobs(from: Blobs, folder: string): Promise<Manifest['blobs']> {
  const files = backupFiles(folder)
  const blobs = { count: 0, bytes: 0 }
  const copied = async function* () {
    for await (const { digest, size } of from.list()) {
      if (!(await isSaved(from, { digest, file: blobPath(files.blobs, digest) }))) continue
      blobs.count += 1
      blobs.bytes += size
      yield [JSON.stringify({ digest, size })]
    }
  }
  await writeLines(files.blobList, copied())
  return blobs
}

/** False for one that nothing named and that was removed meanwhile. */
async function isSaved(from: Blobs, { digest, file }: { digest: string; file: string }): Promise<boolean> {
  try {
    await from.saveTo(digest, file)
    return true
  } catch (error) {
    if (await from.has(digest)) throw error
    return false
  }
}

async function* one(text: string) {
  yield [text]
}
