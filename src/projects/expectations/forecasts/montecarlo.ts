/** Chance that is the same for the same seed (mulberry32): a number from 0 up to, not including, 1. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A seed from a text (FNV-1a), so that the same project always draws the same futures. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

export const runs = 10_000
/** periods after which a future that has not ended counts as never */
const horizon = 520

/** Work that remains (itself a range), how many items ended in each past period (zeros included), and a wait before it. */
export type Work = {
  low: number
  high: number
  samples: readonly number[]
  periodDays: number
  /** an empty seat's wait: each future waits between none and twice this, equally likely */
  waitDays: number
}

/**
 * The days until all is done, in each of 10,000 futures, shortest first; Infinity where it does not end. Each future draws how
 * much remains, and then past periods with replacement until nothing remains.
 */
export function drawEnds({ low, high, samples, periodDays, waitDays }: Work, seed: number): Float64Array {
  const next = chance(seed)
  const ends = new Float64Array(runs)
  for (let run = 0; run < runs; run++) {
    let rest = low + Math.floor(next() * (high - low + 1))
    // drawn in any case, so that a wait moves no other draw
    const wait = next() * 2 * waitDays
    let periods = 0
    while (rest > 0 && periods < horizon) {
      rest -= samples[Math.floor(next() * samples.length)] ?? 0
      periods++
    }
    ends[run] = rest > 0 ? Infinity : periods * periodDays + (periods > 0 ? wait : 0)
  }
  return ends.sort()
}

/** The value that a share of all draws does not exceed (nearest rank). */
export const quantile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Infinity

/** Which share of all draws is at most this. */
export function shareUpTo(sorted: ArrayLike<number>, limit: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? Infinity) <= limit) low = middle + 1
    else high = middle
  }
  return sorted.length === 0 ? 0 : low / sorted.length
}

export type FanPoint = { days: number; few: number; half: number; many: number }

/** How much remains after so many days: few (15 in 100 futures have no more), half and many (85 in 100 have no more). */
export function drawFan(work: Work, { seed, days }: { seed: number; days: number }): FanPoint[] {
  const next = chance(seed)
  const points = 24
  const drawn = 2_000
  const rests = Array.from({ length: points + 1 }, () => new Float64Array(drawn))
  for (let run = 0; run < drawn; run++) {
    let rest = work.low + Math.floor(next() * (work.high - work.low + 1))
    let at = next() * 2 * work.waitDays
    let point = 0
    while (point <= points) {
      const until = at + work.periodDays
      for (; point <= points && (point * days) / points < until; point++) {
        const column = rests[point]
        if (column) column[run] = rest
      }
      rest = Math.max(0, rest - (work.samples[Math.floor(next() * work.samples.length)] ?? 0))
      at = until
    }
  }
  return rests.map((column, point) => {
    column.sort()
    return {
      days: (point * days) / points,
      few: quantile(column, 0.15),
      half: quantile(column, 0.5),
      many: quantile(column, 0.85),
    }
  })
}

/** Attempts at a metric: where the best one stands, what each past attempt added to it, and how often one is made. */
export type Attempts = {
  /** share of the way from baseline to target that the best attempt has gone */
  best: number
  /** what the attempts added to the best share, one number each; zero where none was better */
  gains: readonly number[]
  /** how many attempts each past week saw, zeros included */
  perWeek: readonly number[]
}

/**
 * Reaching a metric is a record process, not throughput: the chance that the best of all attempts up to then has gone the
 * whole way. Each future draws how many attempts the weeks bring, and for each what a past attempt added.
 */
export function chanceToReach({ best, gains, perWeek }: Attempts, { weeks, seed }: { weeks: number; seed: number }) {
  if (best >= 1) return 1
  const next = chance(seed)
  let reached = 0
  for (let run = 0; run < runs; run++) {
    let share = best
    for (let week = 0; week < weeks && share < 1; week++) {
      const attempts = perWeek[Math.floor(next() * perWeek.length)] ?? 0
      for (let one = 0; one < attempts && share < 1; one++) share += gains[Math.floor(next() * gains.length)] ?? 0
    }
    // sums of tenths must not miss one by a rounding
    if (share >= 1 - 1e-9) reached++
  }
  return reached / runs
}
