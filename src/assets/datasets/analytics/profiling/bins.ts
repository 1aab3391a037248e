/** Bin edges a person likes to read: multiples of a round step, so that bins of two profiles can be laid together. */
export type Bins = { edges: number[]; step: number | string }

const wanted = 40

/** Edges around [low, high] in steps of 1, 2 or 5 times a power of ten; 16 to 41 bins, or one for a single value. */
export function numberBins(low: number, high: number, isWhole: boolean): Bins {
  const size = Math.max(Math.abs(low), Math.abs(high))
  // far from zero a double cannot tell smaller steps apart
  const least = Math.max(isWhole ? 1 : 0, size * 2 ** -48, 1e-290)
  const step = roundStep(Math.max(least, low === high ? size / 1000 : high / wanted - low / wanted))
  let first = Math.floor(low / step.size)
  while (step.at(first) > low) first--
  // what a double cannot hold ends at its largest value
  const edge = (index: number) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, step.at(index)))
  const edges = [edge(first)]
  for (let index = first + 1; (edges.at(-1) ?? high) <= high && edges.at(-1) !== Number.MAX_VALUE; index++)
    edges.push(edge(index))
  return { edges, step: step.size }
}

type Step = { size: number; at(index: number): number }

/** The smallest round step that is not below `size`; its multiples are exact decimals (0.3, not 0.30000000000000004). */
function roundStep(size: number): Step {
  const exponent = Math.floor(Math.log10(size))
  const found = [1, 2, 5, 10].map(factor => stepOf(factor, exponent)).find(step => step.size >= size * (1 - 1e-12))
  return found ?? stepOf(10, exponent)
}

function stepOf(factor: number, exponent: number): Step {
  const power = 10 ** Math.abs(exponent)
  const at = exponent < 0 ? (index: number) => (index * factor) / power : (index: number) => index * factor * power
  return { size: at(1), at }
}

const second = 1000
const day = 86_400 * second
const fixedSteps: [string, number, number][] = [
  ['1ms', 1, 0],
  ['10ms', 10, 0],
  ['100ms', 100, 0],
  ['1s', second, 0],
  ['5s', 5 * second, 0],
  ['15s', 15 * second, 0],
  ['1min', 60 * second, 0],
  ['5min', 300 * second, 0],
  ['15min', 900 * second, 0],
  ['30min', 1800 * second, 0],
  ['1h', 3600 * second, 0],
  ['3h', 3 * 3600 * second, 0],
  ['6h', 6 * 3600 * second, 0],
  ['1d', day, 0],
  // weeks begin on Mondays, and 1970-01-05 was one
  ['1w', 7 * day, 4 * day],
]
/** Up to a quarter by days: people read calendars finer than scales. */
const wantedTimes = 92
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000]

/** Edges around [low, high], epoch milliseconds, at round times of the UTC calendar. */
export function timeBins(low: number, high: number): Bins {
  const fixed = fixedSteps.find(([, size]) => (high - low) / size <= wantedTimes)
  if (fixed) return fixedBins(low, high, fixed)
  const months = monthSteps.find(count => (high - low) / (count * 30.4 * day) <= wantedTimes)
  return months ? monthBins(low, high, months) : numberBins(low, high, true)
}

function fixedBins(low: number, high: number, [step, size, anchor]: [string, number, number]): Bins {
  const edges = [Math.floor((low - anchor) / size) * size + anchor]
  while ((edges.at(-1) ?? high) <= high) edges.push((edges.at(-1) ?? 0) + size)
  return { edges, step }
}

function monthBins(low: number, high: number, months: number): Bins {
  const from = new Date(low)
  const start = Math.floor((from.getUTCFullYear() * 12 + from.getUTCMonth()) / months) * months
  const edges = [monthStart(start)]
  for (let month = start + months; (edges.at(-1) ?? high) <= high; month += months) edges.push(monthStart(month))
  return { edges, step: months % 12 === 0 ? `${months / 12}y` : `${months}mo` }
}

/** The first moment of a month, counted in months since the year 0. */
function monthStart(month: number): number {
  const date = new Date(0)
  return date.setUTCFullYear(Math.floor(month / 12), ((month % 12) + 12) % 12, 1)
}
