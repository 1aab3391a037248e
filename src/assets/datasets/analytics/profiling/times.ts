import { z } from 'zod'
import { shown, toCell } from '../rows/cells.ts'
import { Count, ident, parquet } from '../sql.ts'
import {
  binCounts,
  binsFor,
  distinctOf,
  drawnRange,
  arePercentilesExact,
  isDistinctExact,
  percentilesOf,
  toHistogram,
  type Subject,
} from './column.ts'
import type { Findings } from './numbers.ts'

const Times = z.object({
  low: z.number().nullable(),
  high: z.number().nullable(),
  finite: Count,
  infinite: Count,
  distinct_values: Count,
  percentiles: z.array(z.number()).nullable(),
})

/** Dates and timestamps, drawn over the UTC calendar. */
export async function profileTimes(subject: Subject): Promise<Findings> {
  const { session, file, column } = subject
  const name = ident(column.name)
  const value = `(epoch_us(${name}) / 1000.0)`
  const finite = `isfinite(${column.storage === 'TIMESTAMP_NS' ? `cast(${name} as timestamp)` : name})`
  const [[min, max] = []] = await session.values(
    `select ${shown({ ...column, name: 'low' })}, ${shown({ ...column, name: 'high' })}
     from (select min(${name}) as low, max(${name}) as high from ${parquet(file)} where ${finite})`,
  )
  const found = await session.row(
    Times,
    `select min(${value}) filter (${finite}) as low, max(${value}) filter (${finite}) as high, count(*) filter (${finite}) as finite,
       count(*) filter (not ${finite}) as infinite, ${distinctOf(subject, name)} as distinct_values,
       ${percentilesOf(subject, value)} filter (${finite}) as percentiles
     from ${parquet(file)}`,
  )
  return {
    time: { min: toCell(min), max: toCell(max), infinite: found.infinite },
    distinct: { count: found.distinct_values, exact: isDistinctExact(subject) },
    ...(await draw(subject, { ...found, value, finite: { sql: finite, count: found.finite } })),
  }
}

type Known = {
  low: number | null
  high: number | null
  percentiles: number[] | null
  value: string
  finite: { sql: string; count: number }
}

async function draw(subject: Subject, { low, high, percentiles, value, finite }: Known): Promise<Findings> {
  if (low === null || high === null || !percentiles) return {}
  const { hasLongTails, ...range } = drawnRange({ low, high }, percentiles)
  const bins = binsFor(subject.column, range)
  const { counts } = await subject.session.row(
    z.object({ counts: z.unknown() }),
    `select ${binCounts(value, bins)} as counts from ${parquet(subject.file)} where ${finite.sql}`,
  )
  return {
    percentiles: { values: [low, ...percentiles.slice(1, -1), high], exact: arePercentilesExact(subject) },
    histogram: toHistogram(counts, bins, finite.count),
    hasLongTails,
  }
}

/** Times of day have an order and no place in a calendar. */
export async function profileClocks(subject: Subject): Promise<Findings> {
  const name = ident(subject.column.name)
  const found = await subject.session.row(
    z.object({ min: z.string().nullable(), max: z.string().nullable(), distinct_values: Count }),
    `select cast(min(${name}) as varchar) as min, cast(max(${name}) as varchar) as max, ${distinctOf(subject, name)} as distinct_values from ${parquet(subject.file)}`,
  )
  return {
    time: { min: found.min, max: found.max, infinite: 0 },
    distinct: { count: found.distinct_values, exact: isDistinctExact(subject) },
  }
}
