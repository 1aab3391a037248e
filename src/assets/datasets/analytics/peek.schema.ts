import { z } from 'zod'
import { Preview } from './rows.schema.ts'
import { FileFormat } from './tables.schema.ts'

export const PeekQuery = z.object({
  offset: z.coerce.number<number>().int().min(0).default(0),
  limit: z.coerce.number<number>().int().min(1).max(500).default(100),
  orderBy: z.string().max(1_000).optional(),
  descending: z.stringbool().default(false),
})

export const PeekInput = PeekQuery.extend({
  file: z.string().min(1),
  format: FileFormat,
  descending: z.boolean().default(false),
})
export type PeekInput = z.output<typeof PeekInput>

/** A page of a table file; `total` is null where counting would mean reading all of a large file. */
export const Peek = Preview.pick({ columns: true, rows: true })
  .extend({ total: z.number().nullable(), hasMore: z.boolean(), sortable: z.boolean() })
  .meta({ id: 'TablePage' })
export type Peek = z.infer<typeof Peek>
