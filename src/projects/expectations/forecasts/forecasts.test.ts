import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase } from '../../../../test/postgres.ts'
import { chooseSamples, countPeriods, gainsOf } from './history.ts'
import { chanceToReach, drawEnds, drawFan, quantile, shareUpTo } from './montecarlo.ts'

const day = 86_400_000
const week = 7 * day

test('the worked example: with two items left and two done in three weeks of five, half the futures end in one week', () => {
  // by hand: a week ends it with 3/5; P(1) = .6, P(2) = .84, P(3) = .936, P(4) = .9744
  const ends = drawEnds({ low: 2, high: 2, samples: [0, 0, 2, 2, 2], periodDays: 7, waitDays: 0 }, 1)
  assert.deepEqual(
    [0.5, 0.7, 0.85, 0.95].map(share => quantile(ends, share)),
    [7, 14, 21, 28],
  )
  for (const [days, share] of [
    [7, 0.6],
    [14, 0.84],
    [21, 0.936],
  ] as const)
    assert(Math.abs(shareUpTo(ends, days) - share) < 0.02, `${shareUpTo(ends, days)} is not about ${share}`)
})

test('the same seed gives the same futures; work that never ends has no date', () => {
  const work = { low: 10, high: 14, samples: [0, 1, 2, 0, 3], periodDays: 7, waitDays: 5 }
  assert.deepEqual(drawEnds(work, 7), drawEnds(work, 7))
  assert.notDeepEqual(drawEnds(work, 7), drawEnds(work, 8))
  assert.equal(quantile(drawEnds({ ...work, samples: [0, 0] }, 7), 0.5), Infinity)
  const fan = drawFan({ ...work, waitDays: 0 }, { seed: 7, days: 240 })
  assert.deepEqual([fan[0]?.days, fan[0]?.few, fan.at(-1)?.half], [0, 10, 0])
  assert(fan.every(({ few, half, many }) => few <= half && half <= many))
})

test('the worked example of a metric: two attempts a week that each close a tenth reach it in the fifth week', () => {
  const attempts = { best: 0, gains: [0.1], perWeek: [2] }
  assert.deepEqual(
    [4, 5].map(weeks => chanceToReach(attempts, { weeks, seed: 1 })),
    [0, 1],
  )
  // by hand: one attempt that closes all with a quarter, in two weeks: 1 - .75 * .75 = .4375
  const rare = chanceToReach({ best: 0.9, gains: [0, 0, 0, 0.1], perWeek: [1] }, { weeks: 2, seed: 1 })
  assert(Math.abs(rare - 0.4375) < 0.02, String(rare))
  const { best, gains } = gainsOf({ baseline: 20, target: 10, values: [18, 19, 15].map(value => ({ value })) })
  assert.deepEqual([best, gains], [0.5, [0.2, 0, 0.3]])
})

test('quiet weeks are counted, an unfinished one is not, and a short history takes the weeks of past projects', () => {
  const now = 100 * week
  const ends = [now - 1, now - 8 * day, now - 9 * day]
  assert.deepEqual(countPeriods({ since: now - 3.5 * week, ends }, { now, length: week }), [1, 2, 0])
  const long = { since: now - 12 * week, ends }
  assert.equal(chooseSamples(long, [], now).kind, 'own')
  const young = { since: now - 12 * day, ends: [now - day] }
  assert.deepEqual([chooseSamples(young, [], now).kind, chooseSamples(young, [], now).periodDays], ['own', 1])
  const today = { since: now - day, ends: [] }
  const { kind, projects, periods } = chooseSamples(today, [long, today], now)
  assert.deepEqual([kind, projects, periods], ['reference', 1, 12])
  assert.equal(chooseSamples(today, [today], now).kind, 'none')
})

for (const database of ['SQLite', 'Postgres']) {
  let inside: Inside
  let drop = async () => {}
  const project = 'ships'

  /** Moves what happened into the past, which no route arranges. */
  const age = async (weeks: number) => {
    const now = Date.now()
    await inside.db
      .updateTable('projects')
      .set({ created_at: now - weeks * week })
      .where('slug', '=', project)
      .execute()
    const closed = await inside.db.selectFrom('hypotheses').select('id').where('state', '!=', 'open').execute()
    for (const [at, { id }] of closed.entries())
      await inside.db
        .updateTable('hypotheses')
        .set({ created_at: now - weeks * week, closed_at: now - (at + 1) * week + day })
        .where('id', '=', id)
        .execute()
  }

  before(async () => {
    const fresh = database === 'Postgres' ? await freshDatabase() : undefined
    if (fresh) drop = () => fresh.drop()
    inside = await openTrireme(fresh ? { databaseUrl: fresh.url } : {})
    await inside.owner.projects.create({ name: 'Ships', slug: project })
  })
  after(async () => {
    await inside.close()
    await drop()
  })

  test(`a project without a past is told so, not given a date (${database})`, async () => {
    const { forecast } = await inside.owner.forecasts.now({ project })
    assert.deepEqual([forecast.basis.kind, forecast.p85, forecast.shift], ['none', null, null])
    assert.equal((await inside.owner.forecasts.odds({ project, by: '2030-01-01' })).done, null)
  })

  test(`a kept forecast has dates in order, an event, and tells why the next one moved (${database})`, async () => {
    const { owner } = inside
    for (let at = 1; at <= 9; at++) {
      await owner.hypotheses.create({ project, title: `Oar ${at}` })
      if (at > 1)
        await owner.hypotheses.close({ project, hypothesis: `H${at}`, state: 'refuted', outcome: 'It breaks' })
    }
    await age(16)
    const first = await owner.forecasts.keep({ project })
    assert.deepEqual([first.basis.kind, first.basis.periods, first.basis.gatesLeft], ['own', 16, 5])
    const dates = [first.madeAt, first.p50, first.p70, first.p85, first.p95]
    assert.deepEqual(
      dates,
      dates.toSorted((a, b) => (a ?? 0) - (b ?? 0)),
    )
    for (const title of ['Sail', 'Keel', 'Ram', 'Mast']) await owner.hypotheses.create({ project, title })
    const second = await owner.forecasts.keep({ project })
    assert(second.shift && second.shift.days > 0)
    assert.equal(second.shift.causes.find(one => one.cause === 'hypotheses')?.count, 4)
    const sum = second.shift.causes.reduce((all, one) => all + one.days, 0)
    assert.equal(sum, second.shift.days)
    const { events } = await owner.events.list({ project, verb: 'forecast-made' })
    assert.deepEqual(
      events.map(event => event.payload['p85']),
      [second.p85, first.p85],
    )
    const { forecasts, next } = await owner.forecasts.list({ project, limit: 1 })
    assert.deepEqual([forecasts.map(one => one.id), next], [[second.id], second.id])
    const older = await owner.forecasts.list({ project, limit: 5, before: second.id ?? '' })
    assert.deepEqual(
      older.forecasts.map(one => one.id),
      [first.id],
    )
    const by = new Date((second.p85 ?? 0) + 2 * day).toISOString().slice(0, 10)
    const { done } = await owner.forecasts.odds({ project, by })
    assert((done ?? 0) >= 0.85, String(done))
  })

  test(`a KPI with ten attempts has a chance to be at its target by its date (${database})`, async () => {
    const { owner } = inside
    const wish = { name: 'Speed', unit: 'kn', direction: 'higher', baseline: 0, target: 10 } as const
    const { id: kpi } = await owner.charter.addKpi({ project, ...wish, targetDate: '2040-01-01' })
    for (let at = 0; at < 11; at++)
      await owner.charter.addValue({ project, kpi, value: at / 2, at: Date.now() - (12 - at) * week })
    const { forecast } = await inside.owner.forecasts.now({ project })
    const [odds] = forecast.kpis
    assert.deepEqual([odds?.basis, odds?.attempts, odds?.best, odds?.odds], ['own', 11, 0.5, 1])
  })
}
