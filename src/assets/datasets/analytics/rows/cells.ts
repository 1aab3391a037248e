import type { DuckDBValue } from '@duckdb/node-api'
import { ident } from '../sql.ts'
import type { Cell, TableColumn } from '../tables.schema.ts'

/** How many characters of a text a page gets; the rest is marked as clipped. */
export const shownLength = 2000

/** SQL that gives a value as number, text, truth value or null, and never more than one character beyond `shownLength`. */
export function shown({ name, type, storage }: TableColumn, length = shownLength): string {
  const column = ident(name)
  switch (type) {
    case 'boolean':
    case 'integer':
      return column
    case 'float':
      // by way of its shortest text, a single 0.1 is 0.1 and not 0.10000000149011612
      return storage === 'FLOAT' ? `cast(cast(${column} as varchar) as double)` : column
    case 'string':
      return storage === 'VARCHAR'
        ? `left(${column}, ${length + 1})`
        : `left(cast(${column} as varchar), ${length + 1})`
    case 'list':
    case 'object':
      return `left(cast(to_json(${column}) as varchar), ${length + 1})`
    case 'binary':
      return `left(base64(${column}[1:${length}]), ${length + 1})`
    case 'timestamp':
      return timeText(`cast(${column} as varchar)`)
    default:
      return `left(cast(${column} as varchar), ${length + 1})`
  }
}

/** 2001-01-31 10:00:00+00 as ISO 8601 writes it. */
const timeText = (text: string) => `regexp_replace(replace(${text}, ' ', 'T'), '\\+00$', 'Z')`

/** A value of `shown` as JSON can hold it. */
export function toCell(value: DuckDBValue | undefined): Cell {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null
  if (typeof value === 'bigint') return BigInt(Number.MAX_SAFE_INTEGER) >= abs(value) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  return String(value)
}

const abs = (value: bigint) => (value < 0n ? -value : value)

/** A row for a page, with the places of the cells that were cut short. */
export function toShownRow(values: DuckDBValue[]): { cells: Cell[]; clipped?: number[] } {
  const cells = values.map(toCell)
  const clipped = cells.flatMap((cell, at) => (typeof cell === 'string' && cell.length > shownLength ? [at] : []))
  if (clipped.length === 0) return { cells }
  const cut = (cell: Cell) =>
    typeof cell === 'string' && cell.length > shownLength ? cell.slice(0, shownLength).toWellFormed() : cell
  return { cells: cells.map(cut), clipped }
}
