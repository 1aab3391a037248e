/** Pure arithmetic of the drawn parts; everything here is testable without a browser. */

export type Range = readonly [min: number, max: number]

/** Ends of a list of numbers, ignoring what is not finite; `[0, 1]` for nothing. */
export function extent(values: Iterable<number | null | undefined>): Range {
  let [min, max] = [Infinity, -Infinity]
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  return min > max ? [0, 1] : [min, max]
}

/** A range with air at both ends, and never of width zero. */
export function padded([min, max]: Range, air = 0.05): Range {
  const width = max - min || Math.abs(max) * 0.1 || 1
  return [min - width * air, max + width * air]
}

/** Maps a value from one range to another, without leaving it. */
export function project(value: number, from: Range, to: Range): number {
  const share = from[1] === from[0] ? 0.5 : (value - from[0]) / (from[1] - from[0])
  return to[0] + Math.min(1, Math.max(0, share)) * (to[1] - to[0])
}

/** Round numbers inside a range: steps of 1, 2 or 5 times a power of ten, at most `count` of them (about). */
export function ticks([min, max]: Range, count = 5): number[] {
  if (!(max > min)) return [min]
  const rough = (max - min) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find(size => size * power >= rough) ?? 10)
  const first = Math.ceil(min / step - 1e-9)
  const length = Math.floor(max / step + 1e-9) - first + 1
  return Array.from({ length }, (_, at) => Number(((first + at) * step).toPrecision(12)))
}

/** How many decimals say each tick as it is: 1 for 10, 12.5, 15. */
export function decimalsOf(values: readonly number[]): number {
  const step = Math.abs((values[1] ?? 0) - (values[0] ?? 0))
  const isSaid = (digits: number) =>
    values.every(value => Math.abs(Number(value.toFixed(digits)) - value) <= step / 100)
  return [0, 1, 2, 3, 4, 5, 6, 7].find(isSaid) ?? 8
}

export type Judgement = 'better' | 'worse' | 'unclear' | 'plain'

/** Reads an interval against a reference: it must lie wholly on one side, else nothing is said. */
export function judge(
  { low, high }: { low: number; high: number },
  reference: number,
  better?: 'lower' | 'higher',
): Judgement {
  if (low <= reference && high >= reference) return 'unclear'
  if (!better) return 'plain'
  return high < reference === (better === 'lower') ? 'better' : 'worse'
}

/**
 * Exponential smoothing as training charts use it, corrected for its start (Kingma & Ba 2015, section 3), so the line begins
 * at the first value. Gaps stay gaps. `factor` 0 leaves the values as they are.
 */
export function smooth(values: readonly (number | null)[], factor: number): (number | null)[] {
  if (factor <= 0) return [...values]
  let [sum, weight] = [0, 0]
  return values.map(value => {
    if (value === null || !Number.isFinite(value)) return null
    sum = sum * factor + value * (1 - factor)
    weight = weight * factor + (1 - factor)
    return sum / weight
  })
}
