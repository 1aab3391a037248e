import { z } from 'zod'
import { Cell, TableColumn } from './tables.schema.ts'

const Count = z.number().int().nonnegative()
const Path = z.string().min(1)
const Scalar = z.union([z.string(), z.number(), z.boolean()])

/** One condition of a filter; all conditions must hold. Values may be text for any type: '9007199254740993', '2001-01-31'. */
export const Condition = z
  .discriminatedUnion('op', [
    z.object({ column: z.string(), op: z.enum(['eq', 'ne', 'lt', 'lte', 'gt', 'gte']), value: Scalar }),
    z.object({ column: z.string(), op: z.enum(['contains', 'starts_with']), value: z.string().max(1000) }),
    z.object({ column: z.string(), op: z.literal('in'), value: z.array(Scalar).min(1).max(1000) }),
    z.object({ column: z.string(), op: z.enum(['is_null', 'not_null']) }),
  ])
  .meta({ id: 'FilterCondition' })
export type Condition = z.infer<typeof Condition>

export const Filter = z.array(Condition).max(50)
export type Filter = z.infer<typeof Filter>

export const PreviewQuery = z.object({
  offset: Count.default(0),
  limit: z.number().int().min(1).max(500).default(100),
  orderBy: z.string().optional(),
  descending: z.boolean().default(false),
  filter: Filter.default([]),
})
export type PreviewQuery = z.infer<typeof PreviewQuery>

export const PreviewInput = PreviewQuery.extend({ file: Path })
export type PreviewInput = z.output<typeof PreviewInput>

export const Preview = z
  .object({
    columns: z.array(TableColumn),
    /** `row` is the position in the file, from 0; cells stand in the order of the columns */
    rows: z.array(z.object({ row: Count, cells: z.array(Cell), clipped: z.array(Count).optional() })),
    /** rows in the file, and rows that the filter lets through */
    total: Count,
    matched: Count,
  })
  .meta({ id: 'DatasetPreview' })
export type Preview = z.infer<typeof Preview>

export const SliceInput = z.object({
  file: Path,
  by: z.string(),
  /** the share of the rows that should lie before the boundary */
  fraction: z.number().gt(0).lt(1),
  /** where to write both parts as Parquet; without it they are only counted */
  out: z.object({ earlier: Path, later: Path }).optional(),
})
export type SliceInput = z.infer<typeof SliceInput>

const SlicePart = z.object({ rows: Count, bytes: Count.optional(), digest: z.string().optional() })

/** Rows with `by < boundary` are earlier, `by >= boundary` later: equal times never stand on both sides. */
export const Slice = z
  .object({ by: z.string(), boundary: Cell, earlier: SlicePart, later: SlicePart, missing: Count })
  .meta({ id: 'DatasetSlice' })
export type Slice = z.infer<typeof Slice>

export const ExportInput = z.object({
  file: Path,
  out: Path,
  format: z.enum(['parquet', 'csv', 'ndjson']),
  filter: Filter.default([]),
  columns: z.array(z.string()).min(1).optional(),
})
export type ExportInput = z.output<typeof ExportInput>

export const Export = z.object({ rows: Count, bytes: Count })
export type Export = z.infer<typeof Export>

export const DiffInput = z.object({
  before: Path,
  after: Path,
  key: z.array(z.string()).min(1).max(16),
  sample: z.number().int().min(0).max(100).default(20),
})
export type DiffInput = z.output<typeof DiffInput>

const RowPair = z.object({ key: z.array(Cell), before: z.array(Cell).optional(), after: z.array(Cell).optional() })

/** What happened to the rows between two versions of a table, matched by a key that is unique in both. */
export const RowDiff = z
  .object({
    added: Count,
    removed: Count,
    changed: Count,
    same: Count,
    /** per column of both versions, how many matched rows differ in it */
    columns: z.array(z.object({ column: z.string(), changed: Count })),
    /** a few rows of each kind, by key; cells stand in the order of `sampled` */
    sampled: z.array(z.string()),
    samples: z.object({ added: z.array(RowPair), removed: z.array(RowPair), changed: z.array(RowPair) }),
  })
  .meta({ id: 'RowDiff' })
export type RowDiff = z.infer<typeof RowDiff>
