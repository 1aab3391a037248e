import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '../../../../kernel/errors.ts'
import type { IngestInput, IngestResult } from '../tables.schema.ts'
import { openWorkbench, realTable, type Workbench } from '../workbench.ts'

let bench: Workbench
before(async () => {
  bench = await openWorkbench()
})
after(() => bench.close())

const types = ({ schema }: IngestResult) => Object.fromEntries(schema.map(({ name, type }) => [name, type]))

async function cells(text: string | Buffer, options?: Partial<IngestInput>) {
  const { out } = await bench.ingest(text, options)
  return (await bench.analytics.preview(out)).rows.map(row => row.cells)
}

async function refusal(content: string | Buffer, options?: Partial<IngestInput>): Promise<AppError> {
  const error: unknown = await bench.ingest(content, options).then(
    () => assert.fail('it was read'),
    reason => reason,
  )
  assert.ok(error instanceof AppError, String(error))
  assert.doesNotMatch(error.message, /\/tmp|trireme analytics/, 'a server path left with the message')
  return error
}

test('airports.csv keeps every row, and NA stays text where it is a value', async () => {
  const result = await bench.ingestFile(realTable('airports.csv'))
  assert.equal(result.rows, 3376)
  assert.deepEqual(types(result), {
    iata: 'string',
    name: 'string',
    city: 'string',
    state: 'string',
    country: 'string',
    latitude: 'float',
    longitude: 'float',
  })
  assert.deepEqual(result.dialect, { delimiter: ',', header: true })
  const na = await bench.analytics.preview(result.out, { filter: [{ column: 'state', op: 'eq', value: 'NA' }] })
  assert.equal(na.matched, 12)
})

test('numbers, truth values and times are recognised, postal codes and long ids stay text', async () => {
  const result = await bench.ingest(
    [
      'int,float,bool,zip,id,date,stamp,zoned,clock,german,us,word',
      '1,1.5,true,00501,12345678901234567890,2001-01-31,2001-01-31T10:11:12,2001-01-31T10:11:12+02:00,10:11,31.01.2001,1/31/2001 5:03 PM,a',
      '-2,1e3,FALSE,90210,2,2001-02-01,2001-02-01,2001-02-01 00:00:00Z,23:59:59.5,01.02.2001,2/1/2001 12:00 AM,1x',
    ].join('\n'),
  )
  assert.deepEqual(types(result), {
    int: 'integer',
    float: 'float',
    bool: 'boolean',
    zip: 'string',
    id: 'string',
    date: 'date',
    stamp: 'timestamp',
    zoned: 'timestamp',
    clock: 'time',
    german: 'date',
    us: 'timestamp',
    word: 'string',
  })
  assert.deepEqual(result.notes, [{ column: 'id', code: 'oversized_integers' }])
  const { rows } = await bench.analytics.preview(result.out)
  assert.deepEqual(rows[0]?.cells, [
    1,
    1.5,
    true,
    '00501',
    '12345678901234567890',
    '2001-01-31',
    '2001-01-31T10:11:12',
    '2001-01-31T08:11:12Z',
    '10:11:00',
    '2001-01-31',
    '2001-01-31T17:03:00',
    'a',
  ])
})

test('a value late in the file decides the type as much as one at its beginning', async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `${i},2001/01/${String((i % 28) + 1).padStart(2, '0')}`)
  assert.deepEqual(types(await bench.ingest(['n,d', ...lines].join('\n'))), { n: 'integer', d: 'date' })
  assert.deepEqual(types(await bench.ingest(['n,d', ...lines, '0.5,2001/02/30'].join('\n'))), {
    n: 'float',
    d: 'string',
  })
})

test('dates that can be read both ways stay text until somebody says which', async () => {
  const text = 'day\n03/04/2020\n05/06/2020\n'
  const open = await bench.ingest(text)
  assert.equal(open.schema[0]?.type, 'string')
  assert.deepEqual(open.notes, [{ column: 'day', code: 'ambiguous_dates' }])
  assert.deepEqual(await cells(text, { dates: 'day_first' }), [['2020-04-03'], ['2020-06-05']])
  assert.deepEqual(await cells(text, { dates: 'month_first' }), [['2020-03-04'], ['2020-05-06']])
  assert.deepEqual(await cells('day\n03/04/2020\n25/06/2020\n'), [['2020-04-03'], ['2020-06-25']])
})

test('words for "no value" are missing in numbers and times and counted', async () => {
  const result = await bench.ingest('a,b\n1,x\nNA,NA\n?,y\n,""\n')
  assert.deepEqual(result.notes, [{ column: 'a', code: 'missing_markers', count: 2 }])
  assert.deepEqual(
    result.schema.map(({ type, nullable }) => [type, nullable]),
    [
      ['integer', true],
      ['string', false],
    ],
  )
  assert.deepEqual(await cells('a,b\n1,x\nNA,NA\n,""\n2,\n'), [
    [1, 'x'],
    [null, 'NA'],
    [null, ''],
    [2, null],
  ])
})

test('quotes, delimiters and line ends inside quotes are values', async () => {
  assert.deepEqual(await cells('a,b\n"x\ny, z","say ""hi"""\r\n 5" pipe , "q,r" \n'), [
    ['x\ny, z', 'say "hi"'],
    [' 5" pipe ', 'q,r'],
  ])
})

test('delimiters and line ends of all usual kinds are found', async () => {
  for (const delimiter of [',', ';', '\t', '|']) {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['a,b', '1,2', '3,4'].map(line => line.replace(',', delimiter)).join(end)
      assert.deepEqual(await cells(text), [
        [1, 2],
        [3, 4],
      ])
    }
  }
  assert.deepEqual(await cells('a b~c\n1~2\n', { delimiter: '~' }), [[1, 2]])
})

test('a byte order mark is no part of the first name', async () => {
  const result = await bench.ingest('\ufeff"naïve, 名",b\n1,2\n')
  assert.deepEqual(
    result.schema.map(({ name }) => name),
    ['naïve, 名', 'b'],
  )
})

test('column names that no table can have are changed, and the change is told', async () => {
  const result = await bench.ingest('a,A,,a,"x\ny","""q"";--",row\n1,2,3,4,5,6,7\n')
  assert.deepEqual(
    result.schema.map(({ name, source }) => [name, source]),
    [
      ['a', undefined],
      ['A_2', 'A'],
      ['column_3', ''],
      ['a_3', 'a'],
      ['x y', 'x\ny'],
      ['"q";--', undefined],
      ['row', undefined],
    ],
  )
  assert.deepEqual(
    result.notes.map(({ column, code }) => [column, code]),
    ['A_2', 'column_3', 'a_3', 'x y'].map(name => [name, 'renamed']),
  )
  assert.deepEqual((await bench.analytics.preview(result.out)).rows[0]?.cells, [1, 2, 3, 4, 5, 6, 7])
})

test('a file without names gets some; years as names are names', async () => {
  const bare = await bench.ingest('1,x\n2,y\n')
  assert.deepEqual(
    [bare.dialect?.header, bare.rows, bare.schema.map(({ name }) => name)],
    [false, 2, ['column_1', 'column_2']],
  )
  const years = await bench.ingest('country,1990,1991\nA,1,2\n')
  assert.deepEqual([years.dialect?.header, years.schema.map(({ name }) => name)], [true, ['country', '1990', '1991']])
  const said = await bench.ingest('1,2\n3,4\n', { header: true })
  assert.deepEqual([said.rows, said.schema.map(({ name }) => name)], [1, ['1', '2']])
})

test('tables of one column, of names only and with blank lines are tables', async () => {
  assert.deepEqual(await cells('word\nb\n\na\n'), [['b'], [null], ['a']])
  assert.deepEqual(await cells('\n\na,b\n1,2\n\n\n3,4\n\n'), [
    [1, 2],
    [3, 4],
  ])
  for (const text of ['a,b\n', 'a,b']) {
    const result = await bench.ingest(text)
    assert.deepEqual([result.rows, types(result)], [0, { a: 'string', b: 'string' }])
    assert.equal((await bench.analytics.profile(result.out)).columns[0]?.notes[0], 'empty')
  }
})

test('a line with the wrong number of fields is named by its place in the file', async () => {
  const short = await refusal('a,b,c\n"x\ny",2,3\n4,5\n6,7,8\n')
  assert.equal(short.code, 'bad_request')
  assert.equal(short.message, 'Line 4 has 2 fields, the first line has 3')
  assert.deepEqual(short.details, { line: 4, found: 2, expected: 3 })
  assert.match((await refusal('a,b\n1,2\n1,2,3\n')).message, /^Line 3 has 3 fields/)
  assert.match((await refusal(`a,b\n${'1,2\n'.repeat(100_000)}7\n`)).message, /^Line 100002 has 1 field,/)
})

test('broken quotes, NUL bytes and other encodings are refused with their line', async () => {
  assert.match((await refusal('a,b\n1,"x\n2,3\n')).message, /^Line 2 opens a quote that is never closed/)
  assert.match((await refusal('a,b\n1,2\n1,"x"y\n')).message, /^Line 3 has text after a closing quote/)
  assert.match((await refusal('a,b\n1,2\n1,\0\n')).message, /^Line 3 contains a NUL byte/)
  const latin = Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.from('1,café\n', 'latin1')])
  assert.match((await refusal(latin)).message, /^Line 3 is not UTF-8/)
  assert.match((await refusal(Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'))).message, /UTF-16/)
  assert.match(
    (await refusal(Buffer.concat([Buffer.from('a\n1'), Buffer.from([0xe2, 0x82])]))).message,
    /^Line 2 is not UTF-8/,
  )
})

test('characters of several bytes survive where pieces of the file meet', async () => {
  const text = `t\n${'é€😀'.repeat(300_000)}\n`
  const { out } = await bench.ingest(text)
  const { text: summary } = (await bench.analytics.profile(out)).columns[0] ?? {}
  assert.equal(summary?.maxLength, 900_000)
})

test('what is empty or no table is refused with what to do', async () => {
  assert.match((await refusal('')).message, /zero bytes/)
  assert.match((await refusal(' \n\n ')).message, /nothing but blanks/)
  const zip = await refusal(Buffer.from([0x50, 0x4b, 3, 4, 0, 0]))
  assert.deepEqual([zip.code, zip.hint], ['unsupported_media', 'Unpack it, or save the sheet as CSV'])
  assert.equal((await refusal(Buffer.from([0x1f, 0x8b, 8, 0]))).code, 'unsupported_media')
})

test('huge records and too many columns are too large, wide tables are not', async () => {
  const narrow = await openWorkbench({ limits: { recordBytes: 1000, columns: 50, inputBytes: 100_000 } })
  try {
    const code = (content: string) =>
      narrow.ingest(content).then(
        result => result.rows,
        (error: AppError) => error.code,
      )
    assert.equal(await code(`a,b\n1,${'x'.repeat(1001)}\n`), 'too_large')
    assert.equal(await code(`${Array.from({ length: 51 }, (_, i) => `c${i}`).join(',')}\n`), 'too_large')
    assert.equal(await code(`a\n${'x\n'.repeat(60_000)}`), 'too_large')
    assert.equal(await code(`a,b\n1,${'x'.repeat(900)}\n`), 1)
  } finally {
    await narrow.close()
  }
  const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',')
  assert.equal((await refusal(`${names}\n${'1,'.repeat(9999)}1\n`)).code, 'too_large')
  const wide = await bench.ingest(`${names.split(',').slice(0, 2000).join(',')}\n${'1,'.repeat(1999)}1\n`)
  assert.deepEqual([wide.rows, wide.schema.length, wide.schema[1999]?.type], [1, 2000, 'integer'])
})
