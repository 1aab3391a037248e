import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { sql } from 'kysely'
import { openBlobs, type Blobs } from '../backbone/storage/blobs.ts'
import { blobPath, listFiles } from '../backbone/storage/files.ts'
import { folderOf, lockFolder } from '../backbone/storage/folder.ts'
import { openSealer } from '../backbone/storage/sealing.ts'
import { migrate, migrateTo } from '../database/migrate.ts'
import { isPostgres, openDatabase } from '../database/open.ts'
import type { Db } from '../database/schema.ts'
import { verifyEvents } from '../events/seal.ts'
import type { Config } from '../kernel/config.ts'
import { AppError } from '../kernel/errors.ts'
import { readLines } from './files.ts'
import { backupFiles, BlobLine, readManifest, type Manifest } from './manifest.ts'
import { continueNumbers, fillingOrder, fromLine, tablesOf, type Row } from './tables.ts'

/** Puts a backup into empty data, of this database or the other; all rows or none. */
export async function restore(config: Config, source: string): Promise<Manifest & Restored> {
  const folder = resolve(source)
  const manifest = await readManifest(folder)
  const lock = lockFolder(config.dataDir)
  const place = folderOf(config.dataDir)
  const db = openDatabase({ url: config.databaseUrl, file: place.database })
  try {
    await migrateTo(db, manifest.migrations)
    await demandEmpty(db)
    await restoreBlobs(folder, { manifest, to: openBlobs(config) })
    await db.transaction().execute(tx => restoreRows(tx, folder, manifest))
    await mkdir(config.dataDir, { recursive: true })
    if (manifest.events.head) await writeFile(place.checkpoint, JSON.stringify(manifest.events.head))
    await demandSameEvents(db, { manifest, checkpoint: place.checkpoint })
    await migrate(db)
    return { ...manifest, toSet: await unreadableSecrets(db, place.signingKey) }
  } finally {
    await db.destroy()
    lock.release()
  }
}

/** What has to be set again by hand: a backup holds no key that reads secrets. */
export type Restored = { toSet: { project: string; webhook: string }[] }

async function unreadableSecrets(db: Db, keyFile: string): Promise<Restored['toSet']> {
  const sealer = existsSync(keyFile) ? openSealer(keyFile) : undefined
  const sealed = await sql<{ project: string; webhook: string; secret: string }>`select p.slug as project,
    w.name as webhook, w.secret from webhooks w join projects p on p.id = w.project_id
    where w.secret is not null order by p.slug, w.name`.execute(db)
  return sealed.rows
    .filter(({ secret }) => sealer?.unseal(secret) === undefined)
    .map(({ project, webhook }) => ({ project, webhook }))
}

async function demandEmpty(db: Db): Promise<void> {
  for (const table of await tablesOf(db))
    if ((await countOf(db, table)) > 0)
      throw new AppError('conflict', `There is data already: the table ${table} holds rows`, {
        hint: 'Restore into an empty folder (TRIREME_DATA) or an empty Postgres database (DATABASE_URL)',
      })
}

async function restoreBlobs(folder: string, { manifest, to }: { manifest: Manifest; to: Blobs }): Promise<void> {
  const files = backupFiles(folder)
  const sizes = new Map<string, number>()
  for await (const line of readLines(files.blobList)) {
    const { digest, size } = BlobLine.parse(JSON.parse(line))
    sizes.set(digest, size)
  }
  if (sizes.size !== manifest.blobs.count) throw damaged('its list of blobs is cut off')
  for await (const { digest, size } of listFiles(files.blobs)) {
    if (size !== sizes.get(digest)) throw damaged(`the blob ${digest} has another size`)
    await to.bring(digest, blobPath(files.blobs, digest))
    sizes.delete(digest)
  }
  if (sizes.size > 0) throw damaged(`${sizes.size} blobs are missing`)
}

const damaged = (what: string) =>
  new AppError('conflict', `This backup is damaged: ${what}`, { hint: 'Nothing was restored; try another backup' })

async function restoreRows(tx: Db, folder: string, manifest: Manifest): Promise<void> {
  if (!isPostgres(tx)) await sql`pragma defer_foreign_keys = on`.execute(tx)
  const known = await tablesOf(tx)
  const unknown = Object.keys(manifest.tables).filter(table => !known.includes(table))
  if (unknown.length > 0) throw damaged(`it holds tables that nobody knows: ${unknown.join(', ')}`)
  for (const table of await fillingOrder(tx, Object.keys(manifest.tables))) {
    await fill(tx, table, backupFiles(folder).table(table))
    const count = await countOf(tx, table)
    if (count !== manifest.tables[table])
      throw damaged(`${table} has ${count} rows instead of ${manifest.tables[table]}`)
  }
  await renumberEvents(tx)
  await continueNumbers(tx)
}

async function fill(tx: Db, table: string, file: string): Promise<void> {
  let rows: Row[] = []
  const flush = async () => {
    for (const row of rows.splice(0)) {
      const names = Object.keys(row)
      await sql`insert into ${sql.table(table)} (${sql.join(names.map(name => sql.ref(name)))}) values (${sql.join(
        names.map(name => row[name]),
      )})`.execute(tx)
    }
  }
  for await (const line of readLines(file)) {
    rows.push(fromLine(line))
    if (rows.length >= 500) await flush()
  }
  await flush()
}

/**
 * The numbers of transactions belong to the database in which they were given: another one would put new events before old
 * ones. The order stays, and the chain does not hold these numbers.
 */
async function renumberEvents(tx: Db): Promise<void> {
  await sql`create temporary table new_places as
    select id, row_number() over (order by tx, seq) as place, (select max(seq) from events) as most from events`.execute(
    tx,
  )
  await sql`create unique index new_places_id on new_places (id)`.execute(tx)
  // in two steps: the new numbers may be taken by others for a while
  await sql`update events set tx = 0, seq = (select most + place from new_places where new_places.id = events.id)`.execute(
    tx,
  )
  await sql`update events set seq = (select place from new_places where new_places.id = events.id)`.execute(tx)
  await sql`update event_seals set tx = 0, seq = coalesce((select place from new_places where new_places.id = event_seals.event_id), 0)`.execute(
    tx,
  )
  await sql`drop table new_places`.execute(tx)
}

async function countOf(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)
  return Number(rows[0]?.n ?? 0)
}

async function demandSameEvents(db: Db, { manifest, checkpoint }: { manifest: Manifest; checkpoint: string }) {
  const found = await verifyEvents(db, checkpoint)
  const { isWhole, head } = manifest.events
  if (found.isWhole !== isWhole || found.head?.hash !== head?.hash)
    throw new AppError('conflict', 'The log of events is not the one of the backup', {
      hint: 'The rows were restored; "trireme events verify" says which event differs',
    })
}
