import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decimalsOf, extent, judge, padded, project, smooth, ticks } from './scale.ts'

test('ticks are round numbers inside the range', () => {
  assert.deepEqual(ticks([12.3, 18.1]), [14, 16, 18])
  assert.deepEqual(ticks([0, 2500]), [0, 500, 1000, 1500, 2000, 2500])
  assert.deepEqual(ticks([0.3, 0.7], 4), [0.3, 0.4, 0.5, 0.6, 0.7])
  assert.deepEqual(ticks([-1, 1], 4), [-1, -0.5, 0, 0.5, 1])
  assert.deepEqual(ticks([3, 3]), [3])
  assert.equal(decimalsOf([0.3, 0.4]), 1)
  assert.equal(decimalsOf([0, 500]), 0)
  assert.equal(decimalsOf([10, 12.5, 15]), 1)
})

test('an interval that touches its reference says nothing; beside it, the direction decides', () => {
  assert.equal(judge({ low: -0.63, high: -0.27 }, 0, 'lower'), 'better')
  assert.equal(judge({ low: -0.63, high: -0.27 }, 0, 'higher'), 'worse')
  assert.equal(judge({ low: -0.08, high: 0.5 }, 0, 'lower'), 'unclear')
  assert.equal(judge({ low: 0, high: 0.5 }, 0, 'lower'), 'unclear')
  assert.equal(judge({ low: 0.1, high: 0.5 }, 0), 'plain')
})

test('a smoothed line starts at the first value and keeps its gaps', () => {
  const line = smooth([10, 0, null, 0], 0.5)
  assert.equal(line[0], 10)
  assert.equal(line[2], null)
  assert.ok((line[3] ?? 0) > 0 && (line[3] ?? 0) < 5)
  assert.deepEqual(smooth([1, null, 3], 0), [1, null, 3])
})

test('ranges ignore what is not a number and are never of width zero', () => {
  assert.deepEqual(extent([3, null, Number.NaN, 1, Infinity]), [1, 3])
  assert.deepEqual(extent([]), [0, 1])
  const [low, high] = padded([5, 5])
  assert.ok(low < 5 && high > 5)
  assert.equal(project(99, [0, 10], [0, 100]), 100)
})
