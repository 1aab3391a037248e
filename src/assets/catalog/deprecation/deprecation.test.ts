import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import { systemClock } from '../../../kernel/clock.ts'
import type { Trireme } from '../../../sdk/trireme.ts'
import { recordUse } from '../publish.service.ts'

const day = 86_400_000

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`a deprecated asset on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    let scientist: Trireme
    let using = { id: '', person: '' }
    const ids = { old: '', fresh: '' }
    const endsAt = Date.UTC(2031, 0, 1)

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
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
  })
