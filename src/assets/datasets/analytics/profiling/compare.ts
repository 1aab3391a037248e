import type {
  ColumnProfile,
  ColumnShift,
  Profile,
  ProfileComparison,
  SchemaChange,
  ShiftLevel,
} from '../profiles.schema.ts'

/** A distribution over parts that are the same on both sides; the shares of each side add up to one. */
type Shares = { before: number[]; after: number[] }

/** How two profiles of one table differ: its columns, and per column how far the values moved. */
export function compareProfiles(before: Profile, after: Profile): ProfileComparison {
  const pairs = before.columns.flatMap(one => {
    const other = after.columns.find(({ name }) => name === one.name)
    return other ? [{ before: one, after: other }] : []
  })
  return {
    rows: { before: before.rows, after: after.rows },
    schema: compareSchemas(before.columns, after.columns),
    columns: pairs.map(pair => compareColumn(pair.before, pair.after)),
  }
}

function compareSchemas(before: ColumnProfile[], after: ColumnProfile[]): SchemaChange[] {
  const removed = before.filter(one => !after.some(({ name }) => name === one.name))
  const added = after.filter(one => !before.some(({ name }) => name === one.name))
  const kept = before.filter(one => !removed.includes(one))
  const keptAfter = after.filter(one => !added.includes(one)).map(({ name }) => name)
  return [
    ...removed.map(({ name, type }) => ({ kind: 'removed' as const, column: name, before: type })),
    ...added.map(({ name, type }) => ({ kind: 'added' as const, column: name, after: type })),
    ...kept.flatMap((one, at): SchemaChange[] => {
      const type = after.find(({ name }) => name === one.name)?.type ?? one.type
      const place = keptAfter.indexOf(one.name)
      return [
        ...(type === one.type ? [] : [{ kind: 'retyped' as const, column: one.name, before: one.type, after: type }]),
        ...(place === at ? [] : [{ kind: 'moved' as const, column: one.name, before: at, after: place }]),
      ]
    }),
  ]
}

function compareColumn(before: ColumnProfile, after: ColumnProfile): ColumnShift {
  const nullShare = { before: shareOfNulls(before), after: shareOfNulls(after) }
  const mean = before.number && after.number ? { mean: { before: before.number.mean, after: after.number.mean } } : {}
  return { name: before.name, type: after.type, ...measure(before, after), nullShare, ...mean }
}

function measure(before: ColumnProfile, after: ColumnProfile): Pick<ColumnShift, 'measure' | 'value' | 'level'> {
  if (before.count === 0 || after.count === 0 || kindOf(before) !== kindOf(after))
    return { measure: null, value: null, level: null }
  const isMeasured = before.percentiles !== undefined && after.percentiles !== undefined
  const values =
    isMeasured && !(isListed(before) && isListed(after)) ? decileShares(before, after) : valueShares(before, after)
  if (!values) return { measure: null, value: null, level: null }
  const shares = withNulls(values, { before: shareOfNulls(before), after: shareOfNulls(after) })
  if (isMeasured) return { measure: 'psi', ...graded(stabilityIndex(shares), [0.1, 0.25]) }
  // for small shifts the index is about eight times the divergence in nats: the same two limits, in bits
  return { measure: 'js', ...graded(jensenShannon(shares), [0.02, 0.05]) }
}

/** Columns of one kind can be compared even where their types differ. */
const kindOf = ({ number, time, type }: ColumnProfile) => (number ? 'number' : time ? 'time' : type)

const shareOfNulls = ({ count, nulls }: ColumnProfile) => (count + nulls === 0 ? 0 : nulls / (count + nulls))

/** Whether every value is in the list, so that shares are exact. */
const isListed = ({ top }: ColumnProfile) => top !== undefined && top.rest === 0

/** Shares between the deciles of the earlier values: each part holds a tenth of them, whatever their scale. */
function decileShares(before: ColumnProfile, after: ColumnProfile): Shares {
  const [old = [], now = []] = [before.percentiles?.values, after.percentiles?.values]
  const deciles = new Set([10, 20, 30, 40, 50, 60, 70, 80, 90].map(at => old[at] ?? 0))
  const below = (values: number[]) => [0, ...[...deciles].map(edge => shareBelow(values, edge)), 1]
  return { before: steps(below(old)), after: steps(below(now)) }
}

const steps = (sums: number[]) => sums.slice(1).map((sum, at) => sum - (sums[at] ?? 0))

/** The share of values under `edge`, drawn as a straight line between neighbouring percentiles. */
export function shareBelow(percentiles: number[], edge: number): number {
  const at = percentiles.findIndex(value => value >= edge)
  if (at < 0) return 1
  const [low, high] = [percentiles[at - 1], percentiles[at]]
  if (low === undefined || high === undefined) return 0
  return (at - 1 + (edge - low) / (high - low)) / 100
}

/** Shares of single values; what one side does not list is counted with the rest, unless that side lists everything. */
function valueShares(before: ColumnProfile, after: ColumnProfile): Shares | undefined {
  if (!before.top || !after.top) return undefined
  const [old, now] = [listed(before), listed(after)]
  const isKnown = (value: string) => (old.has(value) || isListed(before)) && (now.has(value) || isListed(after))
  const values = [...new Set([...old.keys(), ...now.keys()])].filter(isKnown)
  return { before: sharesOf(values, old, before), after: sharesOf(values, now, after) }
}

const listed = ({ top }: ColumnProfile) => new Map(top?.values.map(({ value, count }) => [String(value), count]))

function sharesOf(values: string[], counts: Map<string, number>, { top }: ColumnProfile): number[] {
  const all = (top?.rest ?? 0) + [...counts.values()].reduce((sum, count) => sum + count, 0)
  const shares = values.map(value => (counts.get(value) ?? 0) / all)
  return [...shares, Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0))]
}

/** A missing value is a part of its own: a column that loses half its values has moved. */
function withNulls(shares: Shares, nulls: { before: number; after: number }): Shares {
  const weigh = (parts: number[], missing: number) => [...parts.map(share => share * (1 - missing)), missing]
  return { before: weigh(shares.before, nulls.before), after: weigh(shares.after, nulls.after) }
}

/** An empty part would make the index infinite; a share below one in ten thousand counts as that. */
const least = 1e-4

/** Population stability index: the sum over parts of (after - before) * ln(after / before). */
export function stabilityIndex({ before, after }: Shares): number {
  return before.reduce((sum, share, at) => {
    const [old, now] = [Math.max(share, least), Math.max(after[at] ?? 0, least)]
    return sum + (now - old) * Math.log(now / old)
  }, 0)
}

/** Jensen-Shannon divergence with logarithms of base 2: 0 for equal shares, 1 for shares without a common part. */
export function jensenShannon({ before, after }: Shares): number {
  const half = (share: number, mean: number) => (share > 0 ? (share * Math.log2(share / mean)) / 2 : 0)
  return before.reduce((sum, share, at) => {
    const other = after[at] ?? 0
    const mean = (share + other) / 2
    return sum + half(share, mean) + half(other, mean)
  }, 0)
}

function graded(value: number, [moderate, strong]: [number, number]): { value: number; level: ShiftLevel } {
  return { value, level: value < moderate ? 'none' : value < strong ? 'moderate' : 'strong' }
}
