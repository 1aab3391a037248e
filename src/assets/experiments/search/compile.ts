import { sql, type RawBuilder } from 'kysely'
import type { Test } from './conditions.ts'

export type Sql = RawBuilder<unknown>
export type Yes = RawBuilder<boolean>

/** A test on a column; LIKE tells case apart and ILIKE does not, on both databases. */
export function testOn(column: Sql, test: Test, isPostgres: boolean): Yes {
  if (test.kind === 'presence') return test.isPresent ? sql`${column} is not null` : sql`${column} is null`
  if (test.kind === 'list') {
    const values = sql.join(test.values)
    return test.operator === 'IN' ? sql`${column} in (${values})` : sql`${column} not in (${values})`
  }
  if (test.kind === 'number') return sql`${column} ${sql.raw(test.operator)} cast(${test.value} as double precision)`
  if (test.operator === 'LIKE') return like(column, test.value, isPostgres)
  if (test.operator === 'ILIKE')
    return isPostgres ? sql`${column} ilike ${escaped(test.value)}` : sql`${column} like ${test.value}`
  return sql`${column} ${sql.raw(test.operator)} ${test.value}`
}

/** The same on metrics, where null stands for NaN: it differs from every number and has no other relation to one. */
export const testOnMetric = (column: Sql, test: Test, isPostgres: boolean): Yes =>
  test.kind === 'number' && test.operator === '!='
    ? sql`(${testOn(column, test, isPostgres)} or ${column} is null)`
    : testOn(column, test, isPostgres)

// SQLite's LIKE folds case, its GLOB does not; Postgres takes a backslash as escape
const like = (column: Sql, pattern: string, isPostgres: boolean): Yes =>
  isPostgres ? sql`${column} like ${escaped(pattern)}` : sql`${column} glob ${globOf(pattern)}`

const escaped = (pattern: string) => pattern.replaceAll('\\', '\\\\')

const globOf = (pattern: string) => pattern.replace(/[*?[]/g, '[$&]').replaceAll('%', '*').replaceAll('_', '?')

/** All of them, or nothing to ask. */
export const allOf = (conditions: readonly Yes[]): Yes =>
  conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` and `)

/** What an index holds of a long text. */
export const headOf = (value: string) => value.slice(0, 100)
