import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { openMailServer } from '../../../../test/mail.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import { describeConfig, readConfig } from '../../../kernel/config.ts'
import type { Trireme } from '../../../sdk/trireme.ts'
import type { Seat } from '../../seats.ts'
import { afterQuiet, digestAfter } from '../mail/hours.ts'

const hour = 3_600_000
const day = 24 * hour

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`the inbox on ${kind}`, () => {
    const project = 'dock'
    let inside: Inside
    let database: TestDatabase | undefined
    let post: Awaited<ReturnType<typeof openMailServer>>
    let owner: Trireme
    let scientist: Awaited<ReturnType<Inside['signIn']>>
    let engineer: Awaited<ReturnType<Inside['signIn']>>
    let dataset = ''

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      post = await openMailServer()
      inside = await openTrireme({
        databaseUrl: database?.url ?? '',
        env: { TRIREME_SMTP: `smtp://127.0.0.1:${post.port}`, TRIREME_MAIL_FROM: 'trireme@example.org' },
      })
      owner = inside.owner
      await owner.projects.create({ name: 'Dock', slug: project })
      scientist = await seated('Ada', 'data_scientist')
      engineer = await seated('Ravi', 'ml_engineer', 'ravi@example.org')
      dataset = (await scientist.api.datasets.upload({ project, name: 'ships', fileName: 'a.csv', body: 'a\n1\n' }))
        .assetId
    })
    after(async () => {
      await inside.close()
      await post.close()
      await database?.drop()
    })

    const seated = async (name: string, seat: Seat, email?: string) => {
      const { invitation } = await owner.projects.takeSeat({ project, seat, name, ...(email && { email }) })
      return inside.signIn(invitation ?? '')
    }
    let asked = 0
    const review = (api: Trireme, more: { toSeat?: Seat; dueAt?: number } = {}) =>
      api.requests.create({
        project,
        kind: 'review',
        subject: { kind: 'dataset', id: dataset, version: String((asked += 1)) },
        toSeat: 'ml_engineer',
        reason: 'Look at it',
        ...more,
      })
    const awake = async (who: Trireme) => {
      const { wishes } = await who.mail.get({})
      return who.mail.put({ ...wishes, quietFrom: 0, quietUntil: 0, rests: false })
    }

    test('several are answered at once where their kind allows it, and each stands or falls alone', async () => {
      const [a, b] = [await review(scientist.api), await review(scientist.api)]
      const gate = await scientist.api.requests.create({
        project,
        kind: 'gate',
        subject: { kind: 'gate', id: 'G0' },
        reason: 'Worth it',
      })
      const { requests } = await engineer.api.inbox.list({ kind: 'review', project })
      assert.deepEqual(
        requests.map(({ id, inBulk }) => [id, inBulk]),
        [a, b].map(({ id }) => [id, true]),
      )
      assert.equal((await engineer.api.inbox.list({ olderThanDays: 1 })).requests.length, 0)
      const done = await engineer.api.inbox.decide({ requests: [a.id, b.id, 'req_none'], decision: 'accept' })
      assert.deepEqual([done.decided, done.refused.map(({ request }) => request)], [[a.id, b.id], ['req_none']])
      const other = await review(scientist.api, { toSeat: 'project_manager' })
      const mixed = await owner.inbox.decide({ requests: [gate.id, other.id], decision: 'return', reason: 'Not yet' })
      assert.deepEqual(mixed.decided, [other.id])
      assert.match(mixed.refused[0]?.message ?? '', /needs a look of its own/)
    })

    test('what is due comes first to whoever asks for the overdue', async () => {
      const late = await review(scientist.api, { dueAt: Date.now() - hour })
      await review(scientist.api, { dueAt: Date.now() + day })
      const { requests } = await engineer.api.inbox.list({ overdue: 'true' })
      assert.deepEqual(
        requests.map(({ id }) => id),
        [late.id],
      )
    })

    test('a stand-in decides for who is away, in their name, and nothing that either of them asked or made', async () => {
      const [fromAt, untilAt] = [Date.now() - 1, Date.now() + day]
      const deputy = await seated('Dee', 'data_engineer')
      const wish = await review(scientist.api)
      await assert.rejects(deputy.api.requests.accept({ project, request: wish.id }), { code: 'forbidden' })
      const named = await engineer.api.inbox.name({ standIn: deputy.id, fromAt, untilAt })
      await assert.rejects(engineer.api.inbox.name({ standIn: scientist.id, fromAt, untilAt }), { code: 'conflict' })
      const { requests } = await deputy.api.inbox.list({})
      assert.deepEqual(requests.find(({ id }) => id === wish.id)?.forPerson, { id: engineer.id, name: 'Ravi' })
      const accepted = await deputy.api.requests.accept({ project, request: wish.id })
      assert.deepEqual(
        [accepted.decidedBy?.name, accepted.decidedFor?.name, accepted.decidedSeat],
        ['Dee', 'Ravi', 'ml_engineer'],
      )
      const row = await inside.db
        .selectFrom('events')
        .select(['actor', 'on_behalf_of'])
        .where('object_id', '=', wish.id)
        .where('verb', '=', 'accept')
        .executeTakeFirst()
      assert.deepEqual({ ...row }, { actor: deputy.id, on_behalf_of: engineer.id })

      for (const asker of [engineer.api, deputy.api]) {
        const own = await review(asker)
        await assert.rejects(deputy.api.requests.accept({ project, request: own.id }), { code: 'forbidden' })
      }
      await engineer.api.inbox.end({ standIn: named.id })
      const later = await review(scientist.api)
      await assert.rejects(deputy.api.requests.accept({ project, request: later.id }), { code: 'forbidden' })
    })

    test('mail reaches who sits in the seat once, also when the server was busy or the platform was stopped', async () => {
      await awake(engineer.api)
      const mine = () =>
        post.mails.filter(mail => mail.text.includes('/requests/') && mail.to[0] === 'ravi@example.org')
      const about = (id: string) => mine().filter(mail => mail.text.replaceAll('=\r\n', '').includes(id))
      post.state.busy = true
      const first = await review(scientist.api)
      const attempts = async () =>
        (
          await inside.db
            .selectFrom('jobs')
            .select(['attempt', 'state'])
            .where('key', '=', `asked:${first.id}:${engineer.id}`)
            .executeTakeFirst()
        )?.attempt ?? 0
      while ((await attempts()) === 0) await sleep(50)
      await sleep(500)
      await inside.restart()
      assert.equal(about(first.id).length, 0)
      post.state.busy = false
      await inside.db.updateTable('jobs').set({ lease_until: 0 }).where('kind', '=', 'notice').execute()
      while (about(first.id).length === 0) await sleep(50)
      const second = await review(scientist.api)
      while (about(second.id).length === 0) await sleep(50)
      assert.deepEqual([about(first.id).length, about(second.id).length], [1, 1])
      assert.match(about(second.id)[0]?.text ?? '', /^Message-ID: <job_\w+@example\.org>/m)
    })

    test('who wishes it gets one digest of the day instead', async () => {
      const { wishes, server, address } = await engineer.api.mail.get({})
      assert.deepEqual([server, address], [`smtp://127.0.0.1:${post.port}`, 'ravi@example.org'])
      await engineer.api.mail.put({ ...wishes, reminders: 'digest' })
      const before = post.mails.length
      await review(scientist.api)
      await review(scientist.api)
      const digests = inside.db
        .selectFrom('jobs')
        .select('id')
        .where('key', 'like', 'digest:%')
        .where('state', '=', 'queued')
      assert.equal((await digests.execute()).length, 1)
      await inside.db.updateTable('jobs').set({ lease_until: 0 }).where('key', 'like', 'digest:%').execute()
      while (post.mails.length === before) await sleep(50)
      assert.match(post.mails.at(-1)?.text ?? '', /Subject: .*\d+ things wait for you/)
    })

    test('working hours of one’s own are those of the organisation but where one says otherwise', async () => {
      const { calendar } = engineer.api
      const before = await calendar.mine()
      assert.deepEqual(before.inForce, before.organisation)
      await owner.calendar.change({ ...before.organisation, holidays: ['2026-12-25'] })
      const hours = { days: [3, 1, 2, 1], from: '08:00', until: '14:00' }
      const wish = { timeZone: 'Asia/Shanghai', hours, daysOff: ['2026-02-17'], takesHolidays: true }
      const { inForce } = await calendar.changeMine(wish)
      assert.deepEqual(inForce, {
        timeZone: 'Asia/Shanghai',
        ...hours,
        days: [1, 2, 3],
        holidays: ['2026-02-17', '2026-12-25'],
      })
      assert.deepEqual((await calendar.changeMine({ ...wish, takesHolidays: false })).inForce.holidays, ['2026-02-17'])
      assert.equal((await scientist.api.calendar.mine()).inForce.timeZone, 'UTC')
      await assert.rejects(calendar.changeMine({ ...wish, timeZone: 'Atlantis' }), { code: 'bad_request' })
      await calendar.changeMine(before.mine)
    })
  })

const utc = (text: string) => Date.parse(`${text}Z`)
const zurich = {
  timeZone: 'Europe/Zurich',
  days: [1, 2, 3, 4, 5],
  from: '09:00',
  until: '17:00',
  holidays: ['2026-12-25'],
}

test('quiet hours over midnight end in the morning of the reader, also when the clock is put forward', () => {
  const wishes = { quietFrom: 1_200, quietUntil: 420, rests: false }
  // 21:30 in Zurich in winter is 20:30 UTC; 07:00 there is 06:00 UTC
  assert.equal(afterQuiet(utc('2026-01-10T20:30:00'), wishes, zurich), utc('2026-01-11T06:00:00'))
  assert.equal(afterQuiet(utc('2026-01-10T12:00:00'), wishes, zurich), utc('2026-01-10T12:00:00'))
  // in the night to 29 March 2026 the clock goes from 02:00 to 03:00: 07:00 is then 05:00 UTC
  assert.equal(afterQuiet(utc('2026-03-28T22:00:00'), wishes, zurich), utc('2026-03-29T05:00:00'))
  // 08:00 is over at 08:00: the next one is tomorrow's
  const digest = { digestAt: 480, rests: false }
  assert.equal(digestAfter(utc('2026-01-10T07:00:00'), digest, zurich), utc('2026-01-11T07:00:00'))
})

test('over days off and holidays mail waits for the morning of the next working day', () => {
  const wishes = { quietFrom: 1_200, quietUntil: 420, rests: true }
  // Saturday noon, and Friday 21:30: both wait for Monday 07:00
  assert.equal(afterQuiet(utc('2026-01-10T12:00:00'), wishes, zurich), utc('2026-01-12T06:00:00'))
  assert.equal(afterQuiet(utc('2026-01-09T20:30:00'), wishes, zurich), utc('2026-01-12T06:00:00'))
  // Christmas 2026 is a Friday
  assert.equal(afterQuiet(utc('2026-12-25T10:00:00'), wishes, zurich), utc('2026-12-28T06:00:00'))
  assert.equal(afterQuiet(utc('2026-01-12T10:00:00'), wishes, zurich), utc('2026-01-12T10:00:00'))
  // the digest of 08:00 after Friday's is Monday's
  const digest = { digestAt: 480, rests: true }
  assert.equal(digestAfter(utc('2026-01-09T10:00:00'), digest, zurich), utc('2026-01-12T07:00:00'))
  // whose days are all free is not kept waiting for ever
  const never = Array.from({ length: 500 }, (_, at) => new Date(utc('2026-01-01T00:00:00') + at * 86_400_000))
  const idle = { ...zurich, holidays: never.map(day => day.toISOString().slice(0, 10)) }
  assert.equal(afterQuiet(utc('2026-01-12T10:00:00'), wishes, idle), utc('2026-01-12T10:00:00'))
})

test('a mail server needs a sender, and its password is never shown', () => {
  const env = { TRIREME_SMTP: 'smtp://ships:secret@mail.example.org:587', TRIREME_DATA: '.none' }
  assert.throws(() => readConfig(env), /TRIREME_MAIL_FROM/)
  assert.throws(() => readConfig({ ...env, TRIREME_SMTP: 'http://x', TRIREME_MAIL_FROM: 'a@example.org' }))
  const shown = describeConfig({ ...env, TRIREME_MAIL_FROM: 'a@example.org' })
  assert.equal(shown.find(({ name }) => name === 'TRIREME_SMTP')?.value, 'smtp://ships:****@mail.example.org:587')
})
