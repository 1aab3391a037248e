import type { LogLine } from './lines.ts'
import type { Outcomes } from './predictions.schema.ts'

const mostLabels = 8
const binCount = 24

/** How the results of a version are spread: few different ones are counted, many numbers are put into bins. */
export function outcomesOf(of: { model: string; version: number }, lines: readonly LogLine[]): Outcomes[] {
  const values = lines.flatMap(resultsOf)
  if (values.length === 0) return []
  const { model, version } = of
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value))
  const isSpread = numbers.length === values.length && new Set(numbers).size > mostLabels
  const shape = isSpread ? { labels: [], bins: binsOf(numbers) } : { labels: labelsOf(values), bins: [] }
  return [{ model, version, rows: values.length, ...shape }]
}

/** One value a row: of two classes the chance of the second, which says more than the label. */
function resultsOf({ outputs, chances }: LogLine): unknown[] {
  if (chances.length > 0 && chances.every(row => row.length === 2)) return chances.map(row => row[1])
  if (outputs.length > 0 && outputs.every(isPair)) return outputs.map(([, second]) => second)
  return outputs.map(plain)
}

const isPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every(one => typeof one === 'number')

/** A list of one is its value; the Open Inference Protocol keeps numbers as texts. */
function plain(value: unknown): unknown {
  if (Array.isArray(value) && value.length === 1) return plain(value[0])
  return typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)) ? Number(value) : value
}

function binsOf(numbers: readonly number[]): Outcomes['bins'] {
  const low = numbers.reduce((a, b) => Math.min(a, b), Infinity)
  const high = numbers.reduce((a, b) => Math.max(a, b), -Infinity)
  const isChance = low >= 0 && high <= 1
  const [from, to] = isChance ? [0, 1] : [low, high]
  const width = (to - from) / binCount
  const bins = Array.from({ length: binCount }, (_, at) => ({
    from: from + at * width,
    to: from + (at + 1) * width,
    count: 0,
  }))
  for (const value of numbers) {
    const bin = bins[Math.min(binCount - 1, Math.floor((value - from) / width))]
    if (bin) bin.count += 1
  }
  return bins
}

function labelsOf(values: readonly unknown[]): Outcomes['labels'] {
  const counts = new Map<string, number>()
  for (const value of values) {
    const label = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
    counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostLabels)
}
