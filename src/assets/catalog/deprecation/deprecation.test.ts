import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { openMailServer } from '../../../../test/mail.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import { systemClock } from '../../../kernel/clock.ts'
import type { Seat } from '../../../people/seats.ts'
import type { Trireme } from '../../../sdk/trireme.ts'
import { recordUse } from '../publish.service.ts'

const day = 86_400_000

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`a deprecated asset on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    let post: Awaited<ReturnType<typeof openMailServer>>
    let scientist: Trireme
    let using = { id: '', person: '' }
    const ids = { old: '', fresh: '' }
    const endsAt = Date.UTC(2031, 0, 1)

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      post = await openMailServer()
      inside = await openTrireme({
        databaseUrl: database?.url ?? '',
        env: { TRIREME_SMTP: `smtp://127.0.0.1:${post.port}`, TRIREME_MAIL_FROM: 'trireme@example.org' },
      })
      const { owner } = inside
      const seats = [{ seat: 'data_engineer' as const, userId: inside.ownerId }]
      await owner.projects.create({ name: 'Alpha', seats })
      const { project, invitations } = await owner.projects.create({
        name: 'Beta',
        seats: [{ seat: 'data_scientist', name: 'Ada' }],
      })
      const ada = await inside.signIn(invitations[0]?.url ?? '')
      scientist = ada.api
      using = { id: project.id, person: ada.id }
      for (const name of ['old', 'fresh'] as const) {
        const body = new TextEncoder().encode(`${name},late\na,1\n`)
        const made = await owner.datasets.upload({ project: 'alpha', name, fileName: `${name}.csv`, body })
        ids[name] = made.assetId
        await owner.catalog.change({ project: 'alpha', asset: made.assetId, visibility: 'organisation' })
      }
      const ctx = { actor: { id: using.person }, source: 'sdk', clock: systemClock, project: { id: using.id } } as const
      await inside.db.transaction().execute(tx => recordUse(tx, ctx, { assetId: ids.old, version: 1, usedBy: 'run_1' }))
    })
    after(async () => {
      await inside.close()
      await post.close()
      await database?.drop()
    })

    const deprecate = (change: { replacedBy?: string; endsAt?: number; deprecated?: boolean; deprecation?: string }) =>
      inside.owner.catalog.change({ project: 'alpha', asset: ids.old, ...change })

    test('names another asset of its kind that is in use, and an end', async () => {
      const refused = { code: 'bad_request' }
      await assert.rejects(deprecate({ endsAt }), refused)
      await assert.rejects(deprecate({ deprecated: true, replacedBy: ids.old }), refused)
      await assert.rejects(deprecate({ deprecated: true, replacedBy: 'ds_nothing' }), { code: 'not_found' })
      assert.deepEqual((await scientist.deprecations.list({})).uses, [])
      const change = { deprecated: true, replacedBy: ids.fresh, endsAt, deprecation: 'It counts twice' }
      const { deprecatedAt, ...said } = await deprecate(change)
      assert.ok(deprecatedAt !== null)
      assert.deepEqual([said.replacedBy, said.endsAt, said.deprecation], [ids.fresh, endsAt, 'It counts twice'])
      const { events } = await inside.owner.events.list({ project: 'alpha', verb: 'deprecate' })
      assert.deepEqual(events[0]?.payload, { replacedBy: ids.fresh, endsAt })
    })

    test('is told to those whose runs took it lately, with what to use instead', async () => {
      const { uses, next } = await scientist.deprecations.list({})
      assert.deepEqual(
        uses.map(({ asset, project, replacement, reason, uses: n }) => [
          asset.name,
          project.slug,
          replacement,
          reason,
          n,
        ]),
        [['old', 'beta', { id: ids.fresh, name: 'fresh' }, 'It counts twice', 1]],
      )
      assert.equal(next, null)
      await inside.db
        .updateTable('asset_uses')
        .set({ used_at: Date.now() - 91 * day })
        .execute()
      assert.deepEqual((await scientist.deprecations.list({})).uses, [])
    })

    test('warns the program that takes it, in the headers that HTTP has for it', async () => {
      const { owner, url } = inside
      const { secret } = await owner.tokens.create({ project: 'alpha', name: 'reads' })
      const get = (path: string) =>
        fetch(`${url}/api/projects/alpha/datasets/${path}`, { headers: { Authorization: `Bearer ${secret}` } })
      for (const path of ['old/versions/1', 'old/versions/1/file?format=parquet']) {
        const { headers, status } = await get(path)
        assert.equal(status, 200)
        assert.match(headers.get('deprecation') ?? '', /^@\d{10}$/)
        assert.equal(headers.get('sunset'), 'Wed, 01 Jan 2031 00:00:00 GMT')
        assert.match(headers.get('link') ?? '', new RegExp(`/catalogue/${ids.fresh}>; rel="successor-version"`))
      }
      assert.equal((await get('fresh/versions/1')).headers.get('deprecation'), null)
      const restored = await deprecate({ deprecated: false })
      assert.deepEqual([restored.replacedBy, restored.endsAt, restored.deprecation], [null, null, ''])
      assert.equal((await get('old/versions/1')).headers.get('deprecation'), null)
    })

    test('is told by mail to those who can take something else, each as they wish', async () => {
      const { owner } = inside
      const { project } = await owner.projects.create({ name: 'Gamma' })
      const arrive = async (name: string, seat: Seat, reminders: 'each' | 'digest' | 'off') => {
        const email = `${name.toLowerCase()}@example.org`
        const { invitation } = await owner.projects.takeSeat({ project: project.slug, seat, name, email })
        const { api, id } = await inside.signIn(invitation ?? '')
        const { wishes } = await api.mail.get({})
        await api.mail.put({ ...wishes, reminders, quietFrom: 0, quietUntil: 0, rests: false })
        return { id, api }
      }
      const eve = await arrive('Eve', 'data_scientist', 'each')
      const dan = await arrive('Dan', 'ml_engineer', 'digest')
      await arrive('Oz', 'data_engineer', 'off')
      await arrive('Sue', 'stakeholder', 'each')
      const ctx = { actor: { id: dan.id }, source: 'sdk', clock: systemClock, project: { id: project.id } } as const
      const use = { assetId: ids.old, version: 1, usedBy: 'run_2' }
      await inside.db.transaction().execute(tx => recordUse(tx, ctx, use))
      await deprecate({ deprecated: true, replacedBy: ids.fresh, endsAt, deprecation: 'It counts twice' })
      await inside.db.updateTable('jobs').set({ lease_until: 0 }).where('key', 'like', 'digest:%').execute()
      while (post.mails.length < 2) await sleep(50)
      const mails = new Map(post.mails.map(({ to, text }) => [to.join(), text.replaceAll('=\r\n', '')]))
      assert.deepEqual([...mails.keys()].toSorted(), ['dan@example.org', 'eve@example.org'])
      assert.match(mails.get('eve@example.org') ?? '', /Subject: \[Trireme\] Deprecated: old/)
      assert.match(mails.get('dan@example.org') ?? '', /Subject: \[Trireme\] One thing waits for you/)
      for (const text of mails.values()) {
        assert.match(text, /Runs of Gamma took it in the last 90 days.\s+It ends on 2031-01-01.\s+Use fresh instead./)
        assert.ok(text.includes(`/catalogue/${ids.old}`))
      }

      // what is in use again before the mail goes out is not told, and a digest tells nothing a second time
      await deprecate({ deprecated: false })
      const minute = Math.floor(Date.now() / 60_000)
      const [quietFrom, quietUntil] = [(minute - 60) % 1_440, (minute + 60) % 1_440]
      await eve.api.mail.put({ ...(await eve.api.mail.get({})).wishes, quietFrom, quietUntil })
      await deprecate({ deprecated: true })
      await deprecate({ deprecated: false })
      await inside.db.updateTable('jobs').set({ lease_until: 0 }).where('kind', '=', 'notice').execute()
      const open = inside.db.selectFrom('jobs').select('id').where('kind', '=', 'notice')
      while ((await open.where('state', 'in', ['queued', 'running']).execute()).length > 0) await sleep(50)
      assert.equal(post.mails.length, 2)
    })
  })
