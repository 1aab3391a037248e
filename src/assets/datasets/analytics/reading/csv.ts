import { open } from 'node:fs/promises'
import { AppError } from '../../../../kernel/errors.ts'
import { explainReading } from '../explain.ts'
import type { Session, Work } from '../session.ts'
import { Count, ident, text } from '../sql.ts'
import { z } from 'zod'
import { checkColumnCount, type Source, type Table } from './table.ts'
import type { Content } from './content.ts'
import { scanCsv, type CsvShape } from './csvScan.ts'
import { detectDialect, type Dialect } from './dialect.ts'
import { allReadings } from './readings.ts'
import { typeTexts } from './typing.ts'
import { readUtf8 } from './utf8.ts'

const sampleBytes = 1 << 20

/** Reads a CSV file as text into a table of its own and decides the types there. */
export async function readCsv(session: Session, { input, content, work }: Source): Promise<Table> {
  const dialect = await readDialect(input, content)
  checkColumnCount(dialect.columns.length, work.settings.limits)
  const shape = await scan(input.file, { content, dialect, work })
  session.step('reading')
  const rows = await stage(session, input.file, { dialect, shape })
  session.step('typing')
  const columns = dialect.columns.map(({ name }, i) => ({ staged: `c${i}`, name }))
  const typed = await typeTexts(session, columns, { table: 'staged', readings: allReadings, dates: input.dates })
  return {
    select: `select ${typed.map(({ sql }, i) => `${sql} as ${ident(dialect.columns[i]?.name ?? '')}`).join(', ')} from staged`,
    columns: dialect.columns,
    notes: typed.flatMap(({ notes }) => notes),
    rows,
    dialect: { delimiter: dialect.delimiter, header: dialect.header },
  }
}

async function readDialect(input: Source['input'], content: Content): Promise<Dialect> {
  const handle = await open(input.file, 'r')
  try {
    const bytes = Buffer.alloc(Math.min(content.bytes, sampleBytes))
    await handle.read(bytes, 0, bytes.length, 0)
    const sample = new TextDecoder().decode(bytes)
    if (bytes.length < content.bytes && !/[\r\n]/.test(sample.trimStart())) {
      throw new AppError('too_large', `The first line is longer than ${sampleBytes} bytes`, {
        hint: 'Is this a table of lines?',
      })
    }
    return detectDialect(sample, input)
  } finally {
    await handle.close()
  }
}

async function scan(
  file: string,
  { content, dialect, work }: { content: Content; dialect: Dialect; work: Work },
): Promise<CsvShape> {
  const walk = scanCsv(dialect.delimiter, dialect.columns.length, work.settings.limits)
  let done = 0
  for await (const bytes of readUtf8(file, work.signal)) {
    walk.push(done === 0 && content.hasByteOrderMark ? bytes.subarray(3) : bytes)
    done += bytes.length
    work.report({ step: 'checking', fraction: Math.min(1, done / content.bytes) })
  }
  return walk.end()
}

async function stage(
  session: Session,
  file: string,
  { dialect, shape }: { dialect: Dialect; shape: CsvShape },
): Promise<number> {
  const columns = dialect.columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ')
  const longest = shape.longest + 1024
  const options = [
    `auto_detect = false, columns = {${columns}}, delim = ${text(dialect.delimiter)}, header = ${dialect.header}`,
    `quote = '"', escape = '"', comment = '', skip = ${dialect.blankLinesBefore}, compression = 'none'`,
    `nullstr = '', allow_quoted_nulls = false, null_padding = false, ignore_errors = false`,
    // strict mode refuses files whose line ends differ; the scan has already refused everything else it would
    `strict_mode = ${!shape.hasMixedLineEnds}, hive_partitioning = false`,
    // the reader takes a buffer at once, by default as large as sixteen of the longest lines allowed
    `max_line_size = ${longest}, buffer_size = ${Math.max(1 << 23, longest * 2)}`,
  ]
  try {
    await session.run(`create temp table staged as from read_csv(${text(file)}, ${options.join(', ')})`)
  } catch (error) {
    throw explainReading(error, 'csv')
  }
  const { rows } = await session.row(z.object({ rows: Count }), 'select count(*) as rows from staged')
  const expected = Math.max(0, shape.records - (dialect.header ? 1 : 0))
  // two readers that disagree about a file mean that one of them lost something
  if (rows !== expected) {
    throw new AppError('bad_request', `This CSV file is ambiguous: it can be read as ${expected} or as ${rows} rows`, {
      hint: 'Check its quotes and its line ends, or write it again with a CSV library',
    })
  }
  return rows
}
