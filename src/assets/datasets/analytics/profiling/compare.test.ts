import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWorkbench, realTable, type Workbench } from '../workbench.ts'
import { compareProfiles, jensenShannon, shareBelow, stabilityIndex } from './compare.ts'

let bench: Workbench
before(async () => {
  bench = await openWorkbench()
})
after(() => bench.close())

async function profileOf(header: string, lines: (string | number | null)[][]) {
  const { out } = await bench.ingest([header, ...lines.map(line => line.join(','))].join('\n'))
  return bench.analytics.profile(out)
}

/** Numbers that look drawn from a bell curve and are the same each time. */
const bell = (count: number, { mean, spread }: { mean: number; spread: number }) =>
  Array.from({ length: count }, (_, i) => {
    const share = (i + 0.5) / count
    return mean + (spread * Math.log(share / (1 - share))) / 1.702
  })

test('the same table has not shifted', async () => {
  const { out } = await bench.ingestFile(realTable('flights-20k.json'))
  const profile = await bench.analytics.profile(out)
  const found = compareProfiles(profile, profile)
  assert.deepEqual(found.schema, [])
  assert.ok(found.columns.every(({ value, level }) => value === 0 && level === 'none'))
})

test('the index of a shifted bell is near its value by definition, and outliers do not hide it', async () => {
  const [old, now] = [bell(5000, { mean: 0, spread: 1 }), bell(5000, { mean: 0.5, spread: 1 })]
  const deciles = Array.from({ length: 9 }, (_, i) => old[(i + 1) * 500] ?? 0)
  const shares = (values: number[]) =>
    [-Infinity, ...deciles].map(
      (edge, i) => values.filter(v => v >= edge && v < (deciles[i] ?? Infinity)).length / values.length,
    )
  const expected = stabilityIndex({ before: shares(old), after: shares(now) })
  for (const outlier of [[], [1e12]]) {
    const found = compareProfiles(
      await profileOf(
        'x',
        [...old, ...outlier].map(x => [x]),
      ),
      await profileOf(
        'x',
        [...now, ...outlier].map(x => [x]),
      ),
    )
    const { measure, value, level } = found.columns[0] ?? {}
    assert.deepEqual([measure, level], ['psi', 'moderate'])
    assert.ok(Math.abs((value ?? 0) - expected) < 0.02, `${value} is far from ${expected}`)
  }
})

test('categories are compared by their shares, new ones and missing values among them', async () => {
  const lines = (counts: Record<string, number>) =>
    Object.entries(counts).flatMap(([word, n]) => Array.from({ length: n }, () => [word, 1]))
  const a = await profileOf('word,n', lines({ a: 50, b: 50 }))
  const b = await profileOf('word,n', lines({ a: 50, c: 50 }))
  const gone = await profileOf('word,n', lines({ a: 25, b: 25, '': 50 }))
  const [words, numbers] = compareProfiles(a, b).columns
  assert.deepEqual([words?.measure, words?.level], ['js', 'strong'])
  assert.equal(words?.value, jensenShannon({ before: [0.5, 0.5, 0], after: [0.5, 0, 0.5] }))
  assert.equal(words?.value, 0.5)
  assert.equal(numbers?.value, 0)
  const missing = compareProfiles(a, gone).columns[0]
  assert.deepEqual([missing?.level, missing?.nullShare], ['strong', { before: 0, after: 0.5 }])
})

test('a label of zeros and ones is compared by its exact shares', async () => {
  const labels = (ones: number) => Array.from({ length: 100 }, (_, i) => [i < ones ? 1 : 0])
  const [shift] = compareProfiles(await profileOf('y', labels(20)), await profileOf('y', labels(30))).columns
  assert.ok(Math.abs((shift?.value ?? 0) - stabilityIndex({ before: [0.2, 0.8], after: [0.3, 0.7] })) < 1e-12)
  assert.deepEqual(shift?.mean, { before: 0.2, after: 0.3 })
})

test('columns that came, went, moved or changed their type are named', async () => {
  const before = await profileOf('a,b,c,d', [[1, 'x', 2, 3]])
  const after = await profileOf('a,c,b,e', [['one', 2, 'x', 5]])
  assert.deepEqual(compareProfiles(before, after).schema, [
    { kind: 'removed', column: 'd', before: 'integer' },
    { kind: 'added', column: 'e', after: 'integer' },
    { kind: 'retyped', column: 'a', before: 'integer', after: 'string' },
    { kind: 'moved', column: 'b', before: 1, after: 2 },
    { kind: 'moved', column: 'c', before: 2, after: 1 },
  ])
  assert.deepEqual(compareProfiles(before, after).columns[0]?.measure, null)
})

test('the share below a value is drawn between percentiles', () => {
  const even = Array.from({ length: 101 }, (_, i) => i)
  assert.deepEqual(
    [-1, 0, 50, 99.5, 100, 101].map(edge => shareBelow(even, edge)),
    [0, 0, 0.5, 0.995, 1, 1],
  )
  const zeros = even.map(value => Math.max(0, value - 40))
  assert.deepEqual([shareBelow(zeros, 0), shareBelow(zeros, 10)], [0, 0.5])
})
