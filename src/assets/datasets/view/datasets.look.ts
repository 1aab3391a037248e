import type { Bin } from '../../../web/parts/Histogram.tsx'
import type { ColumnProfile, Histogram } from '../analytics/profiles.schema.ts'
import type { Cell, ColumnType, DatasetColumn } from '../analytics/tables.schema.ts'

/** Profiles as drawings and lists: pure functions behind the pages of datasets. */
export const binsOf = ({ edges, counts }: Histogram): Bin[] =>
  counts.map((count, at) => ({ from: edges[at] ?? 0, to: edges[at + 1] ?? 0, count }))

/** The earlier version's counts in this version's bins; where the bins differ, spread by how much they overlap. */
export function outlineOf(now: Histogram, before: Histogram | undefined): number[] | undefined {
  if (!before) return undefined
  const old = binsOf(before)
  return binsOf(now).map(bin => old.reduce((sum, other) => sum + other.count * overlap(other, bin), 0))
}

function overlap(part: Bin, whole: Bin): number {
  const width = part.to - part.from
  const shared = Math.min(part.to, whole.to) - Math.max(part.from, whole.from)
  return width > 0 ? Math.max(0, shared) / width : 0
}

/** Exact or nearly: what stands at a percentile. */
export const percentile = (column: ColumnProfile, at: number): number | undefined => column.percentiles?.values[at]

const timed: readonly ColumnType[] = ['date', 'timestamp']
export const isTimed = (type: ColumnType) => timed.includes(type)

type TimeStyle = { tag: string; place: 'axis' | 'sentence' }

/** Times in files have no zone of the reader's: they are shown as they stand, in UTC. An axis says the year only if long. */
export function timeWriter(histogram: Histogram | undefined, { tag, place }: TimeStyle): (value: number) => string {
  const day = 86_400_000
  const [first = 0, last = 0] = [histogram?.edges[0], histogram?.edges.at(-1)]
  const span = last - first
  const format = new Intl.DateTimeFormat(tag, {
    timeZone: 'UTC',
    month: 'short',
    ...(span < 300 * day && { day: 'numeric' }),
    ...(span < 3 * day && { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    ...((span >= 300 * day || place === 'sentence') && { year: 'numeric' }),
  })
  return value => format.format(value)
}

export const cellText = (cell: Cell): string => (cell === null ? '–' : String(cell))

export type ColumnChange =
  | { kind: 'added' | 'removed'; name: string; type: ColumnType }
  | { kind: 'retyped'; name: string; from: ColumnType; to: ColumnType }

export function columnChanges(before: readonly DatasetColumn[], after: readonly DatasetColumn[]): ColumnChange[] {
  const old = new Map(before.map(column => [column.name, column.type]))
  const now = new Set(after.map(column => column.name))
  const kept = after.flatMap(({ name, type }): ColumnChange[] => {
    const from = old.get(name)
    if (from === undefined) return [{ kind: 'added', name, type }]
    return from === type ? [] : [{ kind: 'retyped', name, from, to: type }]
  })
  const gone = before.filter(({ name }) => !now.has(name))
  return [...kept, ...gone.map(({ name, type }) => ({ kind: 'removed' as const, name, type }))]
}

export const shortDigest = (digest: string) => `${digest.replace('sha256:', '').slice(0, 8)}…${digest.slice(-4)}`
