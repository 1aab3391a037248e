import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberBins, timeBins } from './bins.ts'

const isoDates = (edges: number[]) => edges.map(edge => new Date(edge).toISOString())

test('bins of numbers begin and end at round numbers', () => {
  const { edges, step } = numberBins(-0.31, 0.98, false)
  assert.equal(step, 0.05)
  assert.equal(edges[0], -0.35)
  assert.equal(edges.at(-1), 1)
  assert.ok(edges.includes(0) && edges.includes(0.3), 'an edge is 0.30000000000000004')
  assert.deepEqual(numberBins(0, 3, true).edges, [0, 1, 2, 3, 4])
})

test('bins hold their range at every scale', () => {
  for (const scale of [1e-200, 1e-9, 0.37, 1, 7, 1e12, 1e290]) {
    for (const [low, high] of [
      [-3, 17],
      [5, 5],
      [0, 1],
      [-2, -1],
      [1e9, 1e9 + 1],
    ] as const) {
      const { edges } = numberBins(low * scale, high * scale, false)
      assert.ok(
        (edges[0] ?? 1) <= low * scale && (edges.at(-1) ?? 0) > high * scale,
        `${low} to ${high} times ${scale}`,
      )
      assert.ok(edges.length >= 2 && edges.length <= 44, `${edges.length} edges`)
      assert.ok(edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? 0)))
    }
  }
})

test('bins of times follow the calendar', () => {
  const from = (text: string) => Date.parse(text)
  const days = timeBins(from('2001-01-01T00:47:00Z'), from('2001-02-10T22:00:00Z'))
  assert.deepEqual([days.step, days.edges.length], ['1d', 42])
  assert.equal(isoDates(days.edges)[0], '2001-01-01T00:00:00.000Z')
  const weeks = timeBins(from('2001-01-03T00:00:00Z'), from('2001-06-30T00:00:00Z'))
  assert.deepEqual(
    [weeks.step, isoDates(weeks.edges)[0], new Date(weeks.edges[0] ?? 0).getUTCDay()],
    ['1w', '2001-01-01T00:00:00.000Z', 1],
  )
  const months = timeBins(from('1999-11-15T00:00:00Z'), from('2003-02-01T00:00:00Z'))
  assert.deepEqual(
    [months.step, isoDates(months.edges)[0], isoDates(months.edges).at(-1)],
    ['1mo', '1999-11-01T00:00:00.000Z', '2003-03-01T00:00:00.000Z'],
  )
  const years = timeBins(from('-000044-03-15T00:00:00Z'), from('2001-01-01T00:00:00Z'))
  assert.deepEqual([years.step, years.edges.length], ['50y', 43])
  assert.equal(timeBins(5, 5).edges.length, 2)
})
