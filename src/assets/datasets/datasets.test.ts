import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../test/postgres.ts'
import { AppError } from '../../kernel/errors.ts'

const flights = readFileSync(join(import.meta.dirname, '../../../node_modules/vega-datasets/data/flights-20k.json'))
const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`datasets on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    const at = { project: 'data', name: 'flights' }

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      await inside.owner.projects.create({ name: 'Data', seats: [{ seat: 'data_scientist', userId: inside.ownerId }] })
      await inside.owner.datasets.upload({ ...at, fileName: 'flights-20k.json', body: flights })
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    test('an uploaded table becomes a version with types, rows and the digest of its Parquet file', async () => {
      const version = await inside.owner.datasets.get({ ...at, version: 1 })
      assert.equal(version.rows, 20_000)
      assert.deepEqual(
        version.columns.map(column => [column.name, column.type]),
        [
          ['date', 'timestamp'],
          ['delay', 'integer'],
          ['distance', 'integer'],
          ['origin', 'string'],
          ['destination', 'string'],
        ],
      )
      const file = await inside.owner.datasets.download({ ...at, version: 1 })
      const bytes = Buffer.from(await file.arrayBuffer())
      assert.equal(`sha256:${createHash('sha256').update(bytes).digest('hex')}`, version.digest)
      assert.equal(file.headers.get('content-security-policy'), 'sandbox')
    })

    test('the same contents are the same version, other contents the next one', async () => {
      const again = await inside.owner.datasets.upload({ ...at, body: flights })
      assert.equal(again.version, 1)
      const other = await inside.owner.datasets.upload({ ...at, body: 'date,delay\n2001-01-01,3\n', fileName: 'x.csv' })
      assert.equal(other.version, 2)
    })

    test('a profile is made in the background', async () => {
      for (;;) {
        const { profile } = await inside.owner.datasets.get({ ...at, version: 1 })
        if (profile) return assert.equal(profile.columns.find(column => column.name === 'delay')?.number?.max, 522)
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    })

    test('two versions differ by their columns and by how far each distribution moved', async () => {
      const onTime = 'date,delay,distance,origin,gate\n' + '2001-01-01 10:00,-3,100,OAK,B\n'.repeat(50)
      const { version } = await inside.owner.datasets.upload({ ...at, body: onTime, fileName: 'x.csv' })
      for (;;) if ((await inside.owner.datasets.get({ ...at, version })).profile) break
      const { rows, schema, columns } = await inside.owner.datasets.changes({ ...at, version, since: 1 })
      assert.deepEqual(rows, { before: 20_000, after: 50 })
      assert.deepEqual(
        schema.filter(change => change.kind !== 'retyped').map(({ kind, column }) => [kind, column]),
        [
          ['removed', 'destination'],
          ['added', 'gate'],
        ],
      )
      assert.equal(columns.find(({ name }) => name === 'origin')?.level, 'strong')
      await assert.rejects(inside.owner.datasets.changes({ ...at, version: 1 }), isCode('not_found'))
    })

    test('rows are shown in pages, sorted and filtered', async () => {
      const filter = JSON.stringify([{ column: 'origin', op: 'eq', value: 'BMI' }])
      const page = await inside.owner.datasets.preview({
        ...at,
        version: 1,
        limit: 3,
        orderBy: 'delay',
        descending: 'true',
        filter,
      })
      assert.equal(page.rows.length, 3)
      assert.equal(page.rows[0]?.cells[1], 522)
      assert.ok(page.matched < page.total)
      await assert.rejects(inside.owner.datasets.preview({ ...at, version: 1, filter: '{' }), isCode('bad_request'))
    })

    test('a file that is no table is refused with a sentence', async () => {
      await assert.rejects(inside.owner.datasets.upload({ ...at, name: 'empty', body: '' }), isCode('bad_request'))
      await assert.rejects(
        inside.owner.datasets.upload({ ...at, name: 'broken', body: '[{"a":1},{"a":' }),
        isCode('bad_request'),
      )
      await assert.rejects(inside.owner.datasets.versions({ project: 'data', name: 'empty' }), isCode('not_found'))
    })

    test('a dataset of another project does not exist', async () => {
      const made = await inside.owner.projects.create({
        name: 'Elsewhere',
        seats: [{ seat: 'data_scientist', name: 'Ina' }],
      })
      const ina = await inside.signIn(made.invitations[0]?.url ?? '')
      await assert.rejects(ina.api.datasets.get({ ...at, version: 1 }), isCode('not_found'))
      await assert.rejects(
        ina.api.datasets.get({ project: 'elsewhere', name: 'flights', version: 1 }),
        isCode('not_found'),
      )
    })
  })
