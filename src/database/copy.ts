import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { isPostgres } from './open.ts'
import type { Db } from './schema.ts'

/** The whole SQLite database at one moment, as a file of its own; the server may go on writing meanwhile. */
export async function copySqlite(db: Db, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await sql`vacuum into ${file}`.execute(db)
}

/** Keeps the database as it is before its tables change. A Postgres has its own backups, and its changes roll back whole. */
export async function keepBeforeMigration(db: Db, folder: string): Promise<void> {
  if (!isPostgres(db)) await copySqlite(db, join(folder, `before-migration-${Date.now()}.db`))
}
