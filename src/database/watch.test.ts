import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from './open.ts'

test('a query beside its own transaction fails at once on SQLite; others wait for their turn', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'))
  const db = openDatabase({ url: '', file: join(folder, 'watch.db') })
  try {
    await sql`create table seen (name text)`.execute(db)
    const add = (to: typeof db, name: string) => sql`insert into seen values (${name})`.execute(to)
    const names = async () => (await sql<{ name: string }>`select name from seen`.execute(db)).rows.map(row => row.name)
    const deadlock = db.transaction().execute(async tx => {
      await add(tx, 'undone')
      await add(db, 'never')
    })
    await assert.rejects(deadlock, /use the transaction, "tx"/)
    let later: Promise<unknown> = Promise.resolve()
    const both = Promise.all([
      db.transaction().execute(async tx => {
        later = new Promise(resolve => setTimeout(resolve, 100)).then(() => add(db, 'later'))
        await add(tx, 'first')
      }),
      add(db, 'second'),
    ])
    await both
    await later
    assert.deepEqual(await names(), ['first', 'second', 'later'])
  } finally {
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  }
})
