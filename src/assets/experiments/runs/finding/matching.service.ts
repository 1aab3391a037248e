import type { Db } from '../../../../database/schema.ts'
import type { Lifecycle } from '../../experiments.service.ts'
import type { Condition } from '../../search/conditions.ts'
import { numberIds, type IdNumbers, type IdText } from './ids.ts'
import {
  countRunsIn,
  idsHolding,
  idsOf,
  isHeld,
  isPageNear,
  type Few,
  type KeyedCondition,
  type OnOneValue,
  type RunSearch,
} from './search.store.ts'

export type Matching = { scopes: readonly number[]; lifecycles: readonly Lifecycle[]; conditions: readonly Condition[] }

/** an order is walked through where more runs than so many satisfy a condition: a page is then soon full */
const mostOfOne = 1_000
/** as many ids as a statement is given, to put their runs in order */
const mostOfAll = 25_000

/**
 * Ids among which all runs are that satisfy the conditions, where these are few. A page of an order is found soon where many
 * runs fit, and late where few do; those few are found by the indexes of their values. Which of the two holds is tried out at
 * the beginning of the page, so that no set of ids is read for nothing.
 */
export async function fewMatching(db: Db, wish: RunSearch): Promise<Few | undefined> {
  const { scopes } = wish
  const held = onValues(wish.conditions)
  for (const conditions of held.filter(list => list.some(isRange))) {
    const ids = numberIds(await idsHolding(db, { scopes, conditions }, mostOfOne + 1))
    if (ids.count <= mostOfOne) return { ids: ids.list(() => true), areAll: false }
  }
  if (held.length === 0 || (await isPageNear(db, wish))) return undefined
  const found = await matching(db, wish)
  return found.count <= mostOfAll ? { ids: found.ids.list(found.isIn), areAll: true } : undefined
}

export type Matched = { ids: IdNumbers; isIn: (number: number) => boolean; count: number }

/** All runs that satisfy the conditions: what is said of each value is read from its index, and the sets are then cut. */
export async function matching(db: Db, wish: Matching): Promise<Matched> {
  const { scopes, lifecycles, conditions } = wish
  const plain = conditions.filter(condition => !isHeld(condition))
  const held = onValues(conditions)
  const holding = held.filter(list => list.some(({ test }) => !isAbsence(test)))
  const lacking = held.filter(list => list.some(({ test }) => isAbsence(test)))
  const isByValue = holding.length > 0 && plain.length === 0
  const others = othersOf(wish)
  const sets: IdText[] = isByValue ? [] : [await idsOf(db, { scopes, lifecycles, conditions: plain })]
  for (const list of holding) sets.push(await idsHolding(db, { scopes, conditions: list }))
  const without: IdText[] =
    isByValue && others.length > 0 ? [await idsOf(db, { scopes, lifecycles: others, conditions: [] })] : []
  for (const conditions of lacking) without.push(await idsHolding(db, { scopes, conditions: present(conditions) }))
  return cut(sets, without)
}

/** Runs of which each text of ids is told whether they satisfy the conditions; nothing is told where all of them do. */
export type Members = { count: number; isIn: (ids: IdText) => Uint8Array | undefined }

export async function membersOf(db: Db, wish: Matching): Promise<Members> {
  if (wish.conditions.length > 0) {
    const { ids, isIn, count } = await matching(db, wish)
    return { count, isIn: text => marksOf(ids.find(text), number => number >= 0 && isIn(number)) }
  }
  // most runs are there: those that are not are the fewer
  const others = { ...wish, lifecycles: othersOf(wish) }
  const away = numberIds(others.lifecycles.length > 0 ? await idsOf(db, others) : '')
  return {
    count: await countRunsIn(db, wish),
    isIn: text => (away.count === 0 ? undefined : marksOf(away.find(text), number => number < 0)),
  }
}

function marksOf(numbers: Int32Array, isMarked: (number: number) => boolean): Uint8Array {
  const marks = new Uint8Array(numbers.length)
  for (let at = 0; at < numbers.length; at++) marks[at] = Number(isMarked(numbers[at] ?? -1))
  return marks
}

const othersOf = ({ lifecycles }: Matching) =>
  (['active', 'deleted'] as const).filter(lifecycle => !lifecycles.includes(lifecycle))

/** What is in all of the sets and in none of the others; the least set is looked for in the rest. */
function cut(sets: readonly IdText[], without: readonly IdText[]): Matched {
  const [least, ...rest] = sets.toSorted((a, b) => (a?.length ?? 0) - (b?.length ?? 0))
  const ids = numberIds(least)
  const seen = new Uint8Array(ids.count)
  rest.forEach((text, before) => {
    const found = ids.find(text)
    for (let at = 0; at < found.length; at++) {
      const number = found[at] ?? -1
      if (number >= 0 && seen[number] === before) seen[number] = before + 1
    }
  })
  for (const text of without) for (const number of ids.find(text)) if (number >= 0) seen[number] = nowhere
  const isIn = (number: number) => seen[number] === rest.length
  let count = 0
  for (const times of seen) if (times === rest.length) count++
  return { ids, isIn, count }
}

/** more than there are conditions in a filter */
const nowhere = 255

export async function countMatching(db: Db, wish: Matching): Promise<number> {
  if (wish.scopes.length === 0) return 0
  return wish.conditions.some(isHeld) ? (await matching(db, wish)).count : countRunsIn(db, wish)
}

/** Conditions that look at the same value stand together: an index has them as one stretch. */
function onValues(conditions: readonly Condition[]): OnOneValue[] {
  const held = conditions.filter(isHeld)
  const byValue = Map.groupBy(held, ({ entity, key, test }) => `${isAbsence(test) ? 'no' : ''} ${entity} ${key}`)
  return [...byValue.values()].flatMap(([first, ...more]): OnOneValue[] => (first ? [[first, ...more]] : []))
}

const isAbsence = (test: Condition['test']) => test.kind === 'presence' && !test.isPresent

const present = ([{ entity, key }]: OnOneValue): OnOneValue => [
  { entity, key, test: { kind: 'presence', isPresent: true } } satisfies KeyedCondition,
]

/** What an index of values has in one stretch. */
const isRange = ({ test }: Condition) =>
  (test.kind === 'number' && test.operator !== '!=') || (test.kind === 'text' && test.operator === '=')
