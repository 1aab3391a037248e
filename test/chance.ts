/** Chance that repeats itself: the same seed gives the same attacks. */
export type Chance = {
  /** from 0 to below 1 */
  next(): number
  /** from 0 to below `n` */
  below(n: number): number
  one<T>(items: readonly [T, ...T[]]): T
  is(probability: number): boolean
}

/** Mulberry32: 32 bits of state are enough to choose attacks. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return { next, below, one: items => items[below(items.length)] ?? items[0], is: probability => next() < probability }
}
