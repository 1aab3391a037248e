import { z } from 'zod'
import type { ColumnProfile } from '../profiles.schema.ts'
import { Count, ident, parquet } from '../sql.ts'
import {
  binCounts,
  binsFor,
  countValues,
  distinctOf,
  drawnRange,
  arePercentilesExact,
  isDistinctExact,
  percentilesOf,
  toHistogram,
  type Subject,
} from './column.ts'

/** What kinds of columns add to the count of values and missing values. */
export type Findings = Omit<ColumnProfile, 'name' | 'type' | 'count' | 'nulls' | 'notes'> & { hasLongTails?: boolean }

const Numbers = z.object({
  min: z.string().nullable(),
  max: z.string().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  finite: Count,
  zeros: Count,
  negatives: Count,
  nan: Count,
  positive_infinity: Count,
  negative_infinity: Count,
  distinct_values: Count,
  percentiles: z.array(z.number()).nullable(),
})

/** Values with few repetitions are not worth listing. */
const mostListed = 1000

export async function profileNumbers(subject: Subject): Promise<Findings> {
  const { session, file, column } = subject
  const value = `cast(${ident(column.name)} as double)`
  const finite = `isfinite(${value})`
  const found = await session.row(
    Numbers,
    `select cast(min(${ident(column.name)}) filter (${finite}) as varchar) as min, cast(max(${ident(column.name)}) filter (${finite}) as varchar) as max,
       min(${value}) filter (${finite}) as low, max(${value}) filter (${finite}) as high, count(*) filter (${finite}) as finite,
       count(*) filter (${value} = 0) as zeros, count(*) filter (${finite} and ${value} < 0) as negatives,
       count(*) filter (isnan(${value})) as nan, count(*) filter (${value} = 'infinity') as positive_infinity,
       count(*) filter (${value} = '-infinity') as negative_infinity, ${distinctOf(subject, ident(column.name))} as distinct_values,
       ${percentilesOf(subject, value)} filter (${finite}) as percentiles
     from ${parquet(file)}`,
  )
  const { low, high } = found
  const shape =
    low === null || high === null || !found.percentiles
      ? undefined
      : await drawNumbers(subject, { ...found, low, high, percentiles: found.percentiles })
  const listed = found.distinct_values <= mostListed ? await countValues(subject, finite) : undefined
  return {
    number: {
      min: toNumber(found.min, column.type),
      max: toNumber(found.max, column.type),
      mean: shape?.mean ?? null,
      std: shape?.std ?? null,
      zeros: found.zeros,
      negatives: found.negatives,
      nan: found.nan,
      positiveInfinity: found.positive_infinity,
      negativeInfinity: found.negative_infinity,
    },
    distinct: { count: found.distinct_values, exact: isDistinctExact(subject) },
    ...(shape && { percentiles: shape.percentiles, histogram: shape.histogram, hasLongTails: shape.hasLongTails }),
    ...(listed && { top: listed.top, distinct: withOthers(listed.distinct, found) }),
  }
}

/** NaN and the infinities are values too, and the list leaves them out. */
function withOthers(distinct: ColumnProfile['distinct'], found: z.output<typeof Numbers>): ColumnProfile['distinct'] {
  const others = [found.nan, found.positive_infinity, found.negative_infinity].filter(count => count > 0).length
  return distinct && { ...distinct, count: distinct.count + others }
}

type Known = { low: number; high: number; finite: number; percentiles: number[] }

async function drawNumbers(subject: Subject, { low, high, finite, percentiles }: Known) {
  const { session, file, column } = subject
  const range = drawnRange({ low, high }, percentiles)
  const bins = binsFor(column, range)
  const value = `cast(${ident(column.name)} as double)`
  // squares of huge values would leave the range of a double
  const scale = Math.max(Math.abs(low), Math.abs(high)) > 1e100 ? Math.max(Math.abs(low), Math.abs(high)) : 1
  const scaled = scale === 1 ? value : `${value} / ${scale}`
  const found = await session.row(
    z.object({ mean: z.number(), std: z.number().nullable(), bins: z.unknown() }),
    `select avg(${scaled}) as mean, stddev_samp(${scaled}) as std, ${binCounts(value, bins)} as bins from ${parquet(file)} where isfinite(${value})`,
  )
  return {
    mean: finiteOrNull(found.mean * scale),
    std: found.std === null ? null : finiteOrNull(found.std * scale),
    percentiles: { values: [low, ...percentiles.slice(1, -1), high], exact: arePercentilesExact(subject) },
    histogram: toHistogram(found.bins, bins, finite),
    hasLongTails: range.hasLongTails,
  }
}

const finiteOrNull = (value: number) => (Number.isFinite(value) ? value : null)

/** Whole numbers beyond 2^53 and decimals stay text, so that no digit is lost. */
function toNumber(text: string | null, type: string): string | number | null {
  if (text === null || type === 'decimal') return text
  const value = Number(text)
  return type === 'float' || Number.isSafeInteger(value) ? value : text
}
