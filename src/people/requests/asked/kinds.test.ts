import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import type { Trireme } from '../../../sdk/trireme.ts'
import type { Seat } from '../../seats.ts'

const day = 86_400_000

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`asking on ${kind}`, () => {
    const project = 'harbour'
    let inside: Inside
    let database: TestDatabase | undefined
    let owner: Trireme
    let home = ''

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      owner = inside.owner
      home = (await owner.projects.create({ name: 'Harbour', slug: project })).project.id
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    const arrive = async (name: string) => {
      const user = await owner.users.create({ name })
      return inside.signIn((await owner.users.invite({ user: user.id })).url)
    }
    const seated = async (name: string, seat: Seat, where = project) => {
      const { invitation } = await owner.projects.takeSeat({ project: where, seat, name })
      return inside.signIn(invitation ?? '')
    }

    test('access is asked for from outside, given for days, and taken back when they are over', async () => {
      const guest = await arrive('Gus')
      const wish = { project, seat: 'data_scientist', days: 3, reason: 'The storm model' } as const
      await assert.rejects(guest.api.access.ask({ ...wish, project: 'nowhere' }), { code: 'not_found' })
      const asked = await guest.api.access.ask(wish)
      assert.deepEqual([asked.state, asked.toSeat, asked.details], ['open', 'project_manager', { days: 3 }])
      assert.equal(asked.project.name, project, 'the address is told back, the name behind it is not')
      assert.equal((await guest.api.access.ask(wish)).id, asked.id, 'asking again answers with the same')
      await assert.rejects(guest.api.projects.get({ project }), { code: 'not_found' })

      const { waitingForMe } = await owner.home.desk()
      assert.deepEqual(
        waitingForMe.map(({ id }) => id),
        [asked.id],
      )
      await owner.requests.accept({ project, request: asked.id })
      assert.deepEqual((await guest.api.projects.get({ project })).mySeats, ['data_scientist'])
      const end = async () => {
        const { seats } = await owner.projects.seats({ project })
        return seats.find(holder => holder.person.id === guest.id)?.expiresAt
      }
      assert(Math.abs(((await end()) ?? 0) - Date.now() - 3 * day) < day / 24)
      assert.equal((await guest.api.asked.list({})).requests[0]?.state, 'accepted')

      // three days pass
      await inside.db
        .updateTable('seats')
        .set({ expires_at: Date.now() - 1 })
        .where('user_id', '=', guest.id)
        .execute()
      await assert.rejects(guest.api.projects.get({ project }), { code: 'not_found' }, 'it ends to the moment')
      await inside.db.updateTable('jobs').set({ lease_until: 0 }).where('kind', '=', 'access-end').execute()
      while ((await end()) !== undefined) await sleep(50)
      const { events } = await owner.events.list({ project, kind: 'seat', verb: 'expire' })
      assert.deepEqual(events[0]?.payload, { user: guest.id, seat: 'data_scientist' })
    })

    test('a seat that was given for good in the meantime does not end', async () => {
      const guest = await arrive('Gil')
      const asked = await guest.api.access.ask({ project, seat: 'data_engineer', days: 1, reason: 'Feeds' })
      await owner.requests.accept({ project, request: asked.id })
      const { holder } = await owner.projects.takeSeat({ project, seat: 'data_engineer', userId: guest.id })
      assert.equal(holder.expiresAt, null)
      await inside.db.updateTable('jobs').set({ lease_until: 0 }).where('key', '=', asked.id).execute()
      const state = async () =>
        (await inside.db.selectFrom('jobs').select('state').where('key', '=', asked.id).executeTakeFirst())?.state
      while ((await state()) !== 'done') await sleep(50)
      assert.deepEqual((await guest.api.projects.get({ project })).mySeats, ['data_engineer'])
      const again = guest.api.access.ask({ project, seat: 'data_engineer', days: 1, reason: 'Feeds' })
      await assert.rejects(again, { code: 'conflict' })
    })

    test('who asked from outside may withdraw, and reads the answer without a seat', async () => {
      const guest = await arrive('Gem')
      const wish = { project, seat: 'ml_engineer', days: 5, reason: 'Ranking' } as const
      const first = await guest.api.access.ask(wish)
      assert.equal((await guest.api.asked.withdraw({ request: first.id })).state, 'withdrawn')
      const second = await guest.api.access.ask(wish)
      await owner.requests.return({ project, request: second.id, reason: 'Not before May' })
      const [answer] = (await guest.api.asked.list({ state: 'returned' })).requests
      assert.deepEqual([answer?.id, answer?.decisionReason], [second.id, 'Not before May'])
      const other = await arrive('Gog')
      await assert.rejects(other.api.asked.withdraw({ request: second.id }), { code: 'not_found' })
    })

    test('an asset of another project is used at once where it is open, else when its owner agrees', async () => {
      await owner.projects.create({ name: 'Pier', slug: 'pier' })
      const maker = await seated('Mo', 'data_engineer', 'pier')
      const keeper = await seated('Kay', 'data_engineer')
      const publish = async (name: string) =>
        (await keeper.api.datasets.upload({ project, name, fileName: 'a.csv', body: 'a,b\n1,2\n' })).assetId
      const [open, shut] = [await publish('tides'), await publish('berths')]
      await keeper.api.catalog.change({ project, asset: open, visibility: 'organisation' })
      const use = (asset: string) => maker.api.subscriptions.subscribe({ asset, project: 'pier', reason: 'Forecasts' })

      assert.equal((await use(open)).state, 'granted')
      await assert.rejects(use(open), { code: 'conflict' })
      const asked = await use(shut)
      assert.equal(asked.state, 'asked')
      await assert.rejects(maker.api.catalog.get({ asset: shut }), { code: 'not_found' })
      const [waits] = (await maker.api.home.desk()).waitingForOthers
      assert.deepEqual([waits?.project.name, waits?.subject.name], [project, shut], 'no name behind what was named')
      const { asked: listed } = await maker.api.subscriptions.asked({ project: 'pier' })
      assert.deepEqual(
        listed.map(({ asset, home, state }) => [asset.id, asset.name, home, state]),
        [[shut, null, project, 'open']],
      )
      const request = await keeper.api.requests.get({ project, request: asked.requestId ?? '' })
      assert.deepEqual([request.toSeat, request.subject.name], ['data_engineer', 'berths → Pier'])
      await keeper.api.requests.accept({ project, request: request.id })
      assert.equal((await maker.api.catalog.get({ asset: shut })).name, 'berths')
      const { subscriptions: uses } = await maker.api.subscriptions.list({ project: 'pier' })
      assert.deepEqual(uses.map(({ asset }) => asset.name).toSorted(), ['berths', 'tides'])
      assert.deepEqual((await maker.api.subscriptions.asked({ project: 'pier' })).asked, [])
      assert.deepEqual(
        (await keeper.api.subscriptions.list({ project, as: 'home' })).subscriptions.map(
          ({ project: by, lastUsedAt }) => [by.slug, lastUsedAt],
        ),
        [
          ['pier', null],
          ['pier', null],
        ],
      )
      await keeper.api.subscriptions.end({ project, asset: shut, of: uses[0]?.project.id ?? '' })
      await assert.rejects(maker.api.catalog.get({ asset: shut }), { code: 'not_found' })
    })

    test('the lists of what is shared come in pages, of one asset with several users too', async () => {
      const keeper = await seated('Ken', 'data_engineer')
      const publish = async (name: string) =>
        (await keeper.api.datasets.upload({ project, name, fileName: 'a.csv', body: 'a,b\n1,2\n' })).assetId
      const [open, one, other] = [await publish('buoys'), await publish('cranes'), await publish('dredgers')]
      await keeper.api.catalog.change({ project, asset: open, visibility: 'organisation' })
      for (const slug of ['quay-1', 'quay-2']) {
        await owner.projects.create({ name: slug, slug, seats: [{ seat: 'data_engineer', userId: inside.ownerId }] })
        await owner.subscriptions.subscribe({ asset: open, project: slug, reason: 'Forecasts' })
      }
      for (const asset of [one, other])
        await owner.subscriptions.subscribe({ asset, project: 'quay-1', reason: 'Forecasts' })

      const users: string[] = []
      for (let after: string | undefined; ;) {
        const at = { project, as: 'home' as const, limit: 1, ...(after !== undefined && { after }) }
        const { subscriptions, next } = await keeper.api.subscriptions.list(at)
        users.push(...subscriptions.filter(({ asset }) => asset.id === open).map(({ project: by }) => by.slug))
        if (next === null) break
        after = next
      }
      assert.deepEqual(users.toSorted(), ['quay-1', 'quay-2'])
      const first = await owner.subscriptions.asked({ project: 'quay-1', limit: 1 })
      assert.deepEqual([first.asked.map(({ asset }) => asset.id), first.next], [[other], first.asked[0]?.requestId])
      const rest = await owner.subscriptions.asked({ project: 'quay-1', limit: 2, before: first.next ?? '' })
      assert.deepEqual([rest.asked.map(({ asset }) => asset.id), rest.next], [[one], null])
    })

    test('a seat looks at what another made, and the review stands in the log', async () => {
      const writer = await seated('Wim', 'data_scientist')
      const reader = await seated('Rea', 'ml_engineer')
      const made = await writer.api.datasets.upload({ project, name: 'ships', fileName: 'a.csv', body: 'a\n1\n' })
      const subject = { kind: 'dataset', id: made.assetId, version: '1' }
      const ask = (about: typeof subject) =>
        writer.api.requests.create({ project, kind: 'review', subject: about, toSeat: 'ml_engineer', reason: 'Look' })
      await assert.rejects(ask({ ...subject, id: 'ds_0000' }), { code: 'not_found' })
      const asked = await ask(subject)
      assert.deepEqual([asked.subject.name, asked.authors.map(({ name }) => name)], ['ships', ['Wim']])
      await reader.api.requests.accept({ project, request: asked.id, reason: 'Fine' })
      const { events } = await owner.events.list({ project, kind: 'request', id: asked.id, verb: 'review' })
      assert.equal(events.length, 1)
    })

    test('scope changes with the word of the stakeholder, and each stands in its history', async () => {
      const stakeholder = await seated('Sol', 'stakeholder')
      await owner.charter.put({ project, goal: 'Calm berths', scope: 'North pier' })
      const wish = (details: Record<string, string>) =>
        owner.requests.create({
          project,
          kind: 'scope-change',
          subject: { kind: 'charter', id: home },
          reason: 'The harbour grew',
          details,
        })
      await assert.rejects(wish({ change: 'South pier too' }), { code: 'bad_request' })
      const asked = await wish({ change: 'South pier too', effect: 'Four weeks later', scope: 'Both piers' })
      await assert.rejects(owner.requests.accept({ project, request: asked.id }), { code: 'forbidden' })
      assert.equal((await owner.charter.scope({ project })).changes.length, 0)
      await stakeholder.api.requests.accept({ project, request: asked.id })
      const { scope, changes } = await owner.charter.scope({ project })
      assert.equal(scope, 'Both piers')
      assert.deepEqual(
        changes.map(({ details }) => details['effect']),
        ['Four weeks later'],
      )
    })
  })
