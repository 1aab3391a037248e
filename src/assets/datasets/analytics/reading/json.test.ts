import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { AppError } from '../../../../kernel/errors.ts'
import { openWorkbench, realTable, type Workbench } from '../workbench.ts'
import { ingest } from './ingest.ts'

let bench: Workbench
before(async () => {
  bench = await openWorkbench()
})
after(() => bench.close())

async function refusal(content: string | Buffer): Promise<AppError> {
  const error: unknown = await bench.ingest(content).then(
    () => assert.fail('it was read'),
    reason => reason,
  )
  assert.ok(error instanceof AppError, String(error))
  return error
}

test('flights-20k.json becomes a table whose dates are timestamps', async () => {
  const result = await bench.ingestFile(realTable('flights-20k.json'))
  assert.equal(result.format, 'json')
  assert.equal(result.rows, 20_000)
  assert.deepEqual(
    result.schema.map(({ name, type, nullable }) => [name, type, nullable]),
    [
      ['date', 'timestamp', false],
      ['delay', 'integer', false],
      ['distance', 'integer', false],
      ['origin', 'string', false],
      ['destination', 'string', false],
    ],
  )
  const { rows } = await bench.analytics.preview(result.out, { limit: 1 })
  assert.deepEqual(rows[0]?.cells, ['2001-01-01T00:47:00', 66, 1750, 'DTW', 'LAS'])
})

test('the same bytes give the same digest, whatever the threads, the memory and the day', async () => {
  const file = realTable('flights-200k.json')
  const first = await bench.ingestFile(file)
  assert.equal(first.rows, 200_000)
  for (const settings of [{ threads: 1 }, { threads: 2, memoryBytes: 160 * 1024 * 1024 }]) {
    const again = await ingest({ file, out: bench.fresh() }, bench.work(settings))
    assert.equal(again.digest, first.digest)
  }
  assert.deepEqual(
    await readFile((await bench.ingestFile(first.out)).out),
    await readFile(first.out),
    'our own Parquet is not stable',
  )
})

test('lines of JSON and an array of the same objects are the same table', async () => {
  const objects = ['{"a":1,"b":"x"}', '{"b":null,"c":[1,2]}', '{"a":2.5,"c":[]}']
  const array = await bench.ingest(`\ufeff[${objects.join(',\n')}]`)
  const lines = await bench.ingest(`\ufeff${objects.join('\r\n')}\r\n`)
  assert.equal(array.digest, lines.digest)
  assert.deepEqual(
    array.schema.map(({ name, type, nullable }) => [name, type, nullable]),
    [
      ['a', 'float', true],
      ['b', 'string', true],
      ['c', 'list', true],
    ],
  )
  assert.deepEqual(
    (await bench.analytics.preview(array.out)).rows.map(row => row.cells),
    [
      [1, 'x', null],
      [null, null, '[1,2]'],
      [2.5, null, '[]'],
    ],
  )
})

test('whole numbers keep every digit, mixed values become text, ids keep their case', async () => {
  const result = await bench.ingest(
    '[{"n":9007199254740993,"big":1,"mixed":1,"id":"C20AD4D7-6fe9-4759-aa27-a0c99bff6710","deep":{"x":{"y":1}},"none":null},' +
      '{"n":-1,"big":18446744073709551615,"mixed":"x","id":"c20ad4d7-6fe9-4759-aa27-a0c99bff6711","deep":null,"none":null}]',
  )
  assert.deepEqual(
    result.schema.map(({ name, type }) => [name, type]),
    [
      ['n', 'integer'],
      ['big', 'string'],
      ['mixed', 'string'],
      ['id', 'string'],
      ['deep', 'object'],
      ['none', 'string'],
    ],
  )
  assert.deepEqual(result.notes, [{ column: 'big', code: 'oversized_integers', count: 1 }])
  assert.deepEqual(
    (await bench.analytics.preview(result.out)).rows.map(row => row.cells),
    [
      ['9007199254740993', '1', '1', 'C20AD4D7-6fe9-4759-aa27-a0c99bff6710', '{"x":{"y":1}}', null],
      [-1, '18446744073709551615', 'x', 'c20ad4d7-6fe9-4759-aa27-a0c99bff6711', null, null],
    ],
  )
})

test('names that differ only in case, and an empty one, stay apart', async () => {
  const result = await bench.ingest('[{"A":1,"a":2,"":3}]')
  assert.equal(result.schema.length, 3)
  assert.deepEqual((await bench.analytics.preview(result.out)).rows[0]?.cells, [1, 2, 3])
})

test('JSON that is no table is refused and says where', async () => {
  assert.match((await refusal('[1,2,3]')).message, /holds no objects/)
  assert.match((await refusal('[]')).message, /holds no objects/)
  assert.match((await refusal('[{"a":1},5]')).message, /array of objects, or one object per line/)
  assert.match((await refusal('{\n"rows": []}\n')).message, /^The object in line 1 does not end there/)
  const broken = await refusal('{"a":1}\n{"a":2}\n{"a":}\n')
  assert.deepEqual([broken.code, broken.details], ['bad_request', { line: 3 }])
  assert.equal((await refusal('[{"a":1},{"a":2')).code, 'bad_request')
  assert.match((await refusal(Buffer.from('[{"a":"\xff"}]', 'latin1'))).message, /^Line 1 is not UTF-8/)
})

test('values nested without end do not end the process', async () => {
  const deep = `[{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}]`
  const error = await refusal(deep)
  assert.deepEqual([error.code, error.message], ['bad_request', 'The value at line 1 is nested more than 64 deep'])
})
