import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase } from '../../../../test/postgres.ts'
import type { WorthPlan } from './drivers.schema.ts'
import { valueOf } from './worth.ts'

const project = 'ships'
const range = (low: number, high: number): [number, number] => [low, high]
const fixed = (value: number) => range(value, value)

const recall: WorthPlan = {
  kind: 'recall',
  currency: 'EUR',
  cases: 1000,
  rate: 0.1,
  precision: 0.5,
  benefit: fixed(50),
  costFalse: fixed(10),
  costMissed: fixed(20),
  adoption: [0.5, 0.5],
  runCost: fixed(500),
  peopleCost: fixed(500),
  driver: null,
}

test('the worked example: a recall of 0.8 is worth 400 a month, a point 30, and two thirds break even', () => {
  // by hand: 1000 * .5 * .1 = 50; value(r) = 50 (r * 50 - r * 10 - (1 - r) * 20) - 1000 = 3000 r - 2000
  const found = valueOf(recall, { metric: 0.8, seed: 1 })
  assert.deepEqual(
    [found.value?.half, found.point?.half, found.breakEven?.half].map(one => one?.toFixed(4)),
    ['400.0000', '30.0000', '0.6667'],
  )
})

test('an error of 14 minutes against 20 is worth its minutes less the costs, as a range when costs are one', () => {
  // by hand: 100 * .5 * 2 = 100 a minute; (20 - 14) * 100 - cost of 100 to 300: 300 to 500; break even at 19 to 17
  const costs = { runCost: range(100, 300), peopleCost: fixed(0) }
  const common = { cases: 100, adoption: fixed(0.5), currency: 'EUR', driver: null }
  const plan: WorthPlan = { kind: 'error', ...common, ...costs, baseline: 20, perUnit: fixed(2) }
  const { value, point, breakEven } = valueOf(plan, { metric: 14, seed: 1 })
  assert.equal(point?.half, 100)
  for (const [found, wanted] of [
    [value?.low, 320],
    [value?.half, 400],
    [value?.high, 480],
    [breakEven?.half, 18],
  ] as const)
    assert(Math.abs((found ?? 0) - wanted) < wanted * 0.02, `${found} is not about ${wanted}`)
})

for (const database of ['SQLite', 'Postgres']) {
  let inside: Inside
  let drop = async () => {}

  before(async () => {
    const fresh = database === 'Postgres' ? await freshDatabase() : undefined
    if (fresh) drop = () => fresh.drop()
    inside = await openTrireme(fresh ? { databaseUrl: fresh.url } : {})
    const { owner, ownerId: userId } = inside
    await owner.projects.create({ name: 'Ships', slug: project, seats: [{ seat: 'project_manager', userId }] })
  })
  after(async () => {
    await inside.close()
    await drop()
  })

  test(`an influence stays dashed until a hypothesis with runs supports it (${database})`, async () => {
    const { owner } = inside
    const wish = {
      name: 'Speed',
      unit: 'kn',
      direction: 'higher',
      baseline: 4,
      target: 8,
      targetDate: '2040-01-01',
    } as const
    const { id: kpi } = await owner.charter.addKpi({ project, ...wish })
    await owner.charter.addValue({ project, kpi, value: 5.5, n: 12 })
    await owner.drivers.add({ project, layer: 'kpi', name: 'Speed', kpi })
    const { drivers } = await owner.drivers.add({ project, layer: 'metric', name: 'Error of the wind', metric: 'mae' })
    const [top, metric] = drivers
    assert.deepEqual([top?.now?.value, top?.now?.n, metric?.now], [5.5, 12, null])
    const [from, to] = [metric?.id ?? '', top?.id ?? '']
    await owner.hypotheses.create({ project, title: 'Wind matters' })
    const believed = await owner.drivers.connect({ project, driver: from, to, kind: 'influence', hypothesis: 'H1' })
    assert.equal(believed.edges[0]?.isProven, false)
    await owner.hypotheses.close({ project, hypothesis: 'H1', state: 'validated', outcome: 'It does', runs: ['run_1'] })
    assert.equal((await owner.drivers.tree({ project })).edges[0]?.isProven, true)
    await assert.rejects(owner.drivers.connect({ project, driver: to, to: from, kind: 'formula' }), /lies above/)
    await assert.rejects(owner.drivers.connect({ project, driver: from, to: 'drv_none', kind: 'formula' }), {
      code: 'not_found',
    })
    const { worth } = await owner.drivers.worth({ project, ...recall, driver: to })
    assert.equal(worth?.found.value?.half.toFixed(0), '14500')
    const left = await owner.drivers.remove({ project, driver: from })
    assert.deepEqual([left.drivers.length, left.edges], [1, []])
  })
}
