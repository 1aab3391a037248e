import { z } from 'zod'
import { Cell, ColumnType } from './tables.schema.ts'

const Count = z.number().int().nonnegative()

/** Findings about a column as codes; a page turns them into words. */
export const ProfileNote = z
  .enum([
    'empty',
    'constant',
    'all_unique',
    'mostly_null',
    'mostly_zero',
    'imbalanced',
    'high_cardinality',
    'mixed_case_duplicates',
    'surrounding_spaces',
    'missing_like_text',
    'number_like_text',
    'has_nan',
    'has_infinity',
    'long_tails',
  ])
  .meta({ id: 'ProfileNote' })
export type ProfileNote = z.infer<typeof ProfileNote>

/**
 * `edges` has one entry more than `counts`; a bin holds its lower edge and not its upper one. Edges are multiples of
 * `step` (anchored at zero), so two profiles of one column can be laid over each other. Time edges are epoch
 * milliseconds. `below` and `above` count what lies outside, where long tails would hide the shape.
 */
export const Histogram = z
  .object({
    edges: z.array(z.number()),
    counts: z.array(Count),
    step: z.union([z.number(), z.string()]),
    below: Count,
    above: Count,
  })
  .meta({ id: 'Histogram' })
export type Histogram = z.infer<typeof Histogram>

export const NumberSummary = z.object({
  min: Cell,
  max: Cell,
  /** null where a double cannot hold it */
  mean: z.number().nullable(),
  /** sample standard deviation; null for fewer than two values */
  std: z.number().nullable(),
  zeros: Count,
  negatives: Count,
  nan: Count,
  positiveInfinity: Count,
  negativeInfinity: Count,
})
export type NumberSummary = z.infer<typeof NumberSummary>

export const TextSummary = z.object({ minLength: Count, maxLength: Count, meanLength: z.number(), empty: Count })
export type TextSummary = z.infer<typeof TextSummary>

export const TimeSummary = z.object({ min: Cell, max: Cell, infinite: Count })
export type TimeSummary = z.infer<typeof TimeSummary>

/** The most frequent values, by count and then by value; `rest` counts the values that are not listed. */
export const TopValues = z
  .object({ values: z.array(z.object({ value: Cell, count: Count })), rest: Count })
  .meta({ id: 'TopValues' })
export type TopValues = z.infer<typeof TopValues>

export const ColumnProfile = z
  .object({
    name: z.string(),
    type: ColumnType,
    count: Count,
    nulls: Count,
    distinct: z.object({ count: Count, exact: z.boolean() }).optional(),
    notes: z.array(ProfileNote),
    number: NumberSummary.optional(),
    time: TimeSummary.optional(),
    text: TextSummary.optional(),
    /** 101 values, the 0th to the 100th percentile of the finite values; epoch milliseconds for times */
    percentiles: z.object({ values: z.array(z.number()), exact: z.boolean() }).optional(),
    histogram: Histogram.optional(),
    top: TopValues.optional(),
  })
  .meta({ id: 'ColumnProfile' })
export type ColumnProfile = z.infer<typeof ColumnProfile>

export const Profile = z
  .object({
    /** the rules by which bins, notes and percentiles were made; a change of rules raises it */
    rules: z.literal(1),
    rows: Count,
    columns: z.array(ColumnProfile),
  })
  .meta({ id: 'DatasetProfile' })
export type Profile = z.infer<typeof Profile>

export const ShiftLevel = z.enum(['none', 'moderate', 'strong'])
export type ShiftLevel = z.infer<typeof ShiftLevel>

/** How far a column's distribution moved, as one number. */
export const ColumnShift = z
  .object({
    name: z.string(),
    type: ColumnType,
    /** population stability index for numbers and times, Jensen-Shannon divergence (base 2) for categories */
    measure: z.enum(['psi', 'js']).nullable(),
    /** null where there is nothing to compare: no values on one side, or a type without a distribution */
    value: z.number().nullable(),
    level: ShiftLevel.nullable(),
    nullShare: z.object({ before: z.number(), after: z.number() }),
    mean: z.object({ before: z.number().nullable(), after: z.number().nullable() }).optional(),
  })
  .meta({ id: 'ColumnShift' })
export type ColumnShift = z.infer<typeof ColumnShift>

export const SchemaChange = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('added'), column: z.string(), after: ColumnType }),
    z.object({ kind: z.literal('removed'), column: z.string(), before: ColumnType }),
    z.object({ kind: z.literal('retyped'), column: z.string(), before: ColumnType, after: ColumnType }),
    z.object({ kind: z.literal('moved'), column: z.string(), before: Count, after: Count }),
  ])
  .meta({ id: 'SchemaChange' })
export type SchemaChange = z.infer<typeof SchemaChange>

export const ProfileComparison = z
  .object({
    rows: z.object({ before: Count, after: Count }),
    schema: z.array(SchemaChange),
    columns: z.array(ColumnShift),
  })
  .meta({ id: 'ProfileComparison' })
export type ProfileComparison = z.infer<typeof ProfileComparison>
