import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTrireme, type Inside } from '../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../test/postgres.ts'
import { append } from '../events/events.ts'
import { systemClock } from '../kernel/clock.ts'
import { AppError } from '../kernel/errors.ts'
import { connect, type Trireme } from '../sdk/trireme.ts'

type Page = { after?: string; limit?: number }

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`people on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    test('a sign-in link works once', async () => {
      const { invitations } = await inside.owner.projects.create({
        name: 'Link',
        seats: [{ seat: 'data_scientist', name: 'Ada' }],
      })
      const link = invitations[0]?.url ?? ''
      assert.equal((await (await inside.signIn(link)).api.sessions.me()).name, 'Ada')
      await assert.rejects(inside.signIn(link), /gone/)
    })

    test('a person signs in with a password, and a wrong one is refused', async () => {
      const { invitations } = await inside.owner.projects.create({
        name: 'Password',
        seats: [{ seat: 'data_scientist', name: 'Bo', email: 'bo@example.org' }],
      })
      const bo = await inside.signIn(invitations[0]?.url ?? '')
      await bo.api.sessions.change({ password: 'a long enough one' })
      const guest = connect({ url: inside.url })
      assert.equal(
        (await guest.sessions.byPassword({ email: 'BO@example.org', password: 'a long enough one' })).name,
        'Bo',
      )
      await assert.rejects(
        guest.sessions.byPassword({ email: 'bo@example.org', password: 'something else' }),
        isCode('unauthenticated'),
      )
    })

    test('who guards the platform sees when a token was used last, and ends it; a session is ended the same way', async () => {
      const { invitations } = await inside.owner.projects.create({
        name: 'Ways in',
        seats: [{ seat: 'data_scientist', name: 'Cy' }],
      })
      const cy = await inside.signIn(invitations[0]?.url ?? '')
      const { token, secret } = await cy.api.tokens.create({ project: 'ways-in', name: 'laptop' })
      const script = connect({ url: inside.url, token: secret })
      await script.projects.get({ project: 'ways-in' })
      const held = async () => (await inside.owner.tokens.listAll({})).tokens.find(one => one.id === token.id)
      while ((await held())?.lastUsedAt === null) await sleep(50)
      assert.deepEqual((await held())?.project, { slug: 'ways-in', name: 'Ways in' })
      await inside.owner.tokens.revokeAny({ token: token.id })
      await assert.rejects(script.projects.get({ project: 'ways-in' }), isCode('unauthenticated'))
      assert.equal(await held(), undefined)

      await assert.rejects(cy.api.sessions.everybodys({}), isCode('forbidden'))
      const [mine] = (await cy.api.sessions.mine({})).sessions
      assert.deepEqual([mine?.person.name, mine?.isThis], ['Cy', true])
      await assert.rejects(cy.api.sessions.endMine({ session: 'ses_none' }), isCode('not_found'))
      await inside.owner.sessions.endAny({ session: mine?.id ?? '' })
      await assert.rejects(cy.api.sessions.me(), isCode('unauthenticated'))
    })

    test('who comes back reads what others did since the last visit ended, nothing of their own, nothing that was imported', async () => {
      const { invitations, project } = await inside.owner.projects.create({
        name: 'News',
        seats: [{ seat: 'data_scientist', name: 'Di' }],
      })
      const di = await inside.signIn(invitations[0]?.url ?? '')
      const say = (api: Trireme, body: string) =>
        api.talk.add({ project: 'news', object: { kind: 'project', id: project.id }, body })
      await say(inside.owner, 'before')
      const left = Date.now()
      // an hour passes while the person is away
      const hour = 3_600_000
      await inside.db.updateTable('users').set({ seen_at: left, last_visit_at: left }).where('id', '=', di.id).execute()
      await say(inside.owner, 'after')
      await say(di.api, 'my own')
      const author = { actor: { id: inside.ownerId }, source: 'import' as const, clock: systemClock, project }
      await append(inside.db, author, { verb: 'finish', object: { kind: 'run', id: 'old' }, occurredAt: 5 })
      const { since, events } = await di.api.events.news({})
      assert.equal(since, left)
      assert.deepEqual(
        events.map(({ object, project: home }) => [object.name, home.slug]),
        [['after', 'news']],
      )
      await inside.db
        .updateTable('users')
        .set({ seen_at: left - hour, last_visit_at: null })
        .where('id', '=', di.id)
        .execute()
      assert.equal((await di.api.events.news({ project: 'news' })).since, left - hour)
    })

    test('guessing a password is stopped after eight tries', async () => {
      const guest = connect({ url: inside.url })
      for (let tries = 0; tries < 8; tries++)
        await assert.rejects(
          guest.sessions.byPassword({ email: 'eve@example.org', password: 'x' }),
          isCode('unauthenticated'),
        )
      await assert.rejects(guest.sessions.byPassword({ email: 'eve@example.org', password: 'x' }), isCode('too_many'))
    })

    test('a project of others does not exist for me', async () => {
      await inside.owner.projects.create({ name: 'Hidden' })
      const { invitations } = await inside.owner.projects.create({
        name: 'Shown',
        seats: [{ seat: 'ml_engineer', name: 'Cy' }],
      })
      const cy = await inside.signIn(invitations[0]?.url ?? '')
      await assert.rejects(cy.api.charter.get({ project: 'hidden' }), isCode('not_found'))
      assert.deepEqual(
        (await cy.api.projects.list()).projects.map(project => project.slug),
        ['shown'],
      )
    })

    test('a missing right says why and whom to ask', async () => {
      const { invitations } = await inside.owner.projects.create({
        name: 'Rights',
        seats: [{ seat: 'devops_engineer', name: 'Di' }],
      })
      const di = await inside.signIn(invitations[0]?.url ?? '')
      await assert.rejects(di.api.charter.put({ project: 'rights', goal: 'Mine' }), (error: unknown) => {
        assert.ok(error instanceof AppError)
        assert.equal(error.code, 'forbidden')
        assert.match(error.message, /You cannot, because your seat \(devops engineer\).*ask: project manager/)
        return true
      })
    })

    test('leaving the last seat ends tokens and rights at once', async () => {
      const { invitations } = await inside.owner.projects.create({
        name: 'Leaving',
        seats: [{ seat: 'data_scientist', name: 'Ed' }],
      })
      const ed = await inside.signIn(invitations[0]?.url ?? '')
      const { secret } = await ed.api.tokens.create({ project: 'leaving', name: 'laptop' })
      const program = connect({ url: inside.url, token: secret })
      assert.equal((await program.projects.get({ project: 'leaving' })).slug, 'leaving')
      await inside.owner.projects.leaveSeat({ project: 'leaving', seat: 'data_scientist', user: ed.id })
      await assert.rejects(program.projects.get({ project: 'leaving' }), isCode('unauthenticated'))
      await assert.rejects(ed.api.projects.get({ project: 'leaving' }), isCode('not_found'))
    })

    test('a live stream ends when the seat is left', async () => {
      const { invitations } = await inside.owner.projects.create({
        name: 'Live',
        seats: [{ seat: 'data_scientist', name: 'Fay' }],
      })
      const fay = await inside.signIn(invitations[0]?.url ?? '')
      const created = Promise.withResolvers<void>()
      const stream = await fay.api.events.stream({ project: 'live', after: '0-0' })
      const reading = (async () => {
        for await (const { data } of stream) if (data.verb === 'create') created.resolve()
      })()
      const ended = assert.rejects(reading, isCode('not_found'))
      await Promise.race([created.promise, ended.then(() => assert.fail('it ended before anything was seen'))])
      await inside.owner.charter.put({ project: 'live', goal: 'See it live' })
      await inside.owner.projects.leaveSeat({ project: 'live', seat: 'data_scientist', user: fay.id })
      await ended
    })

    test('lists come in pages that join to the whole', async () => {
      const { invitations } = await inside.owner.projects.create({
        name: 'Pages',
        seats: [{ seat: 'data_scientist', name: 'Gia' }],
      })
      const { api } = await inside.signIn(invitations[0]?.url ?? '')
      for (const n of [1, 2, 3]) await api.hypotheses.create({ project: 'pages', title: `H ${n}` })
      for (const n of [1, 2, 3]) await api.tokens.create({ project: 'pages', name: `t${n}` })
      for (const n of [1, 2])
        await api.projects.create({ name: `More ${n}`, seats: [{ seat: 'stakeholder', name: 'X' }] })
      const lists = {
        hypotheses: async (page: Page) => {
          const { hypotheses, next } = await api.hypotheses.list({ project: 'pages', ...page })
          return { names: hypotheses.map(({ title }) => title), next }
        },
        tokens: async (page: Page) => {
          const { tokens, next } = await api.tokens.list({ project: 'pages', ...page })
          return { names: tokens.map(({ name }) => name), next }
        },
        projects: async (page: Page) => {
          const { projects, next } = await api.projects.list(page)
          return { names: projects.map(({ name }) => name), next }
        },
      }
      for (const [name, list] of Object.entries(lists)) {
        const whole = (await list({})).names
        const joined: string[] = []
        for (let after: string | undefined; ;) {
          const { names, next } = await list({ limit: 2, ...(after === undefined ? {} : { after }) })
          joined.push(...names)
          if (next === null) break
          after = next
        }
        assert.deepEqual(joined, whole, name)
        assert.equal(whole.length, 3, name)
      }
    })

    test('a token holds no more than it was given, and makes no tokens', async () => {
      await inside.owner.projects.create({ name: 'Narrow' })
      const { secret } = await inside.owner.tokens.create({
        project: 'narrow',
        name: 'reader',
        rights: ['project:read'],
      })
      const program = connect({ url: inside.url, token: secret })
      assert.equal((await program.charter.get({ project: 'narrow' })).goal, '')
      await assert.rejects(program.charter.put({ project: 'narrow', goal: 'no' }), isCode('forbidden'))
      await assert.rejects(program.tokens.create({ project: 'narrow', name: 'more' }), isCode('forbidden'))
      await assert.rejects(program.projects.get({ project: 'rights' }), isCode('not_found'))
    })

    test('a write with the cookie from another site is refused', async () => {
      const { cookie } = await inside.signIn(
        (await inside.owner.projects.create({ name: 'Cross', seats: [{ seat: 'data_scientist', name: 'Gil' }] }))
          .invitations[0]?.url ?? '',
      )
      const answer = await fetch(`${inside.url}/api/projects`, {
        method: 'POST',
        headers: { Cookie: cookie, Origin: 'http://evil.example', 'Content-Type': 'application/json' },
        body: '{"name":"Stolen"}',
      })
      assert.equal(answer.status, 403)
    })

    test('a mention reaches the desk of the person, and only people of the project can be mentioned', async () => {
      const made = await inside.owner.projects.create({
        name: 'Talk',
        seats: [{ seat: 'data_scientist', name: 'Hal' }],
      })
      const hal = await inside.signIn(made.invitations[0]?.url ?? '')
      const comment = await inside.owner.talk.add({
        project: 'talk',
        object: { kind: 'project', id: made.project.id },
        body: `Look @[${hal.id}] and @[usr_nobody]`,
      })
      assert.deepEqual(
        comment.mentions.map(person => person.name),
        ['Hal'],
      )
      assert.equal((await hal.api.home.desk()).mentions[0]?.comment.id, comment.id)
      await hal.api.talk.seen({ project: 'talk', comment: comment.id })
      assert.equal((await hal.api.home.desk()).mentions.length, 0)
    })

    test('a KPI whose target is on the wrong side of the baseline is refused', async () => {
      await inside.owner.projects.create({ name: 'Kpi' })
      const wish = {
        project: 'kpi',
        name: 'Missed connections',
        unit: 'per 1,000',
        direction: 'lower' as const,
        baseline: 18,
        target: 20,
        targetDate: '2027-01-31',
      }
      await assert.rejects(inside.owner.charter.addKpi(wish), isCode('bad_request'))
      const kpi = await inside.owner.charter.addKpi({ ...wish, target: 14 })
      const after = await inside.owner.charter.addValue({
        project: 'kpi',
        kpi: kpi.id,
        value: 16.9,
        low: 16.2,
        high: 17.6,
        n: 4012,
      })
      assert.equal(after.values.at(-1)?.value, 16.9)
    })

    test('gates are passed in order, and none without a KPI', async () => {
      await inside.owner.projects.create({ name: 'Gates' })
      const decide = (gate: 'G0' | 'G1') =>
        inside.owner.gates.decide({ project: 'gates', gate, decision: 'go', reason: 'it is worth it' })
      await assert.rejects(decide('G1'), isCode('conflict'))
      await assert.rejects(decide('G0'), isCode('conflict'))
      await inside.owner.charter.addKpi({
        project: 'gates',
        name: 'Hours',
        unit: 'h',
        direction: 'lower',
        baseline: 10,
        target: 5,
        targetDate: '2027-06-01',
      })
      assert.equal((await decide('G0')).stage, 'data')
      const standing = (await inside.owner.portfolio.get()).projects.find(row => row.project.slug === 'gates')
      assert.equal(standing?.nextGate, 'G1')
      assert.equal(standing?.crew.find(seat => seat.seat === 'data_engineer')?.blocks, 'G1')
    })

    test('two projects of one name get two addresses', async () => {
      const first = await inside.owner.projects.create({ name: 'Twins' })
      const second = await inside.owner.projects.create({ name: 'Twins' })
      assert.notEqual(first.project.slug, second.project.slug)
      const odd = await inside.owner.projects.create({ name: '航班延误' })
      assert.match(odd.project.slug, /^[a-z0-9-]+$/)
    })
  })

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
