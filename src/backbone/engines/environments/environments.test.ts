import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { Trireme } from '../../../sdk/trireme.ts'

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
const project = 'places'

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`environments on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    let scientist: Trireme
    let mlops: Trireme

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      const { invitations } = await inside.owner.projects.create({
        name: 'Places',
        seats: [
          { seat: 'data_scientist', name: 'Ada' },
          { seat: 'mlops_engineer', name: 'Mo' },
        ],
      })
      const enter = async (seat: string) =>
        (await inside.signIn(invitations.find(one => one.seat === seat)?.url ?? '')).api
      scientist = await enter('data_scientist')
      mlops = await enter('mlops_engineer')
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    const list = async (api: Trireme) => (await api.environments.list({ project })).environments

    test('every project has three environments, made once, and only production needs a promotion', async () => {
      const lists = await Promise.all([list(scientist), list(mlops), list(scientist)])
      assert.equal(new Set(lists.map(one => JSON.stringify(one.map(({ id }) => id)))).size, 1)
      assert.deepEqual(
        lists[0].map(one => [one.name, one.stage, one.ownerSeat, one.engine, one.policy.needsPromotion]),
        [
          ['development', 'development', 'data_scientist', 'process', false],
          ['experimentation', 'experimentation', 'ml_engineer', 'process', false],
          ['production', 'production', 'mlops_engineer', 'process', true],
        ],
      )
    })

    test('whoever wants a promotion cannot first drop the rule that asks for it', async () => {
      const drop = { project, environment: 'production', policy: { needsPromotion: false } }
      await assert.rejects(scientist.environments.change(drop), /only the mlops engineer decides/)
      assert.match((await list(scientist)).at(-1)?.cannotChange ?? '', /only the mlops engineer/)
      await assert.rejects(inside.owner.environments.change(drop), isCode('forbidden'))
      assert.equal((await list(scientist)).at(-1)?.policy.needsPromotion, true)
    })

    test('the seat that answers for an environment changes it, and the log says so', async () => {
      const changed = await mlops.environments.change({
        project,
        environment: 'production',
        ownerSeat: 'devops_engineer',
      })
      assert.equal(changed.ownerSeat, 'devops_engineer')
      assert.match(changed.cannotChange ?? '', /only the devops engineer/)
      const { events } = await mlops.events.list({ project, kind: 'environment', id: changed.id })
      assert.deepEqual(
        events.map(event => [event.verb, event.seat, event.object.name, event.payload['ownerSeat']]),
        [['change', 'mlops_engineer', 'production', 'devops_engineer']],
      )
    })

    test('an engine that is not there, a seat without the right and an unknown name are refused', async () => {
      const change = (rest: object) => scientist.environments.change({ project, environment: 'development', ...rest })
      await assert.rejects(change({ engine: 'mainframe' }), /There is no engine "mainframe"; there are: process/)
      await assert.rejects(change({ ownerSeat: 'stakeholder' }), /could not change it/)
      await assert.rejects(change({ environment: 'staging' }), isCode('not_found'))
      assert.equal((await change({ ownerSeat: 'ml_engineer' })).cannotChange, null)
    })
  })
