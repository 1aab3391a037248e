import { z } from 'zod'
import { AppError } from '../../../../kernel/errors.ts'
import type { Preview, PreviewInput } from '../rows.schema.ts'
import { withDuckDb, type Session, type Work } from '../session.ts'
import { Count, ident, parquet, text } from '../sql.ts'
import { countRows, describe } from '../tables.ts'
import type { TableColumn } from '../tables.schema.ts'
import { shown, toShownRow } from './cells.ts'
import { findColumn, toWhere, type Where } from './filter.ts'

/** A page of rows. Order and filter keep each row's number in the file, so that a page can name it. */
export async function preview(input: PreviewInput, work: Work): Promise<Preview> {
  return withDuckDb(work, [input.file], async session => {
    const columns = await describe(session, input.file)
    const where = await toWhere(session, columns, input.filter)
    const total = await countRows(session, input.file)
    const matched = input.filter.length === 0 ? total : await countMatched(session, input.file, where)
    const rows = await readPage(session, input, { columns, where })
    return { columns, rows, total, matched }
  })
}

async function countMatched(session: Session, file: string, { sql, values }: Where): Promise<number> {
  return (await session.row(z.object({ n: Count }), `select count(*) as n from ${parquet(file)} where ${sql}`, values))
    .n
}

type Scope = { columns: TableColumn[]; where: Where }

async function readPage(session: Session, input: PreviewInput, { columns, where }: Scope): Promise<Preview['rows']> {
  const row = freeName(columns)
  const order = input.orderBy === undefined ? [] : [orderOf(findColumn(columns, input.orderBy), input.descending)]
  // the page is cut out first, so that only its rows are made ready for showing
  const cut = `select * from ${numbered(input.file, { columns, row })} where ${where.sql}
    order by ${[...order, row].join(', ')} limit ${input.limit} offset ${input.offset}`
  const found = await session.values(
    `select ${row}, ${columns.map(column => shown(column)).join(', ')} from (${cut})`,
    where.values,
  )
  return found.map(([number, ...values]) => ({ row: Number(number), ...toShownRow(values) }))
}

/** The reader counts rows for nothing, under a name of its own, which a table may have taken. */
function numbered(file: string, { columns, row }: { columns: TableColumn[]; row: string }): string {
  if (!columns.some(({ name }) => name.toLowerCase() === 'file_row_number')) {
    return `(select * exclude (file_row_number), file_row_number as ${row} from read_parquet(${text(file)}, hive_partitioning = false, file_row_number = true))`
  }
  return `(select *, row_number() over () - 1 as ${row} from ${parquet(file)})`
}

function freeName(columns: TableColumn[]): string {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  let name = 'row'
  while (taken.has(name)) name += '_'
  return ident(name)
}

function orderOf({ name, type }: TableColumn, isDescending: boolean): string {
  if (type === 'list' || type === 'object' || type === 'json') {
    throw new AppError('bad_request', `Rows cannot be put in order by "${name}": it holds nested values`)
  }
  return `${ident(name)} ${isDescending ? 'desc' : 'asc'} nulls last`
}
