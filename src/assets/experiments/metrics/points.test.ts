import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBatch, decodePoints, encodeBatch, encodePoints } from './codec.ts'
import { byTime, lengthOf, latestOf, merge, pointAt, pointsOf, type Point, type Points, rowsOf } from './points.ts'
import { sample, thin, thinBy, thinned } from './thin.ts'

const start = 1_790_000_000_000
const series = (length: number, value = (i: number) => Math.sin(i)): Points =>
  pointsOf(Array.from({ length }, (_, i) => ({ step: i, time: start + i * 1_000, value: value(i) })))
const list = (points: Points): Point[] => Array.from({ length: lengthOf(points) }, (_, i) => pointAt(points, i))

test('points come back from bytes exactly, whatever the values', () => {
  const odd: Point[] = [
    { step: -3, time: 0, value: Number.NaN },
    { step: 0, time: start, value: Number.POSITIVE_INFINITY },
    { step: 0, time: start + 1, value: Number.NEGATIVE_INFINITY },
    { step: 7, time: start - 5_000, value: -0 },
    { step: 4_503_599_627_370_496, time: 12, value: Number.MIN_VALUE },
  ]
  assert.deepEqual(list(decodePoints(encodePoints(pointsOf(odd)))), odd)
  assert.deepEqual(list(decodePoints(encodePoints(pointsOf([])))), [])
})

test('steps beyond the exact range of differences keep their value and sign', () => {
  const steps = [1_790_000_000_000_000_000, -9_007_199_254_740_991, 9_007_199_254_740_991, 0]
  const points = pointsOf(steps.map(step => ({ step, time: start, value: 1 })))
  assert.deepEqual([...decodePoints(encodePoints(points)).steps], steps)
})

test('a regular series takes at most 12 bytes a point', () => {
  assert.ok(encodePoints(series(4_096)).length < 4_096 * 12)
})

test('a batch of several keys gives back each key, also alone and out of a larger buffer', () => {
  const batch = new Map([
    ['acc', series(3)],
    ['val/loss 损失', series(2, i => -i)],
    ['empty', series(0)],
  ])
  const bytes = encodeBatch(new Map([...batch].map(([key, points]) => [key, list(points)])))
  const inside = Buffer.concat([Buffer.alloc(5), bytes]).subarray(5)
  assert.deepEqual(decodeBatch(inside), batch)
  assert.deepEqual([...decodeBatch(inside, 'val/loss 损失').keys()], ['val/loss 损失'])
  assert.equal(decodeBatch(inside, 'other').size, 0)
})

test('merging drops exact duplicates within and across parts, and nothing else', () => {
  const point = { step: 1, time: start, value: 0.5 }
  const others = [
    { ...point, value: 0.6 },
    { ...point, time: start + 1 },
    { ...point, step: 2 },
    { ...point, value: Number.NaN },
    { ...point, value: 0 },
  ]
  const merged = list(merge([pointsOf([point, ...others, point]), pointsOf([...others].reverse()), pointsOf([point])]))
  assert.equal(merged.length, 6)
  assert.equal(merged.filter(({ value }) => Number.isNaN(value)).length, 1)
  assert.deepEqual(
    merged.map(({ step }) => step),
    [1, 1, 1, 1, 1, 2],
  )
})

test('merging is the same in whatever order and how often parts arrive', () => {
  const parts = Array.from({ length: 8 }, (_, writer) =>
    pointsOf(Array.from({ length: 50 }, (_, i) => ({ step: i, time: start + writer, value: writer * i }))),
  )
  const once = merge(parts)
  assert.equal(lengthOf(once), 400)
  assert.deepEqual(merge([...parts, ...parts].reverse()), once)
  assert.deepEqual(merge([merge(parts.slice(4)), merge(parts.slice(0, 5))]), once)
})

test('the latest value is the greatest step, then time, then value; NaN counts as 0', () => {
  const latest = (...values: [number, number, number][]) =>
    latestOf(pointsOf(values.map(([step, time, value]) => ({ step, time, value })))).value
  assert.equal(latest([0, 9, 1], [1, 2, 3], [1, 1, 9]), 3)
  assert.equal(latest([1, 1, 3], [1, 1, 7], [1, 1, 5]), 7)
  assert.ok(Number.isNaN(latest([1, 1, -1], [1, 1, Number.NaN])))
  assert.equal(latest([1, 1, Number.NaN], [1, 1, 1]), 1)
})

test('a history is ordered by time, then step, then value', () => {
  const history = [
    { step: 2, time: 1, value: 0 },
    { step: 1, time: 2, value: 1 },
    { step: 1, time: 2, value: 0 },
    { step: 0, time: 2, value: 9 },
  ]
  assert.deepEqual(
    [...history]
      .reverse()
      .sort(byTime)
      .map(({ value }) => value),
    [0, 9, 0, 1],
  )
})

test('a thinned series keeps its first and last point and its extremes, and shows only logged points', () => {
  const spiky = series(10_000, i => (i === 4_321 ? 1e6 : i === 8_765 ? -1e6 : Math.sin(i / 50)))
  const few = thin(spiky, 320)
  assert.ok(lengthOf(few) <= 320 && lengthOf(few) > 200)
  const all = new Set(list(spiky).map(point => JSON.stringify(point)))
  assert.ok(list(few).every(point => all.has(JSON.stringify(point))))
  assert.deepEqual([Math.max(...few.values), Math.min(...few.values)], [1e6, -1e6])
  assert.deepEqual([few.steps[0], few.steps.at(-1)], [0, 9_999])
  assert.deepEqual(
    [...few.steps],
    [...few.steps].toSorted((a, b) => a - b),
  )
})

test('thinning twice, first in chunks, keeps the extremes and stays small', () => {
  const spiky = series(10_000, i => (i === 4_095 ? 1e6 : i === 4_096 ? -1e6 : i))
  const levels = [0, 4_096, 8_192].map(from => thinBy(pointsOf(list(spiky).slice(from, from + 4_096)), 64))
  assert.ok(levels.every(level => lengthOf(level) <= 256))
  const few = thinned(levels, 320)
  assert.ok(lengthOf(few) <= 320)
  assert.deepEqual([Math.max(...few.values), Math.min(...few.values)], [1e6, -1e6])
  assert.deepEqual([few.steps[0], few.steps.at(-1)], [0, 9_999])
})

test('NaN is shown where a series breaks and never taken for an extreme', () => {
  const broken = thin(
    series(1_000, i => (i < 500 ? i : Number.NaN)),
    40,
  )
  assert.ok(list(broken).every(({ step, value }) => Number.isNaN(value) === step >= 500))
  assert.equal(Math.max(...broken.values.filter(value => !Number.isNaN(value))), 499)
  assert.ok(Number.isNaN(broken.values.at(-1)))
})

test('sampling takes rows evenly and always the first and the last', () => {
  assert.deepEqual(
    sample(rowsOf(series(10)), 4).map(({ step }) => step),
    [0, 3, 6, 9],
  )
  assert.deepEqual(
    sample(rowsOf(series(3)), 4).map(({ step }) => step),
    [0, 1, 2],
  )
  assert.deepEqual(
    sample(rowsOf(series(5)), 1).map(({ step }) => step),
    [4],
  )
})
