import type { DuckDBValue } from '@duckdb/node-api'
import { z } from 'zod'
import { AppError } from '../../../../kernel/errors.ts'
import type { Condition, Filter } from '../rows.schema.ts'
import type { Session } from '../session.ts'
import { ident } from '../sql.ts'
import type { TableColumn } from '../tables.schema.ts'

/** A condition as SQL; values are bound and never become part of it. */
export type Where = { sql: string; values: DuckDBValue[] }

const comparisons = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

/** Rows for which every condition holds. A missing value is equal to nothing and different from everything. */
export async function toWhere(session: Session, columns: TableColumn[], filter: Filter): Promise<Where> {
  const where: Where = { sql: 'true', values: [] }
  for (const condition of filter) {
    const column = findColumn(columns, condition.column)
    const { sql, values } = await toSql(session, column, { condition, first: where.values.length + 1 })
    where.sql += ` and ${sql}`
    where.values.push(...values)
  }
  return where
}

export function findColumn(columns: TableColumn[], name: string): TableColumn {
  const column = columns.find(one => one.name === name)
  if (column) return column
  const like = columns.find(one => one.name.toLowerCase() === name.toLowerCase())
  throw new AppError('bad_request', `This table has no column "${name}"`, {
    hint: like
      ? `Did you mean "${like.name}"?`
      : `Its columns are ${columns
          .slice(0, 20)
          .map(one => one.name)
          .join(', ')}`,
  })
}

type Placed = { condition: Condition; first: number }

async function toSql(session: Session, column: TableColumn, { condition, first }: Placed): Promise<Where> {
  const name = ident(column.name)
  switch (condition.op) {
    case 'is_null':
      return { sql: `${name} is null`, values: [] }
    case 'not_null':
      return { sql: `${name} is not null`, values: [] }
    case 'contains':
      return { sql: `contains(lower(cast(${name} as varchar)), lower($${first}))`, values: [condition.value] }
    case 'starts_with':
      return { sql: `starts_with(lower(cast(${name} as varchar)), lower($${first}))`, values: [condition.value] }
    case 'in': {
      const values = condition.value.map(String)
      const types = await comparedTypes(session, column, values)
      return { sql: `${name} in (${types.map((type, i) => `cast($${first + i} as ${type})`).join(', ')})`, values }
    }
    default: {
      const values = [String(condition.value)]
      const [type = column.storage] = await comparedTypes(session, column, values)
      const compared = `${name} ${comparisons[condition.op]} cast($${first} as ${type})`
      return { sql: condition.op === 'ne' ? `(${compared} or ${name} is null)` : compared, values }
    }
  }
}

const scalars = new Set(['boolean', 'integer', 'float', 'decimal', 'string', 'date', 'time', 'timestamp'])

/**
 * The type as which each value is compared: the column's own, which comes from the file and not from a person. Each
 * text is tried before it is used, and 1.5 is not rounded to fit a column of whole numbers.
 */
async function comparedTypes(session: Session, column: TableColumn, values: string[]): Promise<string[]> {
  if (!scalars.has(column.type)) {
    throw new AppError(
      'bad_request',
      `Values of "${column.name}" (${column.type}) cannot be compared; ask whether it contains a text`,
    )
  }
  const types = values.map(value =>
    column.type === 'integer' && !/^[+-]?\d+$/.test(value) ? 'DOUBLE' : column.storage,
  )
  for (const [at, value] of values.entries()) {
    const { ok } = await session.row(
      z.object({ ok: z.boolean() }),
      `select try_cast($1 as ${types[at]}) is not null as ok`,
      [value],
    )
    if (!ok)
      throw new AppError('bad_request', `"${value}" is not a value of the ${column.type} column "${column.name}"`)
  }
  return types
}
