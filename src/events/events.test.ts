import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { freshDatabase, type TestDatabase } from '../../test/postgres.ts'
import { migrate } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import type { Db } from '../database/schema.ts'
import { systemClock } from '../kernel/clock.ts'
import { append, latestCursor, listEvents, readAfter } from './events.ts'
import { sealEvents, verifyEvents } from './seal.ts'

const author = { actor: { id: 'usr_a', seat: 'data_scientist' }, source: 'sdk' as const, clock: systemClock }
const say = (db: Db, id: string) =>
  append(db, author, { verb: 'create', object: { kind: 'run', id }, projectId: 'prj_1' })

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`the event log on ${kind}`, () => {
    let folder = ''
    let database: TestDatabase | undefined
    let db: Db
    const checkpoint = () => join(folder, 'checkpoint.json')

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'events-'))
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      db = openDatabase({ url: database?.url ?? '', file: join(folder, 'log.db') })
      await migrate(db)
      for (let i = 0; i < 8; i++) await say(db, `run_${i}`)
      await sealEvents(db, checkpoint())
    })
    after(async () => {
      await db.destroy()
      await database?.drop()
      await rm(folder, { recursive: true, force: true })
    })

    const tampered = async (change: (tx: Db) => Promise<unknown>, look: () => Promise<void>) => {
      const events = await db.selectFrom('events').selectAll().orderBy('seq').execute()
      const seals = await db.selectFrom('event_seals').selectAll().orderBy('position').execute()
      await change(db)
      await look()
      await db.deleteFrom('event_seals').execute()
      await db.deleteFrom('events').execute()
      await db.insertInto('events').values(events).execute()
      await db.insertInto('event_seals').values(seals).execute()
    }
    const faults = async () => (await verifyEvents(db, checkpoint())).faults

    test('an untouched log verifies', async () => {
      const found = await verifyEvents(db, checkpoint())
      assert.deepEqual(
        { isWhole: found.isWhole, sealed: found.sealed, unsealed: found.unsealed },
        { isWhole: true, sealed: 8, unsealed: 0 },
      )
    })

    test('an edited event is named', () =>
      tampered(
        tx => tx.updateTable('events').set({ actor: 'usr_b' }).where('object_id', '=', 'run_3').execute(),
        async () =>
          assert.deepEqual(
            (await faults()).map(fault => [fault.position, fault.what]),
            [[4, 'edited']],
          ),
      ))

    test('a removed event is named', () =>
      tampered(
        tx => tx.deleteFrom('events').where('object_id', '=', 'run_5').execute(),
        async () =>
          assert.deepEqual(
            (await faults()).map(fault => [fault.position, fault.what]),
            [[6, 'removed']],
          ),
      ))

    test('an event removed with its seal is named', () =>
      tampered(
        async tx => {
          await tx.deleteFrom('events').where('object_id', '=', 'run_5').execute()
          await tx.deleteFrom('event_seals').where('position', '=', 6).execute()
        },
        async () =>
          assert.deepEqual(
            (await faults()).map(fault => [fault.position, fault.what]),
            [[6, 'removed']],
          ),
      ))

    test('a cut-off end is found through the checkpoint kept outside the database', () =>
      tampered(
        async tx => {
          await tx.deleteFrom('events').where('object_id', 'in', ['run_6', 'run_7']).execute()
          await tx.deleteFrom('event_seals').where('position', '>', 6).execute()
        },
        async () =>
          assert.deepEqual(
            (await faults()).map(fault => [fault.position, fault.what]),
            [[8, 'cut-off']],
          ),
      ))

    test('an event of a rolled back change does not exist', async () => {
      const failing = db.transaction().execute(async tx => {
        await say(tx, 'run_undone')
        throw new Error('no')
      })
      await assert.rejects(failing)
      assert.equal((await listEvents(db, { object: { kind: 'run', id: 'run_undone' } }, { limit: 5 })).length, 0)
    })

    test('a reader misses nothing that parallel writers commit', async () => {
      let cursor = await latestCursor(db)
      const seen = new Set<string>()
      let isWriting = true
      const patience = performance.now() + 30_000
      const reading = (async () => {
        for (;;) {
          const more = isWriting
          const events = await readAfter(db, { projectIds: ['prj_1'] }, { after: cursor, limit: 50 })
          for (const event of events) {
            seen.add(event.object.id)
            cursor = event.cursor
          }
          // a transaction that is open anywhere on this Postgres holds back what readers see
          if (!more && (seen.size >= 100 || performance.now() > patience)) return
          await new Promise(resolve => setTimeout(resolve, 2))
        }
      })()
      const writer = async (name: string) => {
        for (let i = 0; i < 25; i++)
          await db.transaction().execute(async tx => {
            await say(tx, `${name}_${i}`)
            await new Promise(resolve => setTimeout(resolve, Math.random() * 3))
          })
      }
      await Promise.all(['w1', 'w2', 'w3', 'w4'].map(writer))
      isWriting = false
      await reading
      assert.equal(seen.size, 100)
      await sealEvents(db, checkpoint())
      assert.equal((await verifyEvents(db, checkpoint())).isWhole, true)
    })
  })
