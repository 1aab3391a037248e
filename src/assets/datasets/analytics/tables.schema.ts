import { z } from 'zod'

/** The few types people see; `storage` beside it is the exact type in the Parquet file. */
export const ColumnType = z
  .enum([
    'boolean',
    'integer',
    'float',
    'decimal',
    'string',
    'date',
    'time',
    'timestamp',
    'binary',
    'json',
    'list',
    'object',
  ])
  .meta({ id: 'ColumnType' })
export type ColumnType = z.infer<typeof ColumnType>

export const TableColumn = z
  .object({ name: z.string(), type: ColumnType, storage: z.string() })
  .meta({ id: 'TableColumn' })
export type TableColumn = z.infer<typeof TableColumn>

export const DatasetColumn = TableColumn.extend({
  /** true when at least one value is missing */
  nullable: z.boolean(),
  /** the name in the uploaded file, where it could not be kept (empty, or a second one of the same name) */
  source: z.string().optional(),
}).meta({ id: 'DatasetColumn' })
export type DatasetColumn = z.infer<typeof DatasetColumn>

export const FileFormat = z.enum(['csv', 'json', 'parquet']).meta({ id: 'FileFormat' })
export type FileFormat = z.infer<typeof FileFormat>

/** A value that JSON can hold: integers beyond 2^53 and decimals are text, so are times, NaN and the infinities. */
export const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Cell = z.infer<typeof Cell>

/** What a reader of the table should know about how a column was read, as words a page can translate. */
export const ReadingNote = z
  .object({
    column: z.string(),
    code: z.enum(['renamed', 'ambiguous_dates', 'missing_markers', 'oversized_integers']),
    count: z.number().int().optional(),
  })
  .meta({ id: 'ReadingNote' })
export type ReadingNote = z.infer<typeof ReadingNote>

const Path = z.string().min(1)

export const IngestInput = z.object({
  /** absolute paths, given by the server, never by a person */
  file: Path,
  out: Path,
  /** detected by content when absent */
  format: FileFormat.optional(),
  /** for CSV: whether the first line holds names; detected when absent */
  header: z.boolean().optional(),
  delimiter: z
    .string()
    .regex(/^[\t !#-/:-@[-`{-~]$/, 'one character that is not a letter, a digit or a quote')
    .optional(),
  /** how 03/04/2020 is to be read; without it such a column stays text and is noted */
  dates: z.enum(['day_first', 'month_first']).optional(),
})
export type IngestInput = z.infer<typeof IngestInput>

export const IngestResult = z.object({
  rows: z.number().int(),
  bytes: z.number().int(),
  /** sha256 of the Parquet file; the same input bytes and settings give the same digest */
  digest: z.string(),
  schema: z.array(DatasetColumn),
  format: FileFormat,
  /** how a CSV file was read, so that a person can say otherwise */
  dialect: z.object({ delimiter: z.string(), header: z.boolean() }).optional(),
  notes: z.array(ReadingNote),
})
export type IngestResult = z.infer<typeof IngestResult>
