import type { ColumnProfile, ProfileNote } from '../profiles.schema.ts'
import type { TextHints } from './texts.ts'

type Suspect = { profile: Omit<ColumnProfile, 'notes'>; hasLongTails: boolean; hints: TextHints | undefined }

/** What a person should look at before trusting a column. Each rule is one line; the numbers stand in the profile. */
export function findNotes({ profile, hasLongTails, hints }: Suspect): ProfileNote[] {
  const { count, nulls, distinct, number, top } = profile
  const rows = count + nulls
  if (count === 0) return ['empty']
  const isUnique = distinct?.exact === true && distinct.count === count && count > 1
  const isConstant = distinct?.exact === true && distinct.count === 1 && rows > 1
  const found: [ProfileNote, boolean][] = [
    ['constant', isConstant],
    ['all_unique', isUnique],
    ['mostly_null', nulls > rows / 2],
    ['mostly_zero', !isConstant && number !== undefined && number.zeros > count / 2],
    ['imbalanced', !isConstant && (top?.values[0]?.count ?? 0) >= count * 0.95],
    ['high_cardinality', !isUnique && profile.type === 'string' && (distinct?.count ?? 0) > Math.max(1000, count / 2)],
    ['mixed_case_duplicates', hints?.folded !== undefined && hints.folded < (distinct?.count ?? 0)],
    ['surrounding_spaces', (hints?.spaced ?? 0) > 0],
    ['missing_like_text', (hints?.missingLike ?? 0) > 0],
    ['number_like_text', hints?.numberLike === count],
    ['has_nan', (number?.nan ?? 0) > 0],
    [
      'has_infinity',
      (number?.positiveInfinity ?? 0) + (number?.negativeInfinity ?? 0) + (profile.time?.infinite ?? 0) > 0,
    ],
    ['long_tails', hasLongTails],
  ]
  return found.filter(([, holds]) => holds).map(([note]) => note)
}
