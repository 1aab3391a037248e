import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import type { ColumnProfile } from '../profiles.schema.ts'
import { openWorkbench, realTable, type Workbench } from '../workbench.ts'

let bench: Workbench
before(async () => {
  bench = await openWorkbench()
})
after(() => bench.close())

const Flight = z.object({
  date: z.string(),
  delay: z.number(),
  distance: z.number(),
  origin: z.string(),
  destination: z.string(),
})

async function readFlights() {
  return z.array(Flight).parse(JSON.parse(await readFile(realTable('flights-20k.json'), 'utf8')))
}

async function profileOf(content: string): Promise<ColumnProfile[]> {
  return (await bench.analytics.profile((await bench.ingest(content)).out)).columns
}

const isClose = (actual: number | null | undefined, expected: number) =>
  assert.ok(
    Math.abs((actual ?? Number.NaN) - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  )

/** By definition, in plain arithmetic: what the profile is held against. */
function summarize(values: number[]) {
  const sorted = values.toSorted((a, b) => a - b)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const at = (share: number) => {
    const place = share * (sorted.length - 1)
    const [low = 0, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
    return low + (high - low) * (place - Math.floor(place))
  }
  return {
    mean,
    std: Math.sqrt(squares / (values.length - 1)),
    min: sorted[0],
    max: sorted.at(-1),
    percentile: (p: number) => at(p / 100),
  }
}

const tally = (values: string[]) => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}

function checkBins({ histogram, count }: ColumnProfile, values: number[]) {
  assert.ok(histogram)
  const { edges, counts, below, above } = histogram
  assert.ok(counts.length >= 10 && counts.length <= 92, `${counts.length} bins`)
  const expected = counts.map(
    (_, i) => values.filter(value => value >= (edges[i] ?? 0) && value < (edges[i + 1] ?? 0)).length,
  )
  assert.deepEqual(counts, expected)
  assert.equal(counts.reduce((sum, n) => sum + n, 0) + below + above, count)
}

test('the profile of flights-20k.json is what arithmetic says', async () => {
  const flights = await readFlights()
  const { out } = await bench.ingestFile(realTable('flights-20k.json'))
  const { rows, columns } = await bench.analytics.profile(out)
  const [date, delay, distance, origin] = columns
  assert.ok(date && delay && distance && origin)
  assert.equal(rows, flights.length)
  assert.deepEqual(columns.map(({ notes }) => notes).flat(), [])

  for (const [column, values] of [
    [delay, flights.map(flight => flight.delay)],
    [distance, flights.map(flight => flight.distance)],
  ] as const) {
    const expected = summarize(values)
    assert.deepEqual([column.number?.min, column.number?.max], [expected.min, expected.max])
    isClose(column.number?.mean, expected.mean)
    isClose(column.number?.std, expected.std)
    assert.equal(column.number?.zeros, values.filter(value => value === 0).length)
    assert.equal(column.number?.negatives, values.filter(value => value < 0).length)
    assert.deepEqual(column.distinct, { count: new Set(values).size, exact: true })
    for (const [p, value] of column.percentiles?.values.entries() ?? []) isClose(value, expected.percentile(p))
    checkBins(column, values)
  }

  const times = flights.map(flight => Date.parse(`${flight.date.replaceAll('/', '-').replace(' ', 'T')}:00Z`))
  checkBins(date, times)
  assert.equal(date.histogram?.step, '1d')
  assert.deepEqual(date.time, { min: '2001-01-01T00:47:00', max: '2001-03-31T22:27:00', infinite: 0 })
  for (const [p, value] of date.percentiles?.values.entries() ?? []) isClose(value, summarize(times).percentile(p))

  const airports = tally(flights.map(flight => flight.origin))
  assert.deepEqual(origin.distinct, { count: airports.length, exact: true })
  assert.deepEqual(
    origin.top?.values,
    airports.slice(0, 50).map(([value, count]) => ({ value, count })),
  )
  assert.equal(origin.top?.rest, flights.length - airports.slice(0, 50).reduce((sum, [, count]) => sum + count, 0))
})

test('missing values of penguins.json are counted and left out of everything else', async () => {
  const { out } = await bench.ingestFile(realTable('penguins.json'))
  const columns = (await bench.analytics.profile(out)).columns
  const penguins = z
    .array(z.record(z.string(), z.unknown()))
    .parse(JSON.parse(await readFile(realTable('penguins.json'), 'utf8')))
  for (const column of columns) {
    const values = penguins.map(penguin => penguin[column.name]).filter(value => value !== null)
    assert.deepEqual([column.count, column.nulls], [values.length, penguins.length - values.length], column.name)
    assert.equal(column.distinct?.count, new Set(values).size)
  }
  const mass = columns.find(({ name }) => name === 'Body Mass (g)')
  const values = penguins.map(penguin => penguin['Body Mass (g)']).filter(value => typeof value === 'number')
  isClose(mass?.number?.mean, summarize(values).mean)
})

test('suspicious columns are noted', async () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    [
      '1',
      `id ${i}`,
      i < 20 ? i : '',
      i % 3 ? 0 : i,
      i < 199 ? 'yes' : 'no',
      ['Oslo', 'oslo', 'Rome'][i % 3],
      i === 7 ? '" padded"' : `word ${i % 5}`,
      i % 2 ? 'NA' : 'Namibia',
      String(i % 50).padStart(5, '0'),
      i === 3 ? 'nan' : i / 10,
      i === 3 ? '-inf' : i / 10,
      i === 3 ? 1e6 : i,
      '',
    ].join(','),
  )
  const columns = await profileOf(
    `constant,id,sparse,zeros,flag,city,padded,country,zip,nan,inf,tails,none\n${rows.join('\n')}\n`,
  )
  assert.deepEqual(Object.fromEntries(columns.map(({ name, notes }) => [name, notes])), {
    constant: ['constant'],
    id: ['all_unique'],
    sparse: ['all_unique', 'mostly_null'],
    zeros: ['mostly_zero'],
    flag: ['imbalanced'],
    city: ['mixed_case_duplicates'],
    padded: ['surrounding_spaces'],
    country: ['missing_like_text'],
    zip: ['number_like_text'],
    nan: ['all_unique', 'has_nan'],
    inf: ['all_unique', 'has_infinity'],
    tails: ['all_unique', 'long_tails'],
    none: ['empty'],
  })
  const { histogram } = columns.find(({ name }) => name === 'tails') ?? {}
  assert.deepEqual([histogram?.above, histogram?.below], [1, 0])
})

test('numbers at the ends of their range are profiled without loss and without failure', async () => {
  const columns = await profileOf(
    'big,wide,tiny,same\n9223372036854775807,1.7e308,1e-310,1e15\n-9223372036854775808,-1.7e308,2e-310,1e15\n1,5,3e-310,1e15\n',
  )
  const [big, wide, tiny, same] = columns
  assert.deepEqual([big?.number?.min, big?.number?.max], ['-9223372036854775808', '9223372036854775807'])
  assert.equal(wide?.number?.max, 1.7e308)
  isClose((wide?.number?.std ?? 0) / 1e308, 1.7)
  for (const column of [big, wide, tiny, same]) {
    const { counts, edges } = column?.histogram ?? { counts: [0], edges: [0] }
    assert.equal(
      counts.reduce((sum: number, n: number) => sum + n, 0),
      3,
    )
    assert.ok(
      edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? 0)),
      `${column?.name}: ${edges.join()}`,
    )
  }
  assert.deepEqual(same?.notes, ['constant'])
})

test('a large table is estimated where counting would take long, and says so', async () => {
  const { out } = await bench.ingestFile(realTable('flights-3m.parquet'))
  const progress: (number | null)[] = []
  const { rows, columns } = await bench.analytics.profile(out, {
    onProgress: ({ fraction }) => void progress.push(fraction),
  })
  assert.equal(rows, 3_000_000)
  const delay = columns[1]
  assert.deepEqual([delay?.distinct, delay?.percentiles?.exact], [{ count: 867, exact: true }, false])
  assert.equal(
    (delay?.histogram?.counts ?? []).reduce((sum, n) => sum + n, 0) +
      (delay?.histogram?.above ?? 0) +
      (delay?.histogram?.below ?? 0),
    rows,
  )
  assert.ok(
    progress.includes(0.2) && progress.every(share => share !== null && share >= 0 && share <= 1),
    String(progress),
  )
})
