import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { AppError, messageOf } from '../../../../kernel/errors.ts'
import { explainReading } from '../explain.ts'
import type { Session } from '../session.ts'
import { Count, ident, text } from '../sql.ts'
import { scanJson, type JsonLayout } from './jsonScan.ts'
import { columnNames } from './names.ts'
import { timeReadings } from './readings.ts'
import { checkColumnCount, type Source, type Table } from './table.ts'
import { typeTexts, type Typed } from './typing.ts'
import { readUtf8 } from './utf8.ts'

/** Where a file with a byte order mark is copied without it: DuckDB takes none before JSON lines. */
export const unmarkedCopy = (scratch: string) => join(scratch, 'unmarked.json')

type Reading = { file: string; layout: JsonLayout }
type Field = { name: string; storage: string }
type StagedField = Field & { staged: string }

/** Reads an array of objects, or one object per line. Objects may lack keys; nested values stay nested. */
export async function readJson(session: Session, source: Source): Promise<Table> {
  const { input, work } = source
  const layout = await readLayout(source)
  const records = await scan(source, layout)
  session.step('reading')
  const reading = { file: await withoutMark(source), layout }
  const fields = await findFields(session, reading)
  checkColumnCount(fields.length, work.settings.limits)
  await stage(session, reading, fields)
  session.step('typing')
  const names = columnNames(fields.map(({ name }) => name))
  const columns = fields.map((field, i) => ({ ...field, staged: `c${i}`, name: names[i]?.name ?? field.name }))
  const typed = await typeFields(session, columns, input.dates)
  return {
    select: `select ${columns.map(({ name }, i) => `${typed[i]?.sql ?? ''} as ${ident(name)}`).join(', ')} from staged`,
    columns: names,
    notes: typed.flatMap(({ notes }) => notes),
    rows: await countRows(session, records),
  }
}

async function readLayout({ input, content }: Source): Promise<JsonLayout> {
  const handle = await open(input.file, 'r')
  try {
    const bytes = Buffer.alloc(Math.min(content.bytes, 64 * 1024))
    await handle.read(bytes, 0, bytes.length, 0)
    const first = new TextDecoder().decode(bytes).trimStart()[0]
    if (first === '[') return 'array'
    if (first === '{') return 'newline_delimited'
    throw notATable()
  } finally {
    await handle.close()
  }
}

async function scan({ input, content, work }: Source, layout: JsonLayout): Promise<number> {
  const walk = scanJson(layout, work.settings.limits)
  let done = 0
  for await (const bytes of readUtf8(input.file, work.signal)) {
    walk.push(bytes)
    done += bytes.length
    work.report({ step: 'checking', fraction: Math.min(1, done / content.bytes) })
  }
  if (walk.records() === 0) throw new AppError('bad_request', 'This JSON file holds no objects, so it has no columns')
  return walk.records()
}

async function withoutMark({ input, content, work }: Source): Promise<string> {
  if (!content.hasByteOrderMark) return input.file
  const copy = unmarkedCopy(work.settings.scratch)
  await pipeline(createReadStream(input.file, { start: 3 }), createWriteStream(copy), { signal: work.signal })
  return copy
}

/** Types by all records. Times stay text here: DuckDB would read 01-02-2020 as it likes. */
async function findFields(session: Session, reading: Reading): Promise<Field[]> {
  const shape = z.object({ column_name: z.string(), column_type: z.string() })
  const found = await explained(() => session.rows(shape, `describe from ${reader(reading, 8)}`))
  return found.map(({ column_name, column_type }) => ({ name: column_name, storage: column_type }))
}

async function stage(session: Session, reading: Reading, fields: Field[]): Promise<void> {
  // a UUID type would write text that looks like one in lower case; read raw, it stays as it is
  const isRaw = fields.some(({ storage }) => storage === 'UUID')
  const value = ({ name, storage }: Field) => {
    if (!isRaw) return ident(name)
    return storage === 'UUID' || storage === 'VARCHAR' ? `${ident(name)} ->> '$'` : `cast(${ident(name)} as ${storage})`
  }
  const columns = fields.map((field, i) => `${value(field)} as c${i}`).join(', ')
  await explained(() =>
    session.run(`create temp table staged as select ${columns} from ${reader(reading, isRaw ? 1 : 8)}`),
  )
}

const reader = ({ file, layout }: Reading, depth: number) =>
  `read_json(${[
    text(file),
    `format = '${layout}', records = true, auto_detect = true, sample_size = -1, maximum_depth = ${depth}`,
    "dateformat = '@', timestampformat = '@', convert_strings_to_integers = false, map_inference_threshold = -1",
    "maximum_object_size = 33554432, compression = 'uncompressed', hive_partitioning = false",
  ].join(', ')})`

async function typeFields(session: Session, columns: StagedField[], dates: Source['input']['dates']): Promise<Typed[]> {
  const texts = columns.filter(isText)
  const typed = await typeTexts(session, texts, { table: 'staged', readings: timeReadings, dates })
  const all: Typed[] = []
  for (const column of columns) all.push(typed[texts.indexOf(column)] ?? (await typeOther(session, column)))
  return all
}

const isText = ({ storage }: Field) => storage === 'VARCHAR' || storage === 'UUID'

async function typeOther(session: Session, { staged, name, storage }: StagedField): Promise<Typed> {
  if (storage === 'JSON') {
    const nested = `select coalesce(bool_or(json_type(${staged}) in ('OBJECT', 'ARRAY')), false) as yes from staged`
    const { yes } = await session.row(z.object({ yes: z.boolean() }), nested)
    return { sql: yes ? staged : `${staged} ->> '$'`, notes: [] }
  }
  if (storage !== 'HUGEINT' && storage !== 'UBIGINT') return { sql: staged, notes: [] }
  const fits = `select count(*) as lost from staged where ${staged} is not null and try_cast(${staged} as bigint) is null`
  const { lost } = await session.row(z.object({ lost: Count }), fits)
  if (lost === 0) return { sql: `cast(${staged} as bigint)`, notes: [] }
  return { sql: `cast(${staged} as varchar)`, notes: [{ column: name, code: 'oversized_integers', count: lost }] }
}

async function countRows(session: Session, expected: number): Promise<number> {
  const { rows } = await session.row(z.object({ rows: Count }), 'select count(*) as rows from staged')
  if (rows === expected) return rows
  throw new AppError('bad_request', `This JSON file can be read as ${expected} or as ${rows} rows`, {
    hint: 'Write it again with a JSON library',
  })
}

async function explained<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query()
  } catch (error) {
    throw messageOf(error).includes('non-record JSON') ? notATable() : explainReading(error, 'json')
  }
}

const notATable = () => new AppError('bad_request', 'A table in JSON is an array of objects, or one object per line')
