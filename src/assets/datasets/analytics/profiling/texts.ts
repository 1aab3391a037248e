import { z } from 'zod'
import { isMarker, missingMarkers } from '../reading/readings.ts'
import { Count, ident, parquet } from '../sql.ts'
import { countValues, distinctOf, isDistinctExact, type Subject } from './column.ts'
import type { Findings } from './numbers.ts'

/** What only text can be suspected of: counts of values. */
export type TextHints = { spaced: number; missingLike: number; numberLike: number; folded: number | undefined }

const Texts = z.object({
  min_length: Count.nullable(),
  max_length: Count.nullable(),
  mean_length: z.number().nullable(),
  empty: Count,
  spaced: Count,
  missing_like: Count,
  number_like: Count,
  distinct_values: Count,
})

/** Above this many different values a list of the most frequent ones costs more than it tells. */
const mostGrouped = 1_000_000

export async function profileTexts(subject: Subject): Promise<Findings & { hints: TextHints }> {
  const { session, file, column } = subject
  const name = ident(column.name)
  const markers = missingMarkers.filter(Boolean)
  const found = await session.row(
    Texts,
    `select min(length(${name})) as min_length, max(length(${name})) as max_length, avg(length(${name})) as mean_length,
       count(*) filter (${name} = '') as empty, count(*) filter (${name} <> trim(${name})) as spaced,
       count(*) filter (${isMarker(`trim(${name})`, markers)}) as missing_like,
       count(*) filter (regexp_full_match(trim(${name}), '[+-]?[0-9]+([.,][0-9]+)*')) as number_like,
       ${distinctOf(subject, name)} as distinct_values
     from ${parquet(file)}`,
  )
  const listed = found.distinct_values <= mostGrouped ? await countValues(subject) : undefined
  return {
    text: {
      minLength: found.min_length ?? 0,
      maxLength: found.max_length ?? 0,
      meanLength: found.mean_length ?? 0,
      empty: found.empty,
    },
    distinct: listed?.distinct ?? { count: found.distinct_values, exact: isDistinctExact(subject) },
    ...(listed?.top && { top: listed.top }),
    hints: {
      spaced: found.spaced,
      missingLike: found.missing_like,
      numberLike: found.number_like,
      folded: listed?.folded,
    },
  }
}
