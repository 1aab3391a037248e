import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import { startPlatform } from '../../test/platform.ts'
import { freshDatabase } from '../../test/postgres.ts'
import { folderOf } from '../backbone/storage/folder.ts'
import { countPending, migrate, migrations, migrateTo } from './migrate.ts'
import { openDatabase } from './open.ts'

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrate-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A process that brings a database to today's tables and is killed before one of its statements. */
async function killedBefore(statement: number, place: { url: string; file: string }): Promise<void> {
  const program = `
    import { migrate } from '${import.meta.dirname}/migrate.ts'
    import { openDatabase } from '${import.meta.dirname}/open.ts'
    let statements = 0
    const count = ({ node }) => (++statements === ${statement} && process.kill(process.pid, 'SIGKILL'), node)
    const killer = { transformQuery: count, transformResult: async ({ result }) => result }
    await migrate(openDatabase(${JSON.stringify(place)}).withPlugin(killer))`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' })
  const [, signal] = await once(child, 'exit')
  assert.equal(signal, 'SIGKILL')
}

for (const kind of ['SQLite', 'Postgres'] as const)
  test(`a change of the tables that is killed on ${kind} has changed nothing, and the next start does it whole`, async t => {
    const folder = await folderFor(t)
    const database = kind === 'Postgres' ? await freshDatabase() : undefined
    t.after(() => database?.drop())
    const place = { url: database?.url ?? '', file: join(folder, 'trireme.db') }
    const earlier = migrations.slice(0, 3).map(({ name }) => name)
    const before = openDatabase(place)
    await migrateTo(before, earlier)
    await before.destroy()
    for (const statement of [6, 20, 45]) {
      await killedBefore(statement, place)
      const db = openDatabase(place)
      assert.deepEqual(
        (await db.selectFrom('migrations').select('name').orderBy('name').execute()).map(row => row.name),
        earlier,
      )
      await assert.rejects(sql`select 1 from assets`.execute(db), /assets/)
      await db.destroy()
    }
    const after = openDatabase(place)
    t.after(() => after.destroy())
    await migrate(after)
    assert.equal(await countPending(after), 0)
    assert.deepEqual((await sql`select 1 from assets`.execute(after)).rows, [])
  })

test('a database of a newer Trireme is refused with a way out, and stays as it is', async t => {
  const dataDir = await folderFor(t)
  const db = openDatabase({ url: '', file: folderOf(dataDir).database })
  t.after(() => db.destroy())
  await migrate(db)
  await db.insertInto('migrations').values({ name: '9999-later', applied_at: 1 }).execute()
  await assert.rejects(
    startPlatform({ dataDir }),
    /written by a newer Trireme \(9999-later\); start that version, or restore/,
  )
  assert.equal((await sql`select 1 from users`.execute(db)).rows.length, 0)
})
