import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { AppError } from '../../../../kernel/errors.ts'
import { withDuckDb } from '../session.ts'
import { text } from '../sql.ts'
import { openWorkbench, type Workbench } from '../workbench.ts'

let bench: Workbench
before(async () => {
  bench = await openWorkbench()
})
after(() => bench.close())

/** Writes a Parquet file as another tool might. */
async function parquetOf(select: string, options = ''): Promise<string> {
  const file = bench.fresh('.csv')
  await withDuckDb(bench.work(), [file], session =>
    session.run(`copy (${select}) to ${text(file)} (format parquet${options})`),
  )
  return file
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'read',
    (error: AppError) => error.code,
  )

test('types of an uploaded Parquet file are kept and shown as JSON can hold them', async () => {
  const file =
    await parquetOf(`select 9007199254740993 i, 255::utinyint u, 0.1::float f, 'nan'::double d, 1.50::decimal(9, 2) c, true b,
    date '2001-01-31' dy, time '10:00' tm, timestamp '2001-01-31 10:00:00.5' ts, timestamptz '2001-01-31 10:00:00+02' tz,
    '\\xAA\\xBB'::blob bin, [0.5, 1] l, {'x': 1} s, map {'k': 1} m, '{"a": 1}'::json j, 'C20AD4D7-6fe9-4759-aa27-a0c99bff6710'::uuid id, interval 1 day iv`)
  const result = await bench.ingestFile(file)
  assert.equal(result.format, 'parquet', 'the name of the file was believed')
  assert.deepEqual(
    result.schema.map(({ type }) => type),
    [
      'integer',
      'integer',
      'float',
      'float',
      'decimal',
      'boolean',
      'date',
      'time',
      'timestamp',
      'timestamp',
      'binary',
      'list',
      'object',
      'object',
      'json',
      'string',
      'string',
    ],
  )
  assert.equal(result.schema[9]?.storage, 'TIMESTAMP WITH TIME ZONE')
  const { rows } = await bench.analytics.preview(result.out)
  assert.deepEqual(rows[0]?.cells, [
    '9007199254740993',
    255,
    0.1,
    'NaN',
    '1.50',
    true,
    '2001-01-31',
    '10:00:00',
    '2001-01-31T10:00:00.5',
    '2001-01-31T08:00:00Z',
    'qrs=',
    '[0.5,1.0]',
    '{"x":1}',
    '{"k":1}',
    '{"a": 1}',
    'c20ad4d7-6fe9-4759-aa27-a0c99bff6710',
    '1 day',
  ])
  assert.equal((await bench.analytics.profile(result.out)).columns.length, 17)
})

test('damaged Parquet files are refused', async () => {
  const whole = await readFile(await parquetOf("select range i, 'text ' || range s from range(10000)"))
  const damage = async (change: (bytes: Buffer) => Buffer) => codeOf(bench.ingest(change(Buffer.from(whole))))
  assert.equal(await damage(bytes => bytes.subarray(0, bytes.length - 20)), 'bad_request')
  assert.equal(await damage(bytes => bytes.fill(0xff, 1000, 3000)), 'bad_request')
  assert.equal(await damage(bytes => bytes.fill(0xff, bytes.length - 300, bytes.length - 8)), 'bad_request')
  assert.equal(
    await damage(bytes => {
      bytes.writeUInt32LE(0xffff_ffff, bytes.length - 8)
      return bytes
    }),
    'bad_request',
  )
  assert.equal(await codeOf(bench.ingest('PAR1')), 'bad_request')
  assert.equal(await codeOf(bench.ingest('a,b\n1,2\n', { format: 'parquet' })), 'bad_request')
})

test('a Parquet file with too many row groups, columns or bytes is too large', async () => {
  const narrow = await openWorkbench({ limits: { rowGroups: 3, columns: 5, unpackedBytes: 1_000_000, rows: 500_000 } })
  try {
    const code = async (select: string, options?: string) => codeOf(narrow.ingestFile(await parquetOf(select, options)))
    assert.equal(await code('select range i from range(10000)', ', row_group_size 2048'), 'too_large')
    assert.equal(await code('select 1 a, 2 b, 3 c, 4 d, {x: 5, y: 6} e'), 'too_large')
    assert.equal(await code('select random() r from range(200000)'), 'too_large')
    assert.equal(await code('select 1 a from range(500001)'), 'too_large')
    assert.equal(await code('select range i from range(1000)'), 'read')
  } finally {
    await narrow.close()
  }
})

test('nothing but the named files can be opened, and that cannot be changed', async () => {
  const [file, other] = [await bench.put('a\n1\n'), await bench.put('a\n2\n')]
  await writeFile(`${bench.folder}/file 1x`, 'a\n3\n')
  await withDuckDb(bench.work(), [file], async session => {
    await session.run(`from read_csv(${text(file)})`)
    for (const query of [
      `from read_csv(${text(other)})`,
      `from read_text('/etc/passwd')`,
      `from glob('/etc/*')`,
      `from read_csv('https://example.com/x.csv')`,
      `copy (select 1) to ${text(bench.fresh())}`,
      `attach ${text(bench.fresh())}`,
      'install httpfs',
      'load httpfs',
      'set enable_external_access = true',
      `set allowed_paths = [${text(other)}]`,
      'set threads = 64',
      "set memory_limit = '1TB'",
    ]) {
      await assert.rejects(session.run(query), /Permission Error|configuration has been locked|Cannot change/, query)
    }
  })
})
