import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../test/postgres.ts'
import { systemClock } from '../../kernel/clock.ts'
import { AppError } from '../../kernel/errors.ts'
import { connect, type Trireme } from '../../sdk/trireme.ts'
import type { AssetFilter } from './catalog.schema.ts'
import { addVersion, ensureAsset, recordUse, resolveAsset, type AssetWish, type Publisher } from './publish.service.ts'

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`the catalogue on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    let ada: { api: Trireme; id: string }
    let ben: { api: Trireme; id: string }
    let alpha: Publisher
    let beta: Publisher

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      ;[ada, alpha] = await seated('Alpha', 'data_scientist')
      ;[ben, beta] = await seated('Beta', 'data_engineer')
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    async function seated(name: string, seat: 'data_scientist' | 'data_engineer') {
      const made = await inside.owner.projects.create({ name, seats: [{ seat, name: `${name}'s maker` }] })
      const person = await inside.signIn(made.invitations[0]?.url ?? '')
      const actor = { id: person.id, seat }
      return [person, { actor, source: 'sdk', clock: systemClock, project: made.project }] satisfies [
        unknown,
        Publisher,
      ]
    }

    const make = (ctx: Publisher, wish: AssetWish) => inside.db.transaction().execute(tx => ensureAsset(tx, ctx, wish))
    const publish = (ctx: Publisher, assetId: string) =>
      inside.db.transaction().execute(tx => addVersion(tx, ctx, { assetId, digest: 'sha256:00' }))
    const found = async (api: Trireme, filter: Partial<AssetFilter>) =>
      (await api.catalog.search(filter)).assets.map(asset => asset.name)

    test('an asset is made once for a project, kind and name, and its versions count up', async () => {
      const first = await make(alpha, { kind: 'dataset', name: 'Häfen 港口' })
      assert.equal((await make(alpha, { kind: 'dataset', name: 'Häfen 港口' })).id, first.id)
      assert.notEqual((await make(alpha, { kind: 'model', name: 'Häfen 港口' })).id, first.id)
      assert.notEqual((await make(beta, { kind: 'dataset', name: 'Häfen 港口' })).id, first.id)
      const numbers = await Promise.all(Array.from({ length: 8 }, () => publish(alpha, first.id)))
      assert.deepEqual(
        numbers.toSorted((a, b) => a - b),
        [1, 2, 3, 4, 5, 6, 7, 8],
      )
      const { versions, lastVersion, owner } = await ada.api.catalog.get({ asset: first.id })
      assert.deepEqual([versions.length, lastVersion, owner.id], [8, 8, ada.id])
      const { events } = await ada.api.events.list({ project: 'alpha', kind: 'dataset', id: first.id })
      assert.deepEqual(
        events.map(event => event.verb),
        [...Array.from({ length: 8 }, () => 'publish'), 'create'],
      )
      assert.deepEqual(events.map(event => event.object.version ?? '').toSorted(), ['', ...Array.from('12345678')])
      assert.equal(events[0]?.object.name, 'Häfen 港口')
    })

    test('the number of a version that is gone is not given again', async () => {
      const { id } = await make(alpha, { kind: 'model', name: 'counted' })
      await publish(alpha, id)
      await inside.db.deleteFrom('asset_versions').where('asset_id', '=', id).execute()
      assert.equal(await publish(alpha, id), 2)
    })

    test('another project cannot publish a version of my asset', async () => {
      const { id } = await make(alpha, { kind: 'model', name: 'mine', visibility: 'organisation' })
      await assert.rejects(publish(beta, id), isCode('not_found'))
    })

    test('a version that is not published leaves nothing behind', async () => {
      const undone = inside.db.transaction().execute(async tx => {
        const { id } = await ensureAsset(tx, alpha, { kind: 'dataset', name: 'undone' })
        await addVersion(tx, alpha, { assetId: id })
        throw new Error('the details do not fit')
      })
      await assert.rejects(undone, /do not fit/)
      assert.deepEqual(await found(ada.api, { q: 'undone', project: 'alpha' }), [])
    })

    test('search forgives a wrong letter, finds words inside Chinese names and puts names first', async () => {
      await make(alpha, { kind: 'dataset', name: 'Weather', description: 'joined to lighthouses by hour' })
      await make(alpha, { kind: 'dataset', name: 'Lighthouses', tags: ['sea', 'north'] })
      await make(alpha, { kind: 'dataset', name: '航班延误数据' })
      assert.deepEqual(await found(ada.api, { q: 'lighthouses' }), ['Lighthouses', 'Weather'])
      assert.equal((await found(ada.api, { q: 'LIGTHOUSE' }))[0], 'Lighthouses')
      assert.equal((await found(ada.api, { q: 'ligh' }))[0], 'Lighthouses')
      assert.deepEqual(await found(ada.api, { q: '延误' }), ['航班延误数据'])
      assert.deepEqual(await found(ada.api, { q: 'no such thing' }), [])
      assert.deepEqual(await found(ada.api, { q: "'; %_\\ --" }), [])
      assert.deepEqual(await found(ada.api, { tag: 'North' }), ['Lighthouses'])
      assert.deepEqual(await found(ada.api, { q: 'lighthouses', kind: 'image' }), [])
      assert.deepEqual(await found(ada.api, { q: 'lighthouses', owner: ben.id }), [])
    })

    test('I find what is of my projects and of the organisation, and nothing else', async () => {
      const hidden = await make(beta, { kind: 'model', name: 'visible to beta' })
      const shared = await make(beta, { kind: 'model', name: 'visible to all', visibility: 'organisation' })
      assert.deepEqual(await found(ada.api, { q: 'visible to' }), ['visible to all'])
      assert.deepEqual((await found(ben.api, { q: 'visible to' })).toSorted(), ['visible to all', 'visible to beta'])
      assert.deepEqual(await found(ada.api, { project: 'beta', kind: 'model' }), ['visible to all'])
      await assert.rejects(ada.api.catalog.get({ asset: hidden.id }), isCode('not_found'))
      assert.equal((await ada.api.catalog.get({ asset: shared.id })).project.slug, 'beta')
      await assert.rejects(connect({ url: inside.url }).catalog.search(), isCode('unauthenticated'))
    })

    test('a token finds no more than it was given', async () => {
      await make(beta, { kind: 'image', name: 'toolbox' })
      const token = async (rights: string[]) =>
        (await ben.api.tokens.create({ project: 'beta', name: 'narrow', rights })).secret
      const program = (secret: string) => connect({ url: inside.url, token: secret })
      assert.deepEqual(await found(program(await token(['project:read'])), { q: 'toolbox' }), ['toolbox'])
      assert.deepEqual(await found(program(await token(['endpoint:predict'])), { q: 'toolbox' }), [])
    })

    test('pages hold every asset once', async () => {
      for (const name of ['one', 'two', 'three', 'four', 'five'])
        await make(alpha, { kind: 'image', name: `page ${name}` })
      const seen: string[] = []
      for (let before: string | undefined, turn = 0; turn < 4; turn++) {
        const page = await ada.api.catalog.search({ q: 'page', kind: 'image', limit: 2, ...(before ? { before } : {}) })
        seen.push(...page.assets.map(asset => asset.name))
        if (page.next === null) break
        before = page.next
      }
      assert.equal(seen.length, 5)
      assert.equal(new Set(seen).size, 5)
      await assert.rejects(ada.api.catalog.search({ before: 'elsewhere' }), isCode('bad_request'))
    })

    test('only the owner or a lead changes an asset, and the log says what was decided', async () => {
      const { id } = await make(alpha, { kind: 'dataset', name: 'tides' })
      const eng = await inside.owner.projects.takeSeat({ project: 'alpha', seat: 'data_engineer', userId: ben.id })
      const refused = ben.api.catalog.change({ project: 'alpha', asset: id, docs: 'mine now' })
      await assert.rejects(refused, /belongs to Alpha's maker; ask them, or in Alpha: data scientist/)
      assert.match((await ben.api.catalog.get({ asset: id })).cannotChange ?? '', /belongs to/)
      await assert.rejects(inside.owner.catalog.change({ project: 'beta', asset: id, docs: 'x' }), isCode('forbidden'))
      await assert.rejects(ben.api.catalog.change({ project: 'beta', asset: id, docs: 'x' }), isCode('not_found'))
      const changed = await ada.api.catalog.change({
        project: 'alpha',
        asset: id,
        docs: '# Tides\nfrom 1990',
        tags: ['Sea', 'sea', 'гавань'],
        visibility: 'organisation',
        deprecated: true,
      })
      assert.deepEqual(
        [changed.tags, changed.visibility, changed.cannotChange],
        [['sea', 'гавань'], 'organisation', null],
      )
      assert.ok(changed.deprecatedAt !== null)
      assert.deepEqual(await found(ada.api, { q: 'tides' }), [])
      assert.deepEqual(await found(ada.api, { q: 'гавань', state: 'all' }), ['tides'])
      const { events } = await ada.api.events.list({ project: 'alpha', kind: 'dataset', id })
      assert.deepEqual(events.map(event => event.verb).toSorted(), ['change', 'create', 'deprecate', 'share'])
      await ada.api.catalog.change({ project: 'alpha', asset: id, deprecated: false, owner: eng.holder.person.id })
      assert.equal((await ben.api.catalog.get({ asset: id })).owner.id, ben.id)
      await assert.rejects(
        ben.api.catalog.change({ project: 'alpha', asset: id, owner: 'usr_nobody' }),
        isCode('bad_request'),
      )
      await inside.owner.projects.leaveSeat({ project: 'alpha', seat: 'data_engineer', user: ben.id })
    })

    test('uses are counted by project, without the names of projects that I do not see', async () => {
      const { id } = await make(alpha, { kind: 'dataset', name: 'buoys', visibility: 'organisation' })
      await publish(alpha, id)
      const use = (ctx: Publisher, usedBy: string) =>
        inside.db.transaction().execute(tx => recordUse(tx, ctx, { assetId: id, version: 1, usedBy }))
      for (const usedBy of ['run1', 'run1', 'run2']) await use(beta, usedBy)
      await use(alpha, 'run3')
      const seen = await ada.api.catalog.get({ asset: id })
      assert.deepEqual([seen.usedByProjects, seen.versions[0]?.uses], [1, 3])
      assert.deepEqual(seen.users.map(user => `${user.project?.slug ?? 'hidden'} ${user.uses}`).toSorted(), [
        'alpha 1',
        'hidden 2',
      ])
      await ada.api.catalog.change({ project: 'alpha', asset: id, visibility: 'project' })
      await assert.rejects(use(beta, 'run4'), isCode('not_found'))
    })

    test('a name means the latest version that this project may use', async () => {
      const { id } = await make(beta, { kind: 'dataset', name: 'wrecks' })
      await publish(beta, id)
      await publish(beta, id)
      const resolve = (ctx: Publisher, project?: string, version?: number) =>
        resolveAsset(
          { db: inside.db, project: { ...ctx.project, slug: '', name: '', isDemo: false } },
          { kind: 'dataset', name: 'wrecks', project, version },
        )
      assert.equal((await resolve(beta)).version.version, 2)
      assert.equal((await resolve(beta, undefined, 1)).version.version, 1)
      await assert.rejects(resolve(beta, undefined, 3), isCode('not_found'))
      await assert.rejects(resolve(alpha, 'beta'), isCode('not_found'))
      await ben.api.catalog.change({ project: 'beta', asset: id, visibility: 'organisation' })
      assert.equal((await resolve(alpha, 'beta')).asset.id, id)
    })
  })
