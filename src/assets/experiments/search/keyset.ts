import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { badSearch } from './parse.ts'
import type { Sql, Yes } from './compile.ts'

/** One column of an order. All columns together must tell any two rows apart. */
export type SortColumn = { of: Sql; isAscending: boolean }

const Value = z.union([z.string(), z.custom<number>(value => typeof value === 'number'), z.null()])
export type SortValue = z.infer<typeof Value>

/** JSON knows no infinity, a metric does. */
const Written = z.union([Value, z.tuple([z.literal(['Infinity', '-Infinity'])]).transform(([word]) => Number(word))])
const written = (value: SortValue) => (value === Infinity || value === -Infinity ? [String(value)] : value)

/** Stands in a token for the whole question, so that it continues no other one. */
export const questionOf = (parts: unknown) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)

/** Where a page ended: values of its last row, opaque to clients. */
export const Place = z.object({
  part: z.number().int().min(0).max(2),
  values: z.array(Written).max(100),
  by: z.string(),
})
export type Place = z.infer<typeof Place>

export const orderSql = (columns: readonly SortColumn[]) =>
  sql.join(columns.map(({ of, isAscending }) => (isAscending ? sql`${of} asc` : sql`${of} desc`)))

/** Rows behind a place. A null is only met where an earlier column already tells it apart, so nothing comes after it. */
export function isAfter(columns: readonly SortColumn[], values: readonly SortValue[]): Yes {
  if (values.length !== columns.length) throw badToken()
  const ways = columns.flatMap(({ of, isAscending }, i) => {
    const value = values[i]
    if (value === null || value === undefined) return []
    const same = columns.slice(0, i).map((column, j) => isSame(column.of, values[j] ?? null))
    const beyond: Yes = isAscending ? sql`${of} > ${typed(value)}` : sql`${of} < ${typed(value)}`
    return [sql`(${sql.join([...same, beyond], sql` and `)})`]
  })
  return sql`(${sql.join([from(columns[0], values[0] ?? null), sql`(${sql.join(ways, sql` or `)})`], sql` and `)})`
}

/** Said twice, so that an index begins where the place is and not at its own start. */
function from(first: SortColumn | undefined, value: SortValue): Yes {
  if (!first || value === null) return sql`1 = 1`
  return first.isAscending ? sql`${first.of} >= ${typed(value)}` : sql`${first.of} <= ${typed(value)}`
}

const isSame = (of: Sql, value: SortValue): Yes => (value === null ? sql`${of} is null` : sql`${of} = ${typed(value)}`)

const typed = (value: string | number) =>
  typeof value === 'number' ? sql`cast(${value} as double precision)` : sql`${value}`

/** The values of a row that was selected with `sortValues`. */
export const sortValues = (columns: readonly SortColumn[]) =>
  columns.map(({ of }, i) => sql<SortValue>`${of}`.as(`sort${i}`))

const valuesOf = (row: Record<string, unknown>, columns: readonly SortColumn[]): SortValue[] =>
  columns.map((_, i) => Value.parse(row[`sort${i}`]))

/** Cuts rows of a query with one row too many to a page, and tells where the next begins. */
export function pageOf<R extends Record<string, unknown>>(
  rows: readonly R[],
  limit: number,
  columns: readonly SortColumn[],
): { rows: R[]; last: SortValue[] | undefined } {
  const end = rows[limit - 1]
  return { rows: rows.slice(0, limit), last: rows.length > limit && end ? valuesOf(end, columns) : undefined }
}

export const encodePlace = (place: Place) =>
  Buffer.from(JSON.stringify({ ...place, values: place.values.map(written) })).toString('base64')

/** Reads a token of this search; one of another search or made up is refused. */
export function decodePlace(token: string | undefined, by: string): Place | undefined {
  if (!token) return undefined
  const found = Place.safeParse(jsonOf(Buffer.from(token, 'base64').toString()))
  if (!found.success || found.data.by !== by) throw badToken()
  return found.data
}

const badToken = () => badSearch('Invalid page token, could not base64-decode')

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badToken()
  }
}
