import { open, readFile, stat } from 'node:fs/promises'
import { AppError } from '../../../../kernel/errors.ts'
import { explainReading } from '../explain.ts'
import type { Peek, PeekInput } from '../peek.schema.ts'
import { detectDialect, splitRecords } from '../reading/dialect.ts'
import { checkFooter } from '../reading/parquet.ts'
import { withDuckDb, type Session, type Work } from '../session.ts'
import { Count, ident, text } from '../sql.ts'
import type { Cell, TableColumn } from '../tables.schema.ts'
import { z } from 'zod'
import { preview } from './preview.ts'
import { shownLength, toShownRow } from './cells.ts'
import { findColumn } from './filter.ts'

const MiB = 1024 * 1024
/** up to here a CSV is counted and sorted; beyond it only read from its beginning */
const wholeBytes = 128 * MiB
/** JSON is read at once or not at all */
const jsonBytes = 24 * MiB
const sampleBytes = MiB

/** One page of a table that somebody logged. Unlike an upload it is not checked as a whole: a look must not cost more. */
export async function peek(input: PeekInput, work: Work): Promise<Peek> {
  try {
    if (input.format === 'parquet') return await peekParquet(input, work)
    return input.format === 'csv' ? await peekCsv(input, work) : await peekJson(input)
  } catch (error) {
    throw work.signal.aborted ? error : explainReading(error, input.format)
  }
}

async function peekParquet(input: PeekInput, work: Work): Promise<Peek> {
  const { file, offset, limit, descending, orderBy } = input
  const { size } = await stat(file)
  if (size < 12) throw new AppError('bad_request', 'This Parquet file is cut off: its end is missing')
  await checkFooter(file, { bytes: size, limits: work.settings.limits })
  const { columns, rows, total } = await preview({ file, offset, limit, descending, orderBy, filter: [] }, work)
  return { columns, rows, total, hasMore: offset + rows.length < total, sortable: true }
}

async function peekCsv(input: PeekInput, work: Work): Promise<Peek> {
  const { size } = await stat(input.file)
  const columns = await csvColumns(input.file, size)
  const isWhole = size <= wholeBytes
  if (input.orderBy !== undefined && !isWhole)
    throw new AppError('too_large', 'This file is too large to be sorted for a look; download it, or make it a dataset')
  return withDuckDb(work, [input.file], async session => {
    const from = readCsv(input.file, columns)
    const total = isWhole ? await count(session, from) : null
    const found = await session.values(`select * from ${from} ${order(input, columns.all)}
      limit ${input.limit + 1} offset ${input.offset}`)
    const rows = found.slice(0, input.limit).map((values, at) => ({ row: input.offset + at, ...toShownRow(values) }))
    return { columns: columns.all, rows, total, hasMore: found.length > input.limit, sortable: isWhole }
  })
}

type CsvColumns = { all: TableColumn[]; delimiter: string; header: boolean; skipped: number }

/** Names, and which columns are numbers, from the beginning of the file. */
async function csvColumns(file: string, size: number): Promise<CsvColumns> {
  const handle = await open(file, 'r')
  try {
    const bytes = Buffer.alloc(Math.min(size, sampleBytes))
    await handle.read(bytes, 0, bytes.length, 0)
    const sample = new TextDecoder().decode(bytes)
    const { delimiter, header, columns, blankLinesBefore } = detectDialect(sample, {})
    const records = splitRecords(sample.trimStart(), delimiter).slice(header ? 1 : 0)
    const isNumber = (at: number) => {
      const values = records.flatMap(record => record[at]?.trim() || [])
      return values.length > 0 && values.every(value => Number.isFinite(Number(value)))
    }
    const all = columns.map(({ name }, at) => ({
      name,
      type: isNumber(at) ? ('float' as const) : ('string' as const),
      storage: 'VARCHAR',
    }))
    return { all, delimiter, header, skipped: blankLinesBefore }
  } finally {
    await handle.close()
  }
}

/** Everything is text here, so no row is lost to a type; a damaged line is left out rather than ending the page. */
function readCsv(file: string, { all, delimiter, header, skipped }: CsvColumns): string {
  const columns = all.map(({ name }) => `${text(name)}: 'VARCHAR'`).join(', ')
  return `read_csv(${text(file)}, auto_detect = false, columns = {${columns}}, delim = ${text(delimiter)}, quote = '"',
    escape = '"', header = ${header}, skip = ${skipped}, null_padding = true, ignore_errors = true, strict_mode = false,
    parallel = false, max_line_size = ${16 * MiB}, compression = 'none', hive_partitioning = false)`
}

const count = async (session: Session, from: string) =>
  (await session.row(z.object({ n: Count }), `select count(*) as n from ${from}`)).n

function order({ orderBy, descending }: PeekInput, columns: TableColumn[]): string {
  if (orderBy === undefined) return ''
  const { name, type } = findColumn(columns, orderBy)
  const value = type === 'float' ? `try_cast(${ident(name)} as double)` : ident(name)
  return `order by ${value} ${descending ? 'desc' : 'asc'} nulls last`
}

const Split = z.object({ columns: z.array(z.coerce.string()), data: z.array(z.array(z.unknown())) })
const Records = z.array(z.record(z.string(), z.unknown()))

/** What MLflow's `log_table` writes, an array of objects, or one object a line. */
async function peekJson(input: PeekInput): Promise<Peek> {
  const { size } = await stat(input.file)
  if (size > jsonBytes)
    throw new AppError('too_large', `A table in JSON is shown up to ${jsonBytes / MiB} MB`, {
      hint: 'Log it as Parquet (log_table with a name that ends in .parquet), or download it',
    })
  const { names, data } = tableOf(await readFile(input.file, 'utf8'))
  const at = input.orderBy === undefined ? -1 : names.indexOf(input.orderBy)
  if (input.orderBy !== undefined && at < 0) throw new AppError('bad_request', `There is no column "${input.orderBy}"`)
  const numbered = data.map((cells, row) => ({ row, cells: names.map((_, i) => toCell(cells[i])) }))
  if (at >= 0) numbered.sort((a, b) => compare(a.cells[at], b.cells[at]) * (input.descending ? -1 : 1))
  const page = numbered.slice(input.offset, input.offset + input.limit)
  const columns = names.map((name, i) => ({ name, ...typeOf(numbered.map(({ cells }) => cells[i])) }))
  const hasMore = input.offset + page.length < data.length
  return { columns, rows: page.map(clip), total: data.length, hasMore, sortable: true }
}

function tableOf(content: string): { names: string[]; data: unknown[][] } {
  const parsed = parseJson(content)
  const split = Split.safeParse(parsed)
  if (split.success) return { names: split.data.columns, data: split.data.data }
  const records = Records.safeParse(parsed)
  if (!records.success)
    throw new AppError('bad_request', 'This JSON is no table: that is columns and data, or objects in a list')
  const names = [...new Set(records.data.flatMap(record => Object.keys(record)))]
  return { names, data: records.data.map(record => names.map(name => record[name])) }
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    // one object a line
    try {
      return content
        .split('\n')
        .filter(line => line.trim() !== '')
        .map((line): unknown => JSON.parse(line))
    } catch {
      throw new AppError('bad_request', 'This file is not JSON')
    }
  }
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value)
}

function clip({ row, cells }: { row: number; cells: Cell[] }): Peek['rows'][number] {
  const isLong = (cell: Cell): cell is string => typeof cell === 'string' && cell.length > shownLength
  const clipped = cells.flatMap((cell, at) => (isLong(cell) ? [at] : []))
  if (clipped.length === 0) return { row, cells }
  return { row, cells: cells.map(cell => (isLong(cell) ? cell.slice(0, shownLength).toWellFormed() : cell)), clipped }
}

function typeOf(cells: (Cell | undefined)[]): { type: 'float' | 'string'; storage: string } {
  const isNumber = cells.some(cell => typeof cell === 'number') && cells.every(isNumberOrNone)
  return isNumber ? { type: 'float', storage: 'DOUBLE' } : { type: 'string', storage: 'VARCHAR' }
}

const isNumberOrNone = (cell: Cell | undefined) => cell === null || cell === undefined || typeof cell === 'number'

/** What is missing comes last in either direction of reading; numbers before words. */
function compare(a: Cell | undefined, b: Cell | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [a ?? '', b ?? '']
  if (left === '' || right === '') return Number(left === '') - Number(right === '')
  return String(left).localeCompare(String(right))
}
