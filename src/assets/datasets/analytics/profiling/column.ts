import { z } from 'zod'
import type { ColumnProfile, Histogram } from '../profiles.schema.ts'
import { shown, toCell } from '../rows/cells.ts'
import type { Session } from '../session.ts'
import { Count, doubles, ident, parquet } from '../sql.ts'
import type { TableColumn } from '../tables.schema.ts'
import { numberBins, timeBins, type Bins } from './bins.ts'

/** A column that is being profiled. */
export type Subject = { session: Session; file: string; column: TableColumn; rows: number }

/** Up to so many rows different values are counted and percentiles computed; above, both are estimated. */
const exactDistinctRows = 10_000_000
const exactPercentileRows = 1_000_000
const shownValues = 50
const topLength = 200

export const isDistinctExact = ({ rows }: Subject) => rows <= exactDistinctRows
export const arePercentilesExact = ({ rows }: Subject) => rows <= exactPercentileRows

/** SQL: how many different values there are; an estimate can be off by a seventh. */
export const distinctOf = (subject: Subject, value: string) =>
  isDistinctExact(subject) ? `count(distinct ${value})` : `approx_count_distinct(${value})`

const shares = Array.from({ length: 101 }, (_, i) => i / 100)

/** SQL: the 101 percentiles of a double. */
export const percentilesOf = (subject: Subject, value: string) =>
  arePercentilesExact(subject)
    ? `quantile_cont(${value}, ${doubles(shares)})`
    : `approx_quantile(${value}, [${shares.join(', ')}])`

type Range = { low: number; high: number }

/** The range to draw, where a few far values would squeeze all others into one bin. */
export function drawnRange({ low, high }: Range, percentiles: number[]): Range & { hasLongTails: boolean } {
  const [from = low, to = high] = [percentiles[1], percentiles[99]]
  const width = to - from
  if (width <= 0 || high / 8 - low / 8 <= width) return { low, high, hasLongTails: false }
  return { low: Math.max(low, from - width / 2), high: Math.min(high, to + width / 2), hasLongTails: true }
}

export const binsFor = ({ type }: TableColumn, { low, high }: Range): Bins =>
  type === 'timestamp' || type === 'date' ? timeBins(low, high) : numberBins(low, high, type === 'integer')

/** What lies beyond the last bin comes under an infinite key. */
const BinKey = z.custom<number>(value => typeof value === 'number')
const BinCounts = z.array(z.object({ key: BinKey, value: Count }))

/** SQL: how many values of a double lie in each bin. DuckDB's own bins hold their upper edge, so the sign is turned. */
export const binCounts = (value: string, { edges }: Bins) =>
  `histogram(-(${value}), ${doubles(edges.toReversed().map(edge => -edge || 0))})`

export function toHistogram(raw: unknown, { edges, step }: Bins, all: number): Histogram {
  const found = new Map(BinCounts.parse(raw).map(({ key, value }) => [key, value]))
  const above = found.get(-(edges.at(-1) ?? 0) || 0) ?? 0
  const counts = edges.slice(0, -1).map(edge => found.get(-edge || 0) ?? 0)
  const inside = counts.reduce((sum, count) => sum + count, 0)
  return { edges, counts, step, below: all - inside - above, above }
}

type Top = Pick<ColumnProfile, 'top' | 'distinct'> & { folded: number }

/** The most frequent values, and with them the exact number of different ones. */
export async function countValues({ session, file, column }: Subject, where = 'true'): Promise<Top> {
  const folded = column.type === 'string' ? '(select count(distinct lower(trim(v))) from g)' : 'count(*) over ()'
  const rows = await session.values(
    `with g as materialized (select ${ident(column.name)} v, count(*) n from ${parquet(file)} where v is not null and ${where} group by 1)
     select ${shown({ ...column, name: 'v' }, topLength)}, n, count(*) over (), ${folded}, sum(n) over () from g order by n desc, v limit ${shownValues}`,
  )
  const values = rows.map(([value, count]) => ({ value: shorten(toCell(value)), count: Number(count) }))
  const [, , distinct, foldedCount, total] = rows[0] ?? [null, 0n, 0n, 0n, 0n]
  const listed = values.reduce((sum, { count }) => sum + count, 0)
  return {
    top: { values, rest: Number(total) - listed },
    distinct: { count: Number(distinct), exact: true },
    folded: Number(foldedCount),
  }
}

const shorten = <T>(cell: T) =>
  typeof cell === 'string' && cell.length > topLength ? `${cell.slice(0, topLength).toWellFormed()}…` : cell
