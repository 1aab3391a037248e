import type { DuckDBValue } from '@duckdb/node-api'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { Session } from './session.ts'
import { Count, ident, parquet, text } from './sql.ts'
import type { ColumnType, TableColumn } from './tables.schema.ts'

/** Where to write, how wide the table is, and the values bound in its query. */
export type Target = { out: string; columns: number; values?: DuckDBValue[] }

export type Written = { rows: number; bytes: number; digest: string }

/** A file that is still being written; it gets its name when it is whole. */
export const unfinished = (out: string) => `${out}.part`

/** The columns of one of our Parquet files. */
export async function describe(session: Session, file: string): Promise<TableColumn[]> {
  const shape = z.object({ column_name: z.string(), column_type: z.string() })
  const found = await session.rows(shape, `describe from ${parquet(file)}`)
  return found.map(({ column_name, column_type }) => ({
    name: column_name,
    type: typeOf(column_type),
    storage: column_type,
  }))
}

export async function countRows(session: Session, file: string): Promise<number> {
  return (await session.row(z.object({ rows: Count }), `select count(*) as rows from ${parquet(file)}`)).rows
}

/**
 * Writes canonical Parquet: the same rows in the same order give the same bytes, with any number of threads. Every
 * option that shapes the bytes stands here; changing one changes the digest of all that is written later.
 */
export async function writeParquet(
  session: Session,
  select: string,
  { out, columns, values }: Target,
): Promise<Written> {
  const part = unfinished(out)
  await rm(part, { force: true })
  const options = [
    'format parquet, parquet_version v1, compression zstd, compression_level 3',
    `row_group_size ${rowGroupSize(columns)}, write_bloom_filter false, preserve_order true, per_thread_output false`,
  ]
  await session.run(`copy (${select}) to ${text(part)} (${options.join(', ')})`, values)
  const written = { rows: await countRows(session, part), ...(await fingerprint(part)) }
  await rename(part, out)
  return written
}

/** Wide tables get shorter row groups, or one group would not fit into memory. */
const rowGroupSize = (columns: number) =>
  Math.max(2048, Math.min(122_880, Math.floor(8_000_000 / columns / 2048) * 2048))

async function fingerprint(file: string): Promise<{ bytes: number; digest: string }> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { bytes: (await stat(file)).size, digest: `sha256:${hash.digest('hex')}` }
}

/** Which columns of a file have missing values. */
export async function findNullable(session: Session, file: string, columns: TableColumn[]): Promise<boolean[]> {
  const counts = columns.map(({ name }, i) => `count(*) - count(${ident(name)}) as n${i}`)
  const found = await session.row(z.record(z.string(), Count), `select ${counts.join(', ')} from ${parquet(file)}`)
  return columns.map((_, i) => (found[`n${i}`] ?? 0) > 0)
}

const types: [RegExp, ColumnType][] = [
  [/\]$/, 'list'],
  [/^(STRUCT|MAP|UNION)\(/, 'object'],
  [/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/, 'integer'],
  [/^(FLOAT|DOUBLE)$/, 'float'],
  [/^DECIMAL/, 'decimal'],
  [/^BOOLEAN$/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP/, 'timestamp'],
  [/^TIME/, 'time'],
  [/^BLOB$/, 'binary'],
  [/^JSON$/, 'json'],
]

const typeOf = (storage: string): ColumnType => types.find(([pattern]) => pattern.test(storage))?.[1] ?? 'string'
