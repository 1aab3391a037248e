import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onBothDatabases } from '../../../../test/both.ts'
import { readWhole } from '../../../../test/inside.ts'
import { evidenceOf, proposedLevel, worthOf } from './evidence.ts'

const day = 86_400_000

/** By hand: a dataset published today weighs 2, one of 180 days ago 1, one of 360 days ago 0.5. */
test('evidence halves every 180 days, whenever it is added up', () => {
  const now = Date.UTC(2026, 10, 30)
  const scores = [0, 180, 360].map(
    age => evidenceOf({ verb: 'publish', kind: 'dataset', at: now - age * day })?.score ?? 0,
  )
  const sum = scores.reduce((all, one) => all + one, 0)
  assert.equal(worthOf(sum, now).toFixed(6), '3.500000')
  assert.equal(worthOf(sum, now + 180 * day).toFixed(6), '1.750000')
})

test('one act is aware, three with help, eight alone, twenty teaches; less is none', () => {
  assert.deepEqual([0.9, 1, 3, 7.9, 8, 20].map(proposedLevel), [0, 1, 2, 2, 3, 4])
  assert.equal(evidenceOf({ verb: 'sign-in', kind: 'session', at: 0 }), null)
})

onBothDatabases('skills', inside => {
  const project = 'craft'

  test('what acts show of me is mine alone; the crew sees how many confirmed it, never who', async () => {
    await inside.owner.projects.create({ name: 'Craft', slug: project })
    const [ada, bo] = [await inside.arrive('Ada'), await inside.arrive('Bo')]
    for (const { id } of [ada, bo]) await inside.owner.projects.takeSeat({ project, seat: 'data_engineer', userId: id })
    for (const at of [1, 2, 3, 4])
      await ada.api.datasets.upload({ project, name: 'tides', fileName: 'a.csv', body: `a\n${at}\n` })
    await readWhole(inside.db)
    const mine = async () => (await ada.api.skills.mine()).skills?.find(({ skill }) => skill === 'data')
    const found = await mine()
    // created once, published four times: 1 + 4 x 2
    assert.equal(found?.evidence.toFixed(1), '9.0')
    assert.deepEqual([found?.acts, found?.proposed, found?.level], [5, 3, null])
    const { events } = await ada.api.events.list({ project, person: ada.id })
    assert.ok(events.some(({ id }) => id === found?.last?.eventId))
    assert.equal((await bo.api.skills.mine()).skills?.find(({ skill }) => skill === 'data')?.acts, 0)

    const depth = async () => (await bo.api.skills.depth({ project })).skills?.find(({ skill }) => skill === 'data')
    assert.deepEqual(await depth(), { skill: 'data', depth: 0, isNeeded: false })
    await ada.api.skills.change({ skill: 'data', level: 3, isHidden: false })
    assert.equal((await depth())?.depth, 1)
    await bo.api.skills.change({ skill: 'data', level: 2, isHidden: false })
    assert.equal((await depth())?.depth, 1)
    await ada.api.skills.change({ skill: 'data', level: 3, isHidden: true })
    assert.deepEqual([(await depth())?.depth, (await mine())?.isHidden], [0, true])
  })

  test('an author’s assets hang on one until another changes them too, and a small crew shows no silos', async () => {
    const { bus, silos, isTooLittle } = await inside.owner.links.get({ project })
    assert.deepEqual([bus?.all, bus?.single.map(({ name }) => name)], [{ factor: 1, assets: 1 }, ['tides']])
    assert.deepEqual([silos, isTooLittle], [null, true])
  })

  test('what is switched off is gone for everybody, from all that is said of it', async () => {
    for (const metric of ['skills', 'bus', 'silos'] as const) await inside.owner.metrics.change({ metric, isOn: false })
    const { bus, silos, isTooLittle } = await inside.owner.links.get({ project })
    assert.deepEqual([bus, silos, isTooLittle], [null, null, false])
    assert.equal((await inside.owner.skills.mine()).skills, null)
    assert.equal((await inside.owner.skills.depth({ project })).skills, null)
    await assert.rejects(inside.owner.skills.change({ skill: 'data', level: 4, isHidden: false }), {
      code: 'forbidden',
    })
  })
})
