import type { Db } from '../../../../database/schema.ts'
import type { Lifecycle } from '../../experiments.service.ts'
import type { Condition } from '../../search/conditions.ts'
import { countRunsIn, idsHolding, idsOf, type KeyedCondition } from './search.store.ts'

export type Matching = { scopes: readonly number[]; lifecycles: readonly Lifecycle[]; conditions: readonly Condition[] }

/** an order is walked through where more runs than so many satisfy a condition: a page is then soon full */
const mostOfOne = 1_000
const mostOfAll = 5_000

/**
 * Ids among which all runs are that satisfy the conditions, where these are few. A page of an order is found soon where many
 * runs fit, and late where few do; those few are found by the indexes of their values.
 */
export async function fewMatching(db: Db, wish: Matching): Promise<string[] | undefined> {
  const { scopes } = wish
  const keyed = wish.conditions.filter(isKeyed)
  for (const condition of keyed.filter(isRange)) {
    const ids = await idsHolding(db, { scopes, condition }, mostOfOne + 1)
    if (ids.length <= mostOfOne) return ids
  }
  if (keyed.length < 2 && keyed.every(isRange)) return undefined
  const ids = await matchingIds(db, wish)
  return ids.length <= mostOfAll ? ids : undefined
}

/** Ids of all runs that satisfy the conditions, each condition read from its index and the sets then cut. */
export async function matchingIds(db: Db, { scopes, lifecycles, conditions }: Matching): Promise<string[]> {
  const keyed = conditions.filter(isKeyed)
  const plain = conditions.filter(condition => !isKeyed(condition))
  const holding = keyed.filter(({ test }) => test.kind !== 'presence' || test.isPresent)
  const lacking = keyed.filter(condition => !holding.includes(condition))
  const isByValue = holding.length > 0 && plain.length === 0
  const others = (['active', 'deleted'] as const).filter(lifecycle => !lifecycles.includes(lifecycle))
  const sets: string[][] = isByValue ? [] : [await idsOf(db, { scopes, lifecycles, conditions: plain })]
  for (const condition of holding) sets.push(await idsHolding(db, { scopes, condition }))
  const without: string[][] =
    isByValue && others.length > 0 ? [await idsOf(db, { scopes, lifecycles: others, conditions: [] })] : []
  for (const condition of lacking) without.push(await idsHolding(db, { scopes, condition }))
  const [least = [], ...rest] = sets.toSorted((a, b) => a.length - b.length)
  const inAll = rest.map(ids => new Set(ids))
  const inNone = without.filter(ids => ids.length > 0).map(ids => new Set(ids))
  return least.filter(id => inAll.every(ids => ids.has(id)) && !inNone.some(ids => ids.has(id)))
}

export async function countMatching(db: Db, wish: Matching): Promise<number> {
  if (wish.scopes.length === 0) return 0
  return wish.conditions.some(isKeyed) ? (await matchingIds(db, wish)).length : countRunsIn(db, wish)
}

const isKeyed = (condition: Condition): condition is KeyedCondition =>
  condition.entity === 'metric' || condition.entity === 'param' || condition.entity === 'tag'

/** What an index of values has in one stretch. */
const isRange = ({ test }: Condition) =>
  (test.kind === 'number' && test.operator !== '!=') || (test.kind === 'text' && test.operator === '=')
