import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { withStakeholder } from '../../../../test/ships.ts'

const day = 86_400_000

withStakeholder('the room of the stakeholder', ({ inside, project, stakeholder }) => {
  before(async () => {
    await inside.owner.charter.put({ project, goal: 'Arrive before the storm' })
  })

  test('the room names the gate on which a word is wanted, and one act gives it', async () => {
    const { owner } = inside
    assert.deepEqual((await stakeholder().room.get({ project })).wanted, [])
    const kpi = {
      name: 'Late',
      unit: 'h',
      direction: 'lower',
      baseline: 9,
      target: 3,
      targetDate: '2040-01-01',
    } as const
    await owner.charter.addKpi({ project, ...kpi })
    await owner.drivers.worth({
      project,
      kind: 'error',
      currency: 'EUR',
      cases: 100,
      adoption: [0.5, 1],
      runCost: [1, 2],
      peopleCost: [1, 2],
      baseline: 9,
      perUnit: [10, 20],
    })
    const [ready] = (await stakeholder().room.get({ project })).wanted
    assert.deepEqual([ready?.gate, ready?.requestId], ['G0', null])
    const subject = { kind: 'gate', id: 'G0' }
    const asked = await owner.requests.create({
      project,
      kind: 'gate',
      subject,
      toSeat: 'stakeholder',
      reason: 'Worth it',
    })
    const room = await stakeholder().room.get({ project })
    assert.deepEqual([room.goal, room.stage, room.wanted[0]?.requestId], ['Arrive before the storm', 'goal', asked.id])
    await stakeholder().requests.accept({ project, request: asked.id })
    const later = await stakeholder().room.get({ project })
    assert.deepEqual([later.stage, later.wanted], ['data', []])
  })

  test('bad news reaches the room when the project manager told it, or a day later', async () => {
    const { owner, db } = inside
    const by = new Date(Date.now() + day).toISOString().slice(0, 10)
    const { id } = await owner.promises.make({ project, statement: 'Faster ships', by, odds: 0.6 })
    const past = { created_at: Date.now() - 200 * day }
    await db.updateTable('projects').set(past).where('slug', '=', project).execute()
    await owner.forecasts.keep({ project })
    const held = await stakeholder().room.get({ project })
    assert.deepEqual([held.forecast, held.promises[0]?.lateDays], [null, null])
    const { projects } = await owner.portfolio.get({})
    assert((projects[0]?.promise?.lateDays ?? 0) > 0 && projects[0]?.forecast?.p85)
    await db
      .updateTable('promises')
      .set({ alerted_at: Date.now() - 2 * day })
      .where('id', '=', id)
      .execute()
    const known = await stakeholder().room.get({ project })
    assert((known.promises[0]?.lateDays ?? 0) > 0 && known.forecast?.kind === 'own')
  })
})
