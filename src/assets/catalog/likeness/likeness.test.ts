import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { mlflowCalls } from '../../../../test/mlflow.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import type { Trireme } from '../../../sdk/trireme.ts'
import { likenessOf, type Traits } from './likeness.ts'

const thing = (of: Partial<Traits>): Traits => ({ name: '', description: '', schema: [], code: [], content: [], ...of })

test('how alike two assets are is the weighted mean of what both say', () => {
  // "ab" gives the pieces "  a", " ab", "ab "; "ac" gives "  a", " ac", "ac ": one of three is shared, Dice 2 * 1 / 6
  const names = likenessOf(thing({ name: 'ab' }), thing({ name: 'ac' }))
  assert.ok(Math.abs(names.name - 1 / 3) < 1e-12)
  // names alone: squared
  assert.ok(Math.abs(names.score - 1 / 9) < 1e-12)
  // three columns, two of them shared, of four in all: Jaccard 2 / 4; (2 * 1/3 + 3 * 1/2) / 5
  const columns = likenessOf(
    thing({ name: 'ab', schema: ['x int', 'y int', 'z int'] }),
    thing({ name: 'ac', schema: ['x int', 'y int', 'w int'] }),
  )
  assert.equal(columns.schema, 0.5)
  assert.ok(Math.abs(columns.score - (2 / 3 + 1.5) / 5) < 1e-12)
  assert.equal(columns.description, null)
})

test('four columns or more and equal bytes are strong evidence whatever the names say', () => {
  const schema = ['a int', 'b int', 'c int', 'd int']
  assert.ok(likenessOf(thing({ name: 'ships', schema }), thing({ name: 'x', schema })).score >= 0.9)
  const content = ['sha256:1']
  assert.equal(likenessOf(thing({ name: 'ships', content }), thing({ name: 'x', content })).score, 1)
})

const csv = (columns: readonly string[], row: readonly (string | number)[]) =>
  new TextEncoder().encode(`${columns.join(',')}\n${row.join(',')}\n`)

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`near-duplicates on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    let scientist: Trireme
    const columns = ['port', 'ship', 'arrival', 'delay', 'weather']

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      const { owner } = inside
      for (const name of ['Alpha', 'Gamma'])
        await owner.projects.create({ name, seats: [{ seat: 'data_engineer', userId: inside.ownerId }] })
      const { invitations } = await owner.projects.create({
        name: 'Beta',
        seats: [{ seat: 'data_scientist', name: 'Ada' }],
      })
      scientist = (await inside.signIn(invitations[0]?.url ?? '')).api
      const description = 'Every ship that came to a port, and how late it was'
      await owner.datasets.upload({
        project: 'alpha',
        name: 'port-calls',
        fileName: 'a.csv',
        description,
        body: csv(columns, ['Oslo', 'Ran', '2026-01-01', 3, 'calm']),
      })
      const { assets } = await owner.catalog.search({ kind: 'dataset' })
      await owner.catalog.change({ project: 'alpha', asset: assets[0]?.id ?? '', visibility: 'organisation' })
      await owner.datasets.upload({
        project: 'gamma',
        name: 'port-calls',
        fileName: 'a.csv',
        body: csv(columns, ['Bergen', 'Tor', '2026-01-02', 4, 'calm']),
      })
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    test('whoever names a dataset is told what is named alike, among what they may see', async () => {
      const near = async (name: string) => (await scientist.near.wish({ kind: 'dataset', name, project: 'beta' })).near
      const found = await near('port calls')
      assert.deepEqual(
        found.map(({ asset, score }) => [asset.project.slug, asset.name, score]),
        [['alpha', 'port-calls', 1]],
      )
      assert.deepEqual(await near('salaries'), [])
      assert.deepEqual((await scientist.near.wish({ kind: 'model', name: 'port calls' })).near, [])
      const own = await inside.owner.near.wish({ kind: 'dataset', name: 'port-calls', project: 'alpha' })
      assert.deepEqual(
        own.near.map(({ asset }) => asset.project.slug),
        ['gamma'],
      )
    })

    test('a first version says what has the same columns, or the very same bytes, under another name', async () => {
      const upload = (name: string, of: readonly string[]) =>
        scientist.datasets.upload({
          project: 'beta',
          name,
          fileName: 'b.csv',
          body: csv(of, ['Oslo', 'Ran', '2026-01-01', 5, 'wind']),
        })
      const [near, ...more] = (await upload('harbour', columns)).near
      assert.deepEqual([near?.asset.name, near?.schema, near?.content, more.length], ['port-calls', 1, 0, 0])
      assert.ok((near?.score ?? 0) >= 0.9)
      const same = await scientist.datasets.upload({
        project: 'beta',
        name: 'copy',
        fileName: 'b.csv',
        body: csv(columns, ['Oslo', 'Ran', '2026-01-01', 3, 'calm']),
      })
      assert.deepEqual([same.near[0]?.score, same.near[0]?.content], [1, 1])
      assert.deepEqual((await upload('unlike', ['a', 'b', 'c', 'd', 'e'])).near, [])
    })

    test('a program that registers a model of a known name is told in a header', async () => {
      const { url, owner } = inside
      const models = async (project: string, api: Trireme) => {
        const { secret } = await api.tokens.create({ project, name: 'registers' })
        return mlflowCalls({ url, token: secret, project })
      }
      await (await models('alpha', owner)).post('registered-models/create', { name: 'delay-of-ships' })
      const { assets } = await owner.catalog.search({ kind: 'model' })
      const id = assets[0]?.id ?? ''
      await owner.catalog.change({ project: 'alpha', asset: id, visibility: 'organisation' })
      const calls = await models('beta', scientist)
      const answer = await calls.send('POST', '/api/2.0/mlflow/registered-models/create', {
        body: { name: 'delay-of-ships' },
      })
      assert.equal(answer.headers.get('x-trireme-near'), `<${url}/catalogue/${id}>; score=1.00`)
      const other = await calls.send('POST', '/api/2.0/mlflow/registered-models/create', { body: { name: 'another' } })
      assert.deepEqual([other.status, other.headers.get('x-trireme-near')], [200, null])
    })
  })
