import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withStakeholder } from '../../../../test/ships.ts'
import { calibrate } from './promises.service.ts'

const day = 86_400_000
const week = 7 * day

test('the worked example of calibration: 0.8 kept and 0.6 missed score 0.2, per type of project', () => {
  // by hand: ((.8 - 1)^2 + (.6 - 0)^2) / 2 = (.04 + .36) / 2
  const [regression, other] = calibrate([
    { type: 'regression', odds: 0.8, isKept: true },
    { type: 'regression', odds: 0.6, isKept: false },
    { type: '', odds: 0.5, isKept: true },
  ])
  assert.deepEqual([regression?.n, regression?.kept, regression?.brier.toFixed(6)], [2, 1, '0.200000'])
  assert.deepEqual([other?.type, other?.brier], ['', 0.25])
})

withStakeholder('promises', ({ inside, project, stakeholder }) => {
  const soon = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10)
  const make = (days: number) =>
    inside.owner.promises.make({
      project,
      statement: 'Two hours earlier',
      metric: 'h',
      low: 2,
      by: soon(days),
      odds: 0.7,
    })

  test('a promise is accepted by the seat it was made to, and kept is said by that side', async () => {
    const { owner } = inside
    await assert.rejects(owner.promises.make({ project, statement: 'Soon', by: soon(9) }), /no forecast yet/)
    await assert.rejects(owner.promises.make({ project, statement: 'Was', by: '2020-01-01', odds: 0.5 }), /is over/)
    const { id } = await make(9)
    await assert.rejects(owner.promises.accept({ project, promise: id }), { code: 'forbidden' })
    const accepted = await stakeholder().promises.accept({ project, promise: id })
    assert.deepEqual([accepted.acceptedBy?.name, accepted.toldSeat, accepted.odds], ['Ingrid', 'project_manager', 0.7])
    await assert.rejects(owner.promises.settle({ project, promise: id, state: 'kept' }), /ask Ingrid/)
    const kept = await stakeholder().promises.settle({ project, promise: id, state: 'kept', value: 2.5 })
    assert.deepEqual([kept.state, kept.value], ['kept', 2.5])
    await assert.rejects(owner.promises.settle({ project, promise: id, state: 'missed' }), { code: 'conflict' })
    const { types } = await owner.promises.calibration()
    assert.deepEqual(
      types.map(one => [one.n, one.kept, one.brier.toFixed(2)]),
      [[1, 1, '0.09']],
    )
  })

  test('a promise changes by agreement only: the old one holds until the new one is accepted', async () => {
    const { owner } = inside
    const old = await make(20)
    await stakeholder().promises.accept({ project, promise: old.id })
    const offer = await owner.promises.change({
      project,
      promise: old.id,
      low: 1.5,
      by: soon(40),
      odds: 0.8,
      reason: 'Labels came late',
    })
    const open = await owner.promises.list({ project, state: 'open' })
    assert.deepEqual(open.promises.map(one => one.id).toSorted(), [old.id, offer.id].toSorted())
    await stakeholder().promises.accept({ project, promise: offer.id })
    const { promises } = await owner.promises.list({ project })
    const changed = promises.find(one => one.id === old.id)
    assert.deepEqual([changed?.state, changed?.reason], ['changed', 'Labels came late'])
    await stakeholder().promises.settle({ project, promise: offer.id, state: 'missed' })
  })

  test('the project manager is told of a gap before anybody else, once, until it grows', async () => {
    const { owner, db } = inside
    const { id } = await make(1)
    await owner.hypotheses.create({ project, title: 'Longer oars' })
    await owner.hypotheses.close({ project, hypothesis: 'H1', state: 'validated', outcome: 'They are' })
    const past = Date.now() - 20 * week
    await db.updateTable('projects').set({ created_at: past }).where('slug', '=', project).execute()
    await db
      .updateTable('hypotheses')
      .set({ closed_at: Date.now() - 2 * week })
      .execute()
    await owner.forecasts.keep({ project })
    const { notices } = await owner.promises.notices()
    assert.deepEqual(
      notices.map(notice => [notice.project.slug, notice.promise.id]),
      [[project, id]],
    )
    assert((notices[0]?.promise.gapDays ?? 0) > 100, 'one item in twenty weeks and five gates to go')
    assert.deepEqual((await stakeholder().promises.notices()).notices, [])
    await owner.forecasts.keep({ project })
    const told = await owner.promises.tell({ project, promise: id })
    assert(told.toldAt !== null && (told.lateDays ?? 0) > 100)
    assert.deepEqual((await owner.promises.notices()).notices, [])
    await assert.rejects(owner.promises.tell({ project, promise: id }), { code: 'conflict' })
    const { events } = await owner.events.list({ project, verb: 'alert' })
    assert.deepEqual(
      events.map(event => event.object.id),
      [id],
    )
  })
})
