import { z } from 'zod'

const MiB = 1024 * 1024
const GiB = 1024 * MiB
const size = (value: number) => z.number().int().positive().default(value)

/** What one file may ask of this machine; beyond it the answer is `too_large`. */
export const Limits = z.object({
  inputBytes: size(16 * GiB),
  columns: size(4096),
  rows: size(1_000_000_000),
  /** one CSV record or one JSON object */
  recordBytes: size(16 * MiB),
  jsonDepth: size(64),
  rowGroups: size(100_000),
  footerBytes: size(64 * MiB),
  unpackedBytes: size(128 * GiB),
  tempBytes: size(64 * GiB),
})
export type Limits = z.infer<typeof Limits>

/** What the server tells a child process when it starts one. */
export const ChildSettings = z.object({
  /** the child's own folder for what does not fit in memory */
  scratch: z.string(),
  memoryBytes: z.number().int().positive(),
  threads: z.number().int().min(1).max(2),
  limits: Limits,
})
export type ChildSettings = z.infer<typeof ChildSettings>
