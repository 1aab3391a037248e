import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import type { Trireme } from '../../../sdk/trireme.ts'

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`who owns what is shared, on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    let stakeholder: { api: Trireme; id: string }
    const project = 'alpha'

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      const { owner } = inside
      const { invitations } = await owner.projects.create({
        name: 'Alpha',
        seats: [
          { seat: 'data_engineer', userId: inside.ownerId },
          { seat: 'ml_engineer', userId: inside.ownerId },
          { seat: 'stakeholder', name: 'Ingrid' },
        ],
      })
      stakeholder = await inside.signIn(invitations[0]?.url ?? '')
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    const own = async (name: string) => {
      const body = new TextEncoder().encode(`${name},late\na,1\n`)
      const { assetId } = await inside.owner.datasets.upload({ project, name, fileName: `${name}.csv`, body })
      return assetId
    }
    const told = async (rule: 'all' | 'broken' = 'all') => {
      const { components, broken } = await inside.owner.components.list({ rule })
      return [components.map(({ asset, seats, isShared, fault }) => [asset.name, seats, isShared, fault]), broken]
    }

    test('what only its project uses is listed with its seat, and breaks no rule', async () => {
      const id = await own('calls')
      await inside.owner.catalog.change({ project, asset: id, owner: stakeholder.id })
      await own('berths')
      assert.deepEqual(await told(), [
        [
          ['calls', ['stakeholder'], false, null],
          ['berths', ['data_engineer', 'ml_engineer'], false, null],
        ],
        0,
      ])
    })

    test('what is shared belongs to the seat of its kind; another seat, or none, is named', async () => {
      const { components } = await inside.owner.components.list({})
      for (const { asset } of components)
        await inside.owner.catalog.change({ project, asset: asset.id, visibility: 'organisation' })
      assert.deepEqual(await told('broken'), [[['calls', ['stakeholder'], true, 'other_seat']], 1])
      const [calls] = (await inside.owner.components.list({ rule: 'broken' })).components
      assert.equal(calls?.owningSeat, 'data_engineer')
      await inside.owner.projects.leaveSeat({ project, seat: 'stakeholder', user: stakeholder.id })
      assert.deepEqual(await told('broken'), [[['calls', [], true, 'gone']], 1])
      // a seat of the platform serves every project
      await inside.owner.users.takeSeat({ user: stakeholder.id, seat: 'data_engineer' })
      assert.deepEqual(await told('broken'), [[], 0])
    })

    test('pages follow each other', async () => {
      const first = await inside.owner.components.list({ limit: 1 })
      const second = await inside.owner.components.list({ limit: 1, after: first.next ?? '' })
      assert.deepEqual(
        [first, second].flatMap(({ components }) => components.map(({ asset }) => asset.name)),
        ['calls', 'berths'],
      )
      assert.deepEqual((await inside.owner.components.list({ limit: 1, after: second.next ?? '' })).components, [])
    })
  })
