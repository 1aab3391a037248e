import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../test/postgres.ts'
import { AppError } from '../../kernel/errors.ts'
import { connect } from '../../sdk/trireme.ts'
import type { Roster } from './roster/roster.schema.ts'

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`the organisation on ${kind}`, () => {
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

    const arrive = async (name: string, email?: string) => {
      const { users } = inside.owner
      const user = await users.create({ name, ...(email && { email }) })
      return inside.signIn((await users.invite({ user: user.id })).url)
    }

    test('an empty installation is filled step by step, and a step can wait', async () => {
      const { onboarding, lines, teams } = inside.owner
      const states = async () => (await onboarding.get()).steps.map(step => step.state)
      assert.deepEqual(await states(), ['open', 'open', 'open', 'open', 'open'])
      await lines.createDepartment({ name: 'Engineering' })
      await teams.create({ name: 'Rails' })
      await onboarding.skip({ step: 'platform_seats', isSkipped: true })
      assert.deepEqual(await states(), ['done', 'open', 'done', 'skipped', 'open'])
      await onboarding.skip({ step: 'platform_seats', isSkipped: false })
      await inside.owner.projects.create({ name: 'First' })
      assert.deepEqual(await states(), ['done', 'open', 'done', 'open', 'done'])
    })

    test('departments stand below each other, never in a circle, and only an empty one is removed', async () => {
      const { lines } = inside.owner
      const science = await lines.createDepartment({ name: 'Science' })
      const vision = await lines.createDepartment({ name: 'Vision', parentId: science.id })
      await assert.rejects(lines.changeDepartment({ department: science.id, parentId: vision.id }), isCode('conflict'))
      await assert.rejects(lines.createDepartment({ name: 'Vision' }), isCode('conflict'))
      await assert.rejects(lines.removeDepartment({ department: science.id }), isCode('conflict'))
      await lines.removeDepartment({ department: vision.id })
      await lines.removeDepartment({ department: science.id })
      await assert.rejects(lines.changeDepartment({ department: science.id, name: 'X' }), isCode('not_found'))
    })

    test('nobody reports to themselves, by no detour', async () => {
      const { lines } = inside.owner
      const [ada, bo, cy] = [await arrive('Ada Ash'), await arrive('Bo Birch'), await arrive('Cy Cedar')]
      await lines.place({ user: bo.id, reportsTo: ada.id })
      await lines.place({ user: cy.id, reportsTo: bo.id })
      await assert.rejects(lines.place({ user: ada.id, reportsTo: cy.id }), isCode('conflict'))
      await assert.rejects(lines.place({ user: ada.id, reportsTo: ada.id }), isCode('conflict'))
      assert.deepEqual(
        (await lines.person({ user: ada.id })).reports.map(person => person.name),
        ['Bo Birch'],
      )
    })

    const table = [
      'Name;E-Mail;Title;Dept;Manager;Teams;Shoe size',
      'Dora Day;Dora@Example.org;Head;Research;;;38',
      '"Eve; Elm";eve@example.org;"Says ""hello""";Research / Ranking;dora@example.org;Rank | Churn;40',
      'Nobody;;;;;;',
      'Odd;not-an-e-mail;;;;;',
      'Lost;lost@example.org;;;gone@example.org;;',
      'Again;eve@example.org;;;;;',
    ].join('\r\n')

    test('an import shows first what it would do, and changes nothing by that', async () => {
      const { roster, lines, users } = inside.owner
      const seen = await roster.preview({ csv: table })
      assert.deepEqual([seen.isApplied, seen.created, seen.refused, seen.ignored], [false, 2, 4, ['Shoe size']])
      assert.deepEqual(said(seen), [
        '2 created person,department,title',
        '3 created person,department,line,title,team',
        '4 refused An e-mail is missing',
        '5 refused "not-an-e-mail" is no e-mail',
        '6 refused Nobody has the e-mail gone@example.org',
        '7 refused eve@example.org stands in row 3 already',
      ])
      assert.deepEqual((await users.list({ q: 'Dora' })).users, [])
      const { departments } = await lines.departments({})
      assert.ok(!departments.some(one => one.name === 'Research'))
    })

    test('then it does exactly that, and the same file again changes nothing', async () => {
      const { roster, lines, users } = inside.owner
      const [preview, done] = [await roster.preview({ csv: table }), await roster.apply({ csv: table })]
      assert.deepEqual({ ...done, isApplied: false }, preview)
      const eve = (await users.list({ q: 'Eve; Elm' })).users[0]
      const seen = await lines.person({ user: eve?.id ?? '' })
      assert.deepEqual(
        [seen.title, seen.department?.name, seen.reportsTo?.name, seen.teams.map(team => team.name)],
        ['Says "hello"', 'Ranking', 'Dora Day', ['Churn', 'Rank']],
      )
      const events = await countEvents()
      const again = await roster.apply({ csv: table })
      assert.deepEqual([again.created, again.changed, again.same, again.refused], [0, 0, 2, 4])
      assert.equal(await countEvents(), events)
    })

    test('a line that would turn in a circle is refused, whoever stands where in the file', async () => {
      const { roster } = inside.owner
      const csv = [
        'name,email,reports_to',
        'Gil,gil@example.org,hal@example.org',
        'Hal,hal@example.org,ivy@example.org',
        'Ivy,ivy@example.org,gil@example.org',
        'Jo,jo@example.org,ivy@example.org',
      ].join('\n')
      assert.deepEqual(said(await roster.preview({ csv })), [
        '2 refused Nobody has the e-mail hal@example.org',
        '3 refused Nobody has the e-mail ivy@example.org',
        '4 refused gil@example.org reports to ivy@example.org already',
        '5 refused Nobody has the e-mail ivy@example.org',
      ])
      await assert.rejects(roster.preview({ csv: 'who,where\nX,Y' }), isCode('bad_request'))
    })

    test('a second e-mail signs in the same person and finds them, and belongs to one alone', async () => {
      const { owner, url } = inside
      const kim = await arrive('Kim Kelp', 'kim@example.org')
      await kim.api.sessions.change({ password: 'a long enough one' })
      await owner.humans.add({ user: kim.id, email: 'Kim@Git.example.org' })
      const guest = connect({ url })
      const me = await guest.sessions.byPassword({ email: 'kim@git.example.org', password: 'a long enough one' })
      assert.equal(me.id, kim.id)
      await assert.rejects(owner.users.create({ name: 'Other', email: 'kim@git.example.org' }), isCode('conflict'))
      const lee = await arrive('Lee Lime')
      await assert.rejects(owner.humans.add({ user: lee.id, email: 'kim@example.org' }), isCode('conflict'))
      await owner.humans.remove({ user: kim.id, email: 'kim@git.example.org' })
      assert.deepEqual((await owner.lines.person({ user: kim.id })).aliases, [])
    })

    test('two accounts of one human become one person, and each keeps what it did in the log', async () => {
      const { owner } = inside
      const [mia, old] = [await arrive('Mia Moss', 'mia@example.org'), await arrive('mmoss', 'm.moss@old.example.org')]
      await owner.projects.create({ name: 'Merged', slug: 'merged' })
      await owner.projects.takeSeat({ project: 'merged', seat: 'data_engineer', userId: old.id })
      await owner.projects.takeSeat({ project: 'merged', seat: 'project_manager', userId: mia.id })
      await old.api.datasets.upload({ project: 'merged', name: 'reefs', body: 'a\n1\n', format: 'csv' })
      const gate = { project: 'merged', kind: 'gate', subject: { kind: 'gate', id: 'G0' }, reason: 'ready' }
      const asked = await old.api.requests.create({ ...gate, toSeat: 'project_manager' })
      assert.equal((await mia.api.requests.get({ project: 'merged', request: asked.id })).cannotDecide, null)
      const logged = () =>
        inside.db.selectFrom('events').select(['id', 'actor']).where('actor', '=', old.id).orderBy('id').execute()
      const before = await logged()
      const merged = await owner.humans.merge({ user: mia.id, account: old.id })
      assert.deepEqual([merged.aliases, merged.accounts.map(one => one.id)], [['m.moss@old.example.org'], [old.id]])
      assert.deepEqual(await logged(), before)
      await assert.rejects(old.api.sessions.me(), isCode('unauthenticated'))
      const { assets } = await mia.api.catalog.search({ project: 'merged' })
      assert.equal(assets[0]?.owner.id, mia.id)
      const { events } = await mia.api.events.list({ project: 'merged', kind: 'dataset', person: mia.id })
      assert.deepEqual(
        events.map(event => `${event.actor.name} ${event.verb}`),
        ['Mia Moss publish', 'Mia Moss create'],
      )
      // who asked under another account is still who asked
      const detail = await mia.api.requests.get({ project: 'merged', request: asked.id })
      assert.match(detail.cannotDecide ?? '', /you asked for it/)
      await mia.api.sessions.change({ name: 'Mia Moor' })
      const renamed = await mia.api.events.list({ project: 'merged', kind: 'dataset', person: mia.id })
      assert.equal(renamed.events[0]?.actor.name, 'Mia Moor')
      await assert.rejects(owner.humans.merge({ user: mia.id, account: inside.ownerId }), isCode('conflict'))
    })

    const countEvents = async () => (await inside.db.selectFrom('events').select('id').execute()).length
  })

const said = ({ rows }: Roster) =>
  rows.map(({ row, is, what, reason }) => `${row} ${is} ${reason?.split(/[:;,]/)[0] ?? what.join(',')}`)

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
