import { rename, rm, stat } from 'node:fs/promises'
import { z } from 'zod'
import type { Export, ExportInput } from '../rows.schema.ts'
import { withDuckDb, type Work } from '../session.ts'
import { Count, ident, parquet, text } from '../sql.ts'
import { describe, unfinished, writeParquet } from '../tables.ts'
import type { TableColumn } from '../tables.schema.ts'
import { findColumn, toWhere } from './filter.ts'

const textOptions = {
  csv: "format csv, header true, delimiter ',', quote '\"', escape '\"', nullstr ''",
  ndjson: 'format json, array false',
} as const

/** Writes chosen rows and columns, in the order of the file, for a person to take along. */
export async function exportRows(input: ExportInput, work: Work): Promise<Export> {
  const part = unfinished(input.out)
  try {
    return await withDuckDb(work, [input.file, input.out, part], async session => {
      session.step('writing')
      const all = await describe(session, input.file)
      const columns = input.columns?.map(name => findColumn(all, name)) ?? all
      const where = await toWhere(session, all, input.filter)
      const select = `select ${columns.map(column => written(column, input.format)).join(', ')} from ${parquet(input.file)} where ${where.sql}`
      if (input.format === 'parquet') {
        const { rows, bytes } = await writeParquet(session, select, {
          out: input.out,
          columns: columns.length,
          values: where.values,
        })
        return { rows, bytes }
      }
      await rm(part, { force: true })
      const [copied] = await session.rows(
        z.object({ Count }),
        `copy (${select}) to ${text(part)} (${textOptions[input.format]})`,
        where.values,
      )
      await rename(part, input.out)
      return { rows: copied?.Count ?? 0, bytes: (await stat(input.out)).size }
    })
  } finally {
    await rm(part, { force: true })
  }
}

/** Values that a text format cannot say are written as it can: bytes as base64, nested values as JSON, NaN in JSON as null. */
function written({ name, type }: TableColumn, format: ExportInput['format']): string {
  const column = ident(name)
  if (format === 'parquet') return column
  if (type === 'binary') return `base64(${column}) as ${column}`
  if (format === 'ndjson' && type === 'float') return `case when isfinite(${column}) then ${column} end as ${column}`
  if (format === 'csv' && (type === 'list' || type === 'object')) return `to_json(${column}) as ${column}`
  return column
}
