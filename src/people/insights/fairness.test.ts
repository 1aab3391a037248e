import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../test/postgres.ts'
import { sealEvents, verifyEvents } from '../../events/seal.ts'
import { rowsOf, tablesOf } from '../../operator/tables.ts'
import { metrics } from './metrics/metrics.schema.ts'

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`fairness on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    let ada: Awaited<ReturnType<Inside['signIn']>>

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      const { invitations } = await inside.owner.projects.create({
        name: 'Fair',
        slug: 'fair',
        seats: [{ seat: 'data_scientist', name: 'Ada Quillfeather', email: 'ada@quillfeather.example' }],
      })
      ada = await inside.signIn(invitations[0]?.url ?? '')
      await ada.api.hypotheses.create({ project: 'fair', title: 'It holds' })
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    test('a person sees what is computed about them, with the event behind it', async () => {
      const mine = await ada.api.metrics.aboutMe()
      assert.deepEqual(
        mine.seats.map(one => [one.project.slug, one.seat, one.seatsHere, one.countsAsWorking]),
        [['fair', 'data_scientist', 1, true]],
      )
      const { events } = await ada.api.events.list({ project: 'fair', person: ada.id })
      assert.ok(events.some(event => event.id === mine.seats[0]?.lastAct?.eventId))
      assert.deepEqual(mine.load, { projects: 1, mostProjects: 3, isOver: false })
    })

    test('only an owner switches a metric, and what is off is gone everywhere', async () => {
      await assert.rejects(ada.api.metrics.change({ metric: 'flow', isOn: false }), /forbidden|owner|cannot/i)
      for (const metric of metrics) await inside.owner.metrics.change({ metric, isOn: false })
      const mine = await ada.api.metrics.aboutMe()
      assert.deepEqual([mine.load, mine.seats[0]?.lastAct, mine.seats[0]?.countsAsWorking], [null, null, null])
      const flow = await ada.api.flow.project({ project: 'fair' })
      const gone = [flow.toProduction, flow.efficiency, flow.waits, flow.open, flow.deliveries, flow.services]
      assert.deepEqual([...gone, flow.reuse, flow.hypotheses], Array(8).fill(null))
      assert.deepEqual((await ada.api.flow.waits({ project: 'fair' })).waits, [])
      const seating = await inside.owner.seating.get({ project: 'fair' })
      assert.deepEqual([seating.coverage, seating.balance, seating.duties], [null, null, null])
      assert.ok(seating.seats.every(one => one.lastAct === null && one.isOver === null))
      const holders = (await ada.api.projects.seats({ project: 'fair' })).seats
      assert.ok(holders.every(holder => holder.lastActAt === null))
      const crew = (await ada.api.home.crews()).projects[0]?.seats ?? []
      assert.ok(crew.every(seat => seat.state !== 'paper' && seat.lastActAt === null))
      for (const metric of metrics) await inside.owner.metrics.change({ metric, isOn: true })
      assert.notEqual((await ada.api.flow.project({ project: 'fair' })).waits, null)
    })

    test('what a stage needs of a seat can be said, and is said again as usual', async () => {
      const need = async (stage: 'goal' | 'data' = 'goal') =>
        (await inside.owner.seating.get({ project: 'fair', stage })).seats.find(
          one => one.seat === 'fullstack_engineer',
        )
      const place = { project: 'fair', stage: 'goal', seat: 'fullstack_engineer' } as const
      assert.equal((await need())?.need, 0)
      await inside.owner.seating.changeNeed({ ...place, amount: 2 })
      assert.deepEqual([(await need())?.need, (await need())?.isChanged], [2, true])
      // of that stage only
      assert.deepEqual([(await need('data'))?.need, (await need('data'))?.isChanged], [0, false])
      await inside.owner.seating.changeNeed({ ...place, amount: null })
      assert.equal((await need())?.need, 0)
    })

    test('what goes and what stays is told before a person is erased, and changes nothing', async () => {
      const { assetId } = await ada.api.datasets.upload({
        project: 'fair',
        name: 'a',
        fileName: 'a.csv',
        body: 'a\n1\n',
      })
      const object = { kind: 'dataset', id: assetId, version: '1' }
      await ada.api.talk.add({ project: 'fair', object, body: 'Quillfeather was here' })
      await assert.rejects(ada.api.erasure.get({ user: ada.id }), { code: 'forbidden' })
      const told = await inside.owner.erasure.get({ user: ada.id })
      assert.match(told.cannot ?? '', /see the person off first/)
      const going = new Map(told.goes.map(({ what, count }) => [what, count]))
      assert.deepEqual([going.get('name'), going.get('addresses'), going.get('comments')], [1, 1, 1])
      assert.ok((told.stays.find(({ what }) => what === 'acts')?.count ?? 0) > 1)
      assert.equal((await inside.owner.lines.person({ user: ada.id })).person.name, 'Ada Quillfeather')
    })

    test('an erased person leaves no name anywhere, and the chain of events is whole', async () => {
      const erase = (name: string) => inside.owner.erasure.erase({ user: ada.id, name })
      await assert.rejects(erase('Ada Quillfeather'), /see the person off first/)
      await inside.db.updateTable('users').set({ left_at: 1, deactivated_at: 1 }).where('id', '=', ada.id).execute()
      await assert.rejects(erase('Ada'), { code: 'bad_request' })
      const before = (await inside.owner.erasure.get({ user: ada.id })).stays
      const { erasedAt, goes, stays } = await erase('Ada Quillfeather')
      assert.ok(erasedAt !== null)
      assert.deepEqual([goes, stays], [[], before])
      await assert.rejects(erase('Erased person'), { code: 'conflict' })
      await assert.rejects(inside.owner.users.change({ user: ada.id, isActive: true }), { code: 'conflict' })
      for (const table of await tablesOf(inside.db))
        await inside.db.transaction().execute(async tx => {
          for await (const rows of rowsOf(tx, table))
            assert.ok(!/quillfeather/i.test(JSON.stringify(rows)), `${table} still names the person`)
        })
      const checkpoint = `${inside.dataDir}/checkpoint-of-this-test.json`
      await sealEvents(inside.db, checkpoint)
      const found = await verifyEvents(inside.db, checkpoint)
      assert.deepEqual([found.isWhole, found.faults], [true, []])
    })
  })
