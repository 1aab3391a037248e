/** Chance that repeats itself: the same seed tells the same year. */
export type Chance = {
  /** from `low` to below `high` */
  between(low: number, high: number): number
  whole(low: number, high: number): number
  one<T>(items: readonly [T, ...T[]]): T
  is(probability: number): boolean
  shuffled<T>(items: readonly T[]): T[]
}

/** Mulberry32: 32 bits of state are enough for a story. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + next() * (high - low)
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1))
  return {
    between,
    whole,
    one: items => items[whole(0, items.length - 1)] ?? items[0],
    is: probability => next() < probability,
    shuffled: items =>
      items
        .map(item => ({ item, at: next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ item }) => item),
  }
}
