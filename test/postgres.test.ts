import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from 'pg'
import { freshDatabase } from './postgres.ts'

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

test('each fresh database is empty and forgotten when dropped', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()])
  await ask(one.url, 'create table oars (place text); ')
  await ask(one.url, `insert into oars values ('thranite')`)
  assert.deepEqual(await ask(one.url, 'select place from oars'), [{ place: 'thranite' }])
  assert.deepEqual(await ask(two.url, `select tablename from pg_tables where tablename = 'oars'`), [])
  await Promise.all([one.drop(), two.drop()])
  await assert.rejects(ask(one.url, 'select 1'))
})
