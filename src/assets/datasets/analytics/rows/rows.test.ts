import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { AppError } from '../../../../kernel/errors.ts'
import type { Filter, PreviewQuery } from '../rows.schema.ts'
import { openWorkbench, realTable, type Workbench } from '../workbench.ts'

let bench: Workbench
let flights: string
let all: { date: string; delay: number; distance: number; origin: string; destination: string }[]

before(async () => {
  bench = await openWorkbench()
  flights = (await bench.ingestFile(realTable('flights-20k.json'))).out
  const Flight = z.object({
    date: z.string(),
    delay: z.number(),
    distance: z.number(),
    origin: z.string(),
    destination: z.string(),
  })
  all = z.array(Flight).parse(JSON.parse(await readFile(realTable('flights-20k.json'), 'utf8')))
})
after(() => bench.close())

async function refusal(call: Promise<unknown>): Promise<AppError> {
  const error: unknown = await call.then(
    () => assert.fail('it was answered'),
    reason => reason,
  )
  assert.ok(error instanceof AppError, String(error))
  return error
}

const page = (query: Partial<z.input<typeof PreviewQuery>>, file = flights) => bench.analytics.preview(file, query)

async function tableOf(text: string) {
  return (await bench.ingest(text)).out
}

test('pages show the rows in the order of the file, to its last one', async () => {
  const first = await page({ limit: 3 })
  assert.deepEqual([first.total, first.matched], [20_000, 20_000])
  assert.deepEqual(
    first.rows.map(({ row, cells }) => [row, cells[1], cells[3]]),
    all.slice(0, 3).map(({ delay, origin }, i) => [i, delay, origin]),
  )
  const last = await page({ offset: 19_998, limit: 500 })
  assert.deepEqual(
    last.rows.map(({ row }) => row),
    [19_998, 19_999],
  )
  assert.deepEqual((await page({ offset: 20_000 })).rows, [])
})

test('an ordered page keeps equal rows in the order of the file', async () => {
  const expected = all.map(({ delay }, row) => ({ row, delay })).toSorted((a, b) => b.delay - a.delay || a.row - b.row)
  const found = await page({ orderBy: 'delay', descending: true, offset: 5000, limit: 500 })
  assert.deepEqual(
    found.rows.map(({ row, cells }) => [row, cells[1]]),
    expected.slice(5000, 5500).map(({ row, delay }) => [row, delay]),
  )
})

test('filters find exactly the rows they describe', async () => {
  const cases: [Filter, (flight: (typeof all)[number]) => boolean][] = [
    [[{ column: 'origin', op: 'eq', value: 'ATL' }], flight => flight.origin === 'ATL'],
    [[{ column: 'origin', op: 'ne', value: 'ATL' }], flight => flight.origin !== 'ATL'],
    [[{ column: 'origin', op: 'in', value: ['ATL', 'JFK'] }], flight => ['ATL', 'JFK'].includes(flight.origin)],
    [[{ column: 'origin', op: 'contains', value: 'tl' }], flight => flight.origin.includes('TL')],
    [[{ column: 'origin', op: 'starts_with', value: 'a' }], flight => flight.origin.startsWith('A')],
    [
      [
        { column: 'delay', op: 'gt', value: 15 },
        { column: 'distance', op: 'lte', value: '500' },
      ],
      flight => flight.delay > 15 && flight.distance <= 500,
    ],
    [[{ column: 'delay', op: 'lt', value: -0.5 }], flight => flight.delay < 0],
    [[{ column: 'date', op: 'gte', value: '2001-03-01' }], flight => flight.date >= '2001/03/01'],
    [[{ column: 'delay', op: 'is_null' }], () => false],
    [[{ column: 'delay', op: 'not_null' }], () => true],
  ]
  for (const [filter, holds] of cases) {
    const rows = all.map((flight, row) => ({ flight, row })).filter(({ flight }) => holds(flight))
    const found = await page({ filter, limit: 500 })
    assert.equal(found.matched, rows.length, JSON.stringify(filter))
    assert.deepEqual(
      found.rows.map(({ row }) => row),
      rows.slice(0, 500).map(({ row }) => row),
      JSON.stringify(filter),
    )
  }
})

test('what a person writes into a filter is a value and never SQL', async () => {
  const nasty = `x' or 1=1; copy (select 1) to '/tmp/x' --`
  assert.equal((await page({ filter: [{ column: 'origin', op: 'eq', value: nasty }] })).matched, 0)
  assert.equal((await page({ filter: [{ column: 'origin', op: 'contains', value: `%' or '1'='1` }] })).matched, 0)
  assert.match(
    (await refusal(page({ filter: [{ column: 'origin" = "origin', op: 'eq', value: 1 }] }))).message,
    /no column/,
  )
  const odd = `a"; drop table x; --`
  const file = await tableOf(`"${odd.replaceAll('"', '""')}",row,file_row_number\n1,5,9\n2,6,8\n`)
  const found = await page({ orderBy: odd, descending: true, filter: [{ column: odd, op: 'gte', value: 1 }] }, file)
  assert.deepEqual(found.rows, [
    { row: 1, cells: [2, 6, 8] },
    { row: 0, cells: [1, 5, 9] },
  ])
})

test('a filter or an order that cannot be is refused with a hint', async () => {
  const number = await refusal(page({ filter: [{ column: 'delay', op: 'gt', value: 'late' }] }))
  assert.deepEqual(
    [number.code, number.message],
    ['bad_request', '"late" is not a value of the integer column "delay"'],
  )
  assert.equal((await refusal(page({ orderBy: 'Delay' }))).hint, 'Did you mean "delay"?')
  assert.equal((await refusal(page({ limit: 501 }))).code, 'bad_request')
  const nested = await tableOf('[{"a":[1]}]')
  assert.equal((await refusal(page({ orderBy: 'a' }, nested))).code, 'bad_request')
  assert.equal((await refusal(page({ filter: [{ column: 'a', op: 'eq', value: '[1]' }] }, nested))).code, 'bad_request')
})

test('whole numbers beyond 2^53 are found by their digits', async () => {
  const file = await tableOf('n\n9007199254740992\n9007199254740993\n')
  const found = await page({ filter: [{ column: 'n', op: 'eq', value: '9007199254740993' }] }, file)
  assert.deepEqual(found.rows, [{ row: 1, cells: ['9007199254740993'] }])
})

test('a huge cell is cut for the page and marked', async () => {
  const file = await tableOf(`a,b\nx,${'ü'.repeat(500_000)}\n`)
  const [row] = (await page({}, file)).rows
  assert.deepEqual([row?.cells[0], String(row?.cells[1]).length, row?.clipped], ['x', 2000, [1]])
})

test('a slice by time never puts one moment on both sides', async () => {
  const [earlier, later] = [bench.fresh(), bench.fresh()]
  const slice = await bench.analytics.slice(flights, { by: 'date', fraction: 0.8, out: { earlier, later } })
  assert.equal(slice.earlier.rows + slice.later.rows, 20_000)
  assert.ok(Math.abs(slice.earlier.rows - 16_000) < 5, `${slice.earlier.rows} rows are earlier`)
  const boundary = String(slice.boundary).replaceAll('-', '/').replace('T', ' ').slice(0, 16)
  assert.equal(slice.earlier.rows, all.filter(({ date }) => date < boundary).length)
  const last = await page({ orderBy: 'date', descending: true, limit: 1 }, earlier)
  const first = await page({ orderBy: 'date', limit: 1 }, later)
  assert.ok(String(last.rows[0]?.cells[0]) < String(slice.boundary))
  assert.equal(first.rows[0]?.cells[0], slice.boundary)
  assert.deepEqual([last.total, first.total], [slice.earlier.rows, slice.later.rows])
})

test('equal values stay together, and missing ones are on no side', async () => {
  const file = await tableOf(`t\n${'1\n'.repeat(10)}${'2\n'.repeat(80)}${'3\n'.repeat(10)}NA\n`)
  const { boundary, earlier, later, missing } = await bench.analytics.slice(file, { by: 't', fraction: 0.5 })
  assert.deepEqual([boundary, earlier.rows, later.rows, missing], [2, 10, 90, 1])
  assert.equal((await bench.analytics.slice(file, { by: 't', fraction: 0.6 })).boundary, 3)
  assert.match(
    (await refusal(bench.analytics.slice(await tableOf('t\n1\n1\n'), { by: 't', fraction: 0.5 }))).message,
    /fewer than two different/,
  )
  assert.match((await refusal(bench.analytics.slice(flights, { by: 'x', fraction: 0.5 }))).message, /no column "x"/)
})

test('what is exported as CSV or JSON lines reads back as the same table', async () => {
  const { out, digest } = await bench.ingest(
    'n,word,day,at\n1,"a, ""b""",2001-01-31,2001-01-31 10:00:00\n,"",2001-02-01,2001-01-31 10:00:00.25\n9007199254740993,,2001-02-02,\n',
  )
  for (const format of ['csv', 'ndjson', 'parquet'] as const) {
    const file = bench.fresh()
    const written = await bench.analytics.exportRows(out, { out: file, format })
    assert.equal(written.rows, 3)
    assert.equal((await bench.ingestFile(file)).digest, digest, format)
  }
})

test('an export takes the columns and rows that were chosen', async () => {
  const out = bench.fresh()
  const filter: Filter = [{ column: 'delay', op: 'gt', value: 300 }]
  const { rows } = await bench.analytics.exportRows(flights, {
    out,
    format: 'csv',
    filter,
    columns: ['origin', 'delay'],
  })
  const expected = all.filter(({ delay }) => delay > 300)
  assert.equal(rows, expected.length)
  assert.equal(
    await readFile(out, 'utf8'),
    ['origin,delay', ...expected.map(({ origin, delay }) => `${origin},${delay}`), ''].join('\n'),
  )
})

test('NaN, bytes and nested values are exported as each format can say them', async () => {
  const file = await tableOf('[{"x":1.5,"l":[1,null]},{"x":null,"l":[]}]')
  const csv = bench.fresh()
  await bench.analytics.exportRows(file, { out: csv, format: 'csv' })
  assert.equal(await readFile(csv, 'utf8'), 'x,l\n1.5,"[1,null]"\n,[]\n')
  const lines = bench.fresh()
  await bench.analytics.exportRows(await tableOf('x\nnan\n1.5\ninf\n'), { out: lines, format: 'ndjson' })
  assert.equal(await readFile(lines, 'utf8'), '{"x":null}\n{"x":1.5}\n{"x":null}\n')
})

test('two versions are compared row by row', async () => {
  const before = await tableOf('id,place,a,b,old\n1,x,10,same,0\n2,x,20,same,0\n3,y,30,same,0\n4,y,,same,0\n')
  const after = await tableOf('id,place,a,b,new\n2,x,21,same,0\n3,y,30.0,other,0\n4,y,,same,0\n5,z,50,same,0\n')
  const diff = await bench.analytics.diff({ before, after, key: ['place', 'id'] })
  assert.deepEqual([diff.added, diff.removed, diff.changed, diff.same], [1, 1, 2, 1])
  assert.deepEqual(diff.sampled, ['a', 'b'])
  assert.deepEqual(diff.samples.added, [{ key: ['z', 5], after: [50, 'same'] }])
  assert.deepEqual(diff.samples.removed, [{ key: ['x', 1], before: [10, 'same'] }])
  assert.deepEqual(diff.samples.changed, [
    { key: ['x', 2], before: [20, 'same'], after: [21, 'same'] },
    { key: ['y', 3], before: [30, 'same'], after: [30, 'other'] },
  ])
  assert.deepEqual(diff.columns, [
    { column: 'a', changed: 1 },
    { column: 'b', changed: 1 },
  ])
  const error = await refusal(bench.analytics.diff({ before, after, key: ['place'] }))
  assert.equal(error.message, 'place is no key of the version before: 2 rows share theirs with another row')
})
