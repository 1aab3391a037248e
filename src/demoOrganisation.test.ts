import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTrireme, type Inside } from '../test/inside.ts'
import { freshDatabase } from '../test/postgres.ts'
import { openAnalytics, type Analytics } from './assets/datasets/analytics/analytics.ts'
import { liveYear } from './demoOrganisation.ts'
import { readConfig } from './kernel/config.ts'
import { openLog } from './kernel/log.ts'
import { connect } from './sdk/trireme.ts'

const seeds = Array.from({ length: 20 }, (_, at) => at + 1)
const friday = Date.parse('2026-11-27T15:00:00Z')
const day = 86_400_000

describe('a simulated year', () => {
  let folder = ''
  let analytics: Analytics | undefined
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'years-'))
    analytics = openAnalytics({ dataDir: join(folder, 'shared') })
  })
  after(async () => {
    await analytics?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** What was planted and what is found; each year ends on another day of the week. */
  async function live(seed: number, databaseUrl = '') {
    const place = join(folder, `seed-${seed}-${databaseUrl === '' ? 'file' : 'postgres'}`)
    const { world, truths, made } = await liveYear({
      config: readConfig({ TRIREME_DATA: place }),
      log: openLog('error'),
      folder: place,
      ...{ seed, databaseUrl, until: friday + seed * day, pace: 0.1, say: () => {} },
      ...(analytics ? { analytics } : {}),
    })
    const director = connect({
      url: 'http://nowhere.invalid',
      fetch: request => world.fetch(request, { person: world.ownerId }),
    })
    return { world, made, director, planted: truths.map(({ kind, project }) => `${project} ${kind}`).toSorted() }
  }

  for (const seed of seeds)
    test(`of seed ${seed}: every planted truth is found, and nothing else raises an alarm`, async () => {
      const { world, director, planted, made } = await live(seed)
      const { alarms } = await director.alarms.all()
      assert.deepEqual(alarms.map(({ kind, project }) => `${project.slug} ${kind}`).toSorted(), planted)
      const kinds = new Set(planted.map(truth => truth.split(' ')[1]))
      assert.equal(kinds.size, 8, 'each fault is planted')
      assert.equal(new Set(planted.map(truth => truth.split(' ')[0])).size, 5, 'one project is healthy')
      assert.ok(
        alarms.every(({ events }) => events.length > 0),
        'each figure opens to its events',
      )
      assert.deepEqual([made.people, made.projects.length], [40, 6])
      await world.close()
    })

  test('lies in the log in the order of time, says that it is simulated, and its chain is whole', async () => {
    const { world, made } = await live(21)
    const events = await world.db
      .selectFrom('events')
      .select(['occurred_at', 'recorded_at', 'source', 'verb', 'object_kind'])
      .orderBy('seq')
      .execute()
    assert.deepEqual(
      events.filter((event, at) => event.occurred_at < (events[at - 1]?.occurred_at ?? 0)),
      [],
    )
    assert.deepEqual([...new Set(events.map(({ source }) => source))], ['simulation'])
    const first = events[0]?.occurred_at ?? 0
    assert.ok(made.until - first > 360 * day, 'twelve months')
    assert.deepEqual((await world.verify()).faults, [])
    const signedIn = await world.db.selectFrom('sessions').selectAll().execute()
    const links = await world.db.selectFrom('links').selectAll().where('kind', '=', 'sign-in').execute()
    assert.deepEqual([signedIn, links], [[], []], 'nobody of it can sign in')
    await world.close()
  })

  test('the same seed lives the same year, on Postgres too', async () => {
    const database = await freshDatabase()
    const [here, there] = [await live(22), await live(22, database.url)]
    const told = async ({ world }: typeof here) =>
      (
        await world.db
          .selectFrom('events')
          .select(['verb', 'object_kind', 'acting_seat', 'occurred_at'])
          .orderBy('seq')
          .execute()
      ).map(row => Object.values(row).join(' '))
    assert.deepEqual(await told(there), await told(here))
    const { alarms } = await there.director.alarms.all()
    assert.deepEqual(alarms.map(({ kind, project }) => `${project.slug} ${kind}`).toSorted(), there.planted)
    await here.world.close()
    await there.world.close()
    await database.drop()
  })
})

describe('the demo organisation', () => {
  let inside: Inside
  before(async () => {
    inside = await openTrireme()
  })
  after(() => inside.close())

  type Asked = { method?: string; body?: string; headers?: Record<string, string> }
  const inWorld = async (path: string, { headers, ...init }: Asked = {}) => {
    const { cookie } = await inside.signIn(await freshLink())
    return fetch(`${inside.url}${path}`, {
      ...init,
      headers: { Cookie: cookie, Origin: inside.url, 'x-trireme-world': 'demo-organisation', ...headers },
    })
  }
  const freshLink = async () => {
    const user = await inside.owner.users.create({ name: 'Visitor' })
    return (await inside.owner.users.invite({ user: user.id })).url
  }

  test('is made in the background, is looked at but never changed, mixes with nothing, and is removed', async () => {
    const { owner, db } = inside
    await owner.projects.create({ name: 'Ours', slug: 'ours' })
    const atOnce = await Promise.allSettled([7, 7].map(seed => owner.demo.makeOrganisation({ seed })))
    assert.deepEqual(atOnce.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    assert.equal((await owner.demo.organisation()).state, 'making')
    await assert.rejects(owner.demo.makeOrganisation({}), /being made already/)
    while ((await owner.demo.organisation()).state === 'making') await sleep(100)
    const { state, made, error } = await owner.demo.organisation()
    assert.deepEqual([state, error, made?.people, made?.projects.length], ['there', null, 40, 6])

    const seen = await (await inWorld('/api/portfolio')).text()
    assert.match(seen, /claims-triage/)
    assert.doesNotMatch(seen, /"slug":"ours"/)
    assert.deepEqual(
      (await owner.portfolio.get()).projects.map(({ project }) => project.slug),
      ['ours'],
    )
    const lead = made?.looks.find(({ project }) => project !== null)
    const me = await (await inWorld('/api/me', { headers: { 'x-trireme-look': lead?.id ?? '' } })).text()
    assert.match(me, new RegExp(lead?.name ?? 'nobody'))

    const refused = await inWorld('/api/projects', { method: 'POST', body: '{"name":"Mine"}' })
    assert.equal(refused.status, 403)
    assert.match(await refused.text(), /simulated/)
    const stranger = await fetch(`${inside.url}/api/portfolio`, { headers: { 'x-trireme-world': 'demo-organisation' } })
    assert.equal(stranger.status, 401)

    // whoever reads on while it is taken away is told that it is gone
    const { cookie } = await inside.signIn(await freshLink())
    const headers = { Cookie: cookie, 'x-trireme-world': 'demo-organisation' }
    const read = async () => {
      const said: string[] = []
      for (let status = 200; status === 200;) {
        const answer = await fetch(`${inside.url}/api/portfolio`, { headers })
        status = answer.status
        const text = await answer.text()
        if (status !== 200) said.push(`${status} ${text}`)
      }
      return said
    }
    const readers = Array.from({ length: 6 }, read)
    assert.equal((await owner.demo.removeOrganisation()).state, 'none')
    for (const said of (await Promise.all(readers)).flat())
      assert.match(said, /^404 .*There is no simulated organisation any more/)
    assert.equal((await inWorld('/api/portfolio')).status, 404)
    const said = await db.selectFrom('events').select(['verb']).where('object_id', '=', 'demo-organisation').execute()
    assert.deepEqual(said.map(({ verb }) => verb).toSorted(), ['create', 'remove'])
    assert.equal((await db.selectFrom('events').selectAll().where('source', '=', 'simulation').execute()).length, 0)
  })

  test('stopped half-way leaves nothing, also when the server was killed meanwhile', async () => {
    const { owner } = inside
    await owner.demo.makeOrganisation({ seed: 8 })
    await sleep(300)
    assert.equal((await owner.demo.removeOrganisation()).state, 'none')
    await owner.demo.makeOrganisation({ seed: 8 })
    await inside.restart()
    assert.equal((await inside.owner.demo.organisation()).state, 'none')
  })
})
