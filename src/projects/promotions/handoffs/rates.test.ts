import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edgeRates, rolledFirstTimeRight, type Handed } from './rates.ts'

const hour = 3_600_000
let next = 0

/** Asked at hour `from`, answered at hour `to`. */
const handed = (state: Handed['state'], [from, to]: [number, number], more: Partial<Handed> = {}): Handed => ({
  id: `req_${(next += 1)}`,
  fromSeat: 'data_scientist',
  toSeat: 'ml_engineer',
  state,
  createdAt: from * hour,
  decidedAt: state === 'open' ? null : to * hour,
  decisionCode: state === 'returned' ? 'no_evaluation' : null,
  previousId: null,
  ...more,
})

test('waiting, bounces and right at first, worked out by hand', () => {
  // a: accepted at once after 2 h. b: returned after 4 h, resubmitted, returned again after 6 h, resubmitted, accepted
  // after 10 h. c: returned after 3 h and not repaired yet. d: withdrawn. e: waits since hour 40.
  const a = handed('accepted', [0, 2])
  const b = handed('returned', [0, 4])
  const bAgain = handed('returned', [5, 11], { previousId: b.id, decisionCode: 'image_not_locked' })
  const bThird = handed('accepted', [12, 22], { previousId: bAgain.id })
  const c = handed('returned', [1, 4])
  const d = handed('withdrawn', [2, 3])
  const e = handed('open', [40, 0])
  const [edge, ...others] = edgeRates([a, b, bAgain, bThird, c, d, e])
  assert.equal(others.length, 0)
  // five answers: waits of 2, 3, 4, 6, 10 h have the median 4 h; three of the five were returns: 3/5
  assert.deepEqual([edge?.accepted, edge?.returned, edge?.medianWaitMs, edge?.bounceRate], [2, 3, 4 * hour, 3 / 5])
  // three pieces of work were answered at first: a right, b and c not: 1/3
  assert.equal(edge?.firstTimeRight, 1 / 3)
  assert.deepEqual([edge?.open, edge?.oldestOpenAt], [1, 40 * hour])
  assert.deepEqual(edge?.reasons, [
    { code: 'no_evaluation', requests: [b.id, c.id] },
    { code: 'image_not_locked', requests: [bAgain.id] },
  ])
  assert.deepEqual(
    edge?.requests,
    [e, bThird, bAgain, d, c, a, b].map(one => one.id),
  )
})

test('an even number of answers has the mean of the middle two, and rates multiply along the chain', () => {
  const onward = { fromSeat: 'ml_engineer', toSeat: 'devops_engineer' } as const
  const edges = edgeRates([
    handed('accepted', [0, 1]),
    handed('returned', [0, 4]),
    handed('accepted', [0, 1], onward),
    handed('accepted', [0, 3], onward),
    handed('accepted', [0, 6], onward),
    handed('returned', [0, 8], onward),
  ])
  // 1 and 4 h: 2.5 h; 1, 3, 6 and 8 h: 4.5 h
  assert.deepEqual(
    edges.map(edge => edge.medianWaitMs),
    [2.5 * hour, 4.5 * hour],
  )
  // 1/2 of the first edge times 3/4 of the second
  assert.equal(rolledFirstTimeRight(edges), 3 / 8)
})

test('where nothing was answered there is no rate', () => {
  const [edge] = edgeRates([handed('open', [1, 0]), handed('withdrawn', [1, 2])])
  assert.deepEqual([edge?.medianWaitMs, edge?.bounceRate, edge?.firstTimeRight], [null, null, null])
  assert.equal(rolledFirstTimeRight(edge ? [edge] : []), null)
})
