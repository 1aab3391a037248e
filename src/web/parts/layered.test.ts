import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layered } from './layered.ts'

const edge = (pair: string) => ({ from: pair.charAt(0), to: pair.charAt(1) })

test('every arrow points to the right', () => {
  const edges = ['ab', 'bc', 'ac', 'cd', 'ad'].map(edge)
  const { places, columns } = layered(['d', 'c', 'b', 'a'], edges)
  const column = new Map(places.map(place => [place.id, place.column]))
  assert.equal(columns, 4)
  for (const { from, to } of edges)
    assert.ok((column.get(from) ?? 9) < (column.get(to) ?? 0), `${from} stands left of ${to}`)
})

test('two chains side by side do not cross', () => {
  const { places } = layered(['a', 'b', 'd', 'c'], ['ac', 'bd'].map(edge))
  const row = new Map(places.map(place => [place.id, place.row]))
  assert.equal((row.get('a') ?? 0) < (row.get('b') ?? 0), (row.get('c') ?? 0) < (row.get('d') ?? 0))
})

test('a circle and an edge to nowhere are survived', () => {
  const { places } = layered(['a', 'b'], ['ab', 'ba', 'az', 'aa'].map(edge))
  assert.equal(places.length, 2)
  assert.deepEqual(layered([], []), { places: [], columns: 1, rows: 1 })
})
