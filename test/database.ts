import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { migrate } from '../src/database/migrate.ts'
import { openDatabase } from '../src/database/open.ts'
import type { Db } from '../src/database/schema.ts'
import { freshDatabase } from './postgres.ts'

/** Declares one test for SQLite and one for Postgres, each on a migrated database of its own. */
export function testOnEach(name: string, work: (db: Db) => Promise<void>): void {
  test(`${name} (SQLite)`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sqlite-'))
    await withDatabase(openDatabase({ url: '', file: join(folder, 'test.db') }), work)
    await rm(folder, { recursive: true, force: true })
  })
  test(`${name} (Postgres)`, async () => {
    const database = await freshDatabase()
    await withDatabase(openDatabase({ url: database.url, file: '' }), work)
    await database.drop()
  })
}

async function withDatabase(db: Db, work: (db: Db) => Promise<void>): Promise<void> {
  try {
    await migrate(db)
    await work(db)
  } finally {
    await db.destroy()
  }
}

/** A project with its owner, for tests below the services that make them. */
export async function insertTestProject(db: Db, slug = 'ships'): Promise<{ projectId: string; userId: string }> {
  const userId = `usr_${slug}`
  const projectId = `prj_${slug}`
  await db
    .insertInto('users')
    .values({ id: userId, name: 'Ada', kind: 'person', is_owner: 1, may_run_code: 1, created_at: 1 })
    .execute()
  await db
    .insertInto('projects')
    .values({ id: projectId, slug, name: 'Ships', state: 'active', is_demo: 0, created_by: userId, created_at: 1 })
    .execute()
  return { projectId, userId }
}
