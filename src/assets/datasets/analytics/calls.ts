import { z } from 'zod'
import { errorCodes, isErrorCode, type ErrorCode } from '../../../kernel/errors.ts'
import { Profile } from './profiles.schema.ts'
import { DiffInput, Export, ExportInput, Preview, PreviewInput, RowDiff, Slice, SliceInput } from './rows.schema.ts'
import { Peek, PeekInput } from './peek.schema.ts'
import { IngestInput, IngestResult } from './tables.schema.ts'

export const callNames = ['ingest', 'profile', 'preview', 'slice', 'exportRows', 'diff', 'peek'] as const
export type CallName = (typeof callNames)[number]

/** What the child can be asked, with the shape of question and answer; both ends check both. */
export const calls = {
  ingest: { name: 'ingest', input: IngestInput, output: IngestResult },
  profile: { name: 'profile', input: z.object({ file: z.string().min(1) }), output: Profile },
  preview: { name: 'preview', input: PreviewInput, output: Preview },
  slice: { name: 'slice', input: SliceInput, output: Slice },
  exportRows: { name: 'exportRows', input: ExportInput, output: Export },
  diff: { name: 'diff', input: DiffInput, output: RowDiff },
  peek: { name: 'peek', input: PeekInput, output: Peek },
} as const satisfies Record<CallName, { name: CallName; input: z.ZodType; output: z.ZodType }>

const Code = z.custom<ErrorCode>(isErrorCode, `one of ${Object.keys(errorCodes).join(', ')}`)

export const Failure = z.object({
  code: Code,
  message: z.string(),
  hint: z.string().optional(),
  details: z.unknown().optional(),
})
export type Failure = z.infer<typeof Failure>

export const Progress = z.object({
  step: z.enum(['checking', 'reading', 'typing', 'writing', 'profiling', 'comparing']),
  /** from 0 to 1; null where it cannot be told */
  fraction: z.number().min(0).max(1).nullable(),
})
export type Progress = z.infer<typeof Progress>

export const Request = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.number().int(), call: z.enum(callNames), input: z.unknown() }),
  z.object({ kind: z.literal('interrupt'), id: z.number().int() }),
])
export type Request = z.infer<typeof Request>

export const Reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), id: z.number().int(), progress: Progress }),
  z.object({ kind: z.literal('done'), id: z.number().int(), output: z.unknown() }),
  z.object({ kind: z.literal('interrupted'), id: z.number().int() }),
  /** `isLast`: the child ends itself after this */
  z.object({ kind: z.literal('failed'), id: z.number().int(), failure: Failure, isLast: z.boolean() }),
])
export type Reply = z.infer<typeof Reply>
