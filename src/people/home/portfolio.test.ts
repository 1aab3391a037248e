import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Standing } from '../../projects/story/portfolio/portfolio.schema.ts'
import { fits, inOrder, portfolioCsv, seatsWaitedOn } from './portfolio.look.ts'

const standing = (name: string, of: Partial<Standing> = {}): Standing => ({
  project: { id: name, slug: name, name, isDemo: false },
  stage: 'goal',
  nextGate: 'G0',
  kpi: null,
  crew: [],
  waiting: null,
  openRequests: 0,
  forecast: null,
  promise: null,
  ...of,
})
const waits = (seat: 'ml_engineer' | 'stakeholder', since: number) => ({
  waiting: { requestId: 'req_1', kind: 'promotion', subject: 'tide v1', seat, since, isEmpty: true },
})
const promise = (lateDays: number | null) => ({ promise: { statement: 'Faster', dueAt: 0, odds: 0.5, lateDays } })

const all = [
  standing('calm', { stage: 'operate' }),
  standing('late', { ...waits('ml_engineer', 200), ...promise(9) }),
  standing('stuck', { ...waits('stakeholder', 100), ...promise(0), stage: 'data' }),
]
const names = (standings: readonly Standing[]) => standings.map(({ project }) => project.name)

test('a director narrows the portfolio by stage, by the seat that is waited on, and by promises at risk', () => {
  const found = (by: Parameters<typeof fits>[1]) => names(all.filter(one => fits(one, by)))
  assert.deepEqual(found({}), ['calm', 'late', 'stuck'])
  assert.deepEqual(found({ stage: 'data' }), ['stuck'])
  assert.deepEqual(found({ seat: 'ml_engineer' }), ['late'])
  assert.deepEqual(found({ isAtRisk: true }), ['late'])
  assert.deepEqual(seatsWaitedOn(all), ['stakeholder', 'ml_engineer'])
})

test('and orders it; what has no promise or waits for nothing comes last, whichever way', () => {
  assert.deepEqual(names(inOrder(all, 'expected', 'desc')), ['late', 'stuck', 'calm'])
  assert.deepEqual(names(inOrder(all, 'expected', 'asc')), ['stuck', 'late', 'calm'])
  assert.deepEqual(names(inOrder(all, 'waits', 'desc')), ['stuck', 'late', 'calm'])
  assert.deepEqual(names(inOrder(all, 'waits', 'asc')), ['late', 'stuck', 'calm'])
  assert.deepEqual(names(inOrder(all, 'stage', 'asc')), ['late', 'stuck', 'calm'])
  assert.deepEqual(names(inOrder(all, 'project', 'desc')), ['stuck', 'late', 'calm'])
})

test('as CSV it holds what was promised and what is expected, and no formula', () => {
  const kpi = {
    ...{ id: 'kpi_1', name: 'Late, in all', unit: '%', direction: 'lower' as const, baseline: 9, target: 3 },
    ...{ targetDate: '2030-01-01', createdAt: 0, values: [] },
  }
  const forecast = { madeAt: 0, p50: Date.UTC(2030, 0, 2), p85: null }
  const csv = portfolioCsv([standing('=1+1', { kpi, forecast, ...promise(9), ...waits('ml_engineer', 0) })])
  const [head = '', row = '', end] = csv.split('\r\n')
  assert.equal(end, '')
  const cells = row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
  const at = (name: string) => cells[head.split(',').indexOf(name)]
  assert.deepEqual(
    ['project', 'kpi', 'waits on seat', 'nobody sits there', 'expected p50', 'expected p85', 'days late'].map(at),
    ["'=1+1", '"Late, in all"', 'ml_engineer', 'yes', '2030-01-02T00:00:00.000Z', '', '9'],
  )
})
