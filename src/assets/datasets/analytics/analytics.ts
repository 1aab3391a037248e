import { mkdirSync, rmSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../kernel/errors.ts'
import { calls } from './calls.ts'
import { openLane, type CallOptions, type Lane } from './lane.ts'
import { Limits } from './limits.ts'

const MiB = 1024 * 1024

export type AnalyticsOptions = {
  dataDir: string
  limits?: z.input<typeof Limits>
  /** DuckDB's memory for long work; short work gets a quarter of it */
  memoryBytes?: number
  idleMs?: number
  killAfterMs?: number
}

/**
 * DuckDB behind a process border. Paths come from the server alone. Long work and short work have a process each, so
 * that a page never waits behind an upload; each does one call at a time and is started anew when it died.
 * Rejects with an AppError that says what to do, or with the signal's reason when the call was cancelled.
 */
export type Analytics = {
  /** Reads an uploaded CSV, JSON or Parquet file and writes canonical Parquet to `out`. */
  ingest(input: Input<'ingest'>, options?: CallOptions): Promise<Output<'ingest'>>
  profile(file: string, options?: CallOptions): Promise<Output<'profile'>>
  preview(file: string, query?: Omit<Input<'preview'>, 'file'>, options?: CallOptions): Promise<Output<'preview'>>
  /** A page of a file as it lies there, whoever wrote it; nothing is read that the page does not need. */
  peek(file: string, query: Omit<Input<'peek'>, 'file'>, options?: CallOptions): Promise<Output<'peek'>>
  /** Splits a table by time (or any ordered column) into an earlier and a later part. */
  slice(file: string, query: Omit<Input<'slice'>, 'file'>, options?: CallOptions): Promise<Output<'slice'>>
  /** Writes chosen rows and columns to `out` for a download. */
  exportRows(
    file: string,
    query: Omit<Input<'exportRows'>, 'file'>,
    options?: CallOptions,
  ): Promise<Output<'exportRows'>>
  diff(input: Input<'diff'>, options?: CallOptions): Promise<Output<'diff'>>
  /** the processes that are running now, for pages about the machine */
  pids(): number[]
  close(): Promise<void>
}

type Input<K extends keyof typeof calls> = z.input<(typeof calls)[K]['input']>
type Output<K extends keyof typeof calls> = z.output<(typeof calls)[K]['output']>

export function openAnalytics(options: AnalyticsOptions): Analytics {
  const folder = join(options.dataDir, 'analytics')
  // what an earlier server left: only one server uses a data folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })

  const memoryBytes = options.memoryBytes ?? Math.max(512 * MiB, Math.min(4096 * MiB, Math.floor(totalmem() / 4)))
  const threads = Math.min(2, availableParallelism())
  const { idleMs = 60_000, killAfterMs = 5_000 } = options
  const shared = { folder, limits: Limits.parse(options.limits ?? {}), idleMs, killAfterMs }
  const long = openLane({ ...shared, memoryBytes, threads })
  const short = openLane({ ...shared, memoryBytes: Math.floor(memoryBytes / 4), threads: 1 })

  return {
    ingest: (input, call) => ask(long, calls.ingest, { input, call }),
    profile: (file, call) => ask(long, calls.profile, { input: { file }, call }),
    preview: (file, query, call) => ask(short, calls.preview, { input: { ...query, file }, call }),
    peek: (file, query, call) => ask(short, calls.peek, { input: { ...query, file }, call }),
    slice: (file, query, call) => ask(long, calls.slice, { input: { ...query, file }, call }),
    exportRows: (file, query, call) => ask(long, calls.exportRows, { input: { ...query, file }, call }),
    diff: (input, call) => ask(long, calls.diff, { input, call }),
    pids: () => [long.pid(), short.pid()].filter(pid => pid !== undefined),
    close: async () => void (await Promise.all([long.close(), short.close()])),
  }
}

type Spec<I extends z.ZodType, O extends z.ZodType> = { name: keyof typeof calls; input: I; output: O }

async function ask<I extends z.ZodType, O extends z.ZodType>(
  lane: Lane,
  spec: Spec<I, O>,
  { input, call = {} }: { input: z.input<I>; call: CallOptions | undefined },
): Promise<z.output<O>> {
  const checked = spec.input.safeParse(input)
  if (!checked.success)
    throw new AppError('bad_request', `This cannot be asked of a dataset: ${z.prettifyError(checked.error)}`)
  return spec.output.parse(await lane.call(spec.name, checked.data, call))
}
