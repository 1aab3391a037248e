import { z } from 'zod'
import { stepName } from './step-name.ts'

/** The name of one attempt. Deterministic, so that launching it twice starts it once. */
const StepId = z.string().regex(stepName)

/** A plain name inside a step's inputs folder: no way out of it. */
const InputName = z
  .string()
  .regex(/^[^/\0]{1,255}$/)
  .refine(name => name !== '.' && name !== '..')

export const StepLimits = z.object({
  memoryBytes: z.int().min(1),
  wallMs: z.int().min(1),
  /** processes and threads together, as the kernel counts them */
  processes: z.int().min(1),
  /** of the whole tree */
  cpuSeconds: z.number().positive().optional(),
  /** the largest single file that the step may write */
  fileBytes: z.int().min(1).optional(),
  /** bytes of log kept from the start; of what follows, only the last 64 KiB are kept */
  logBytes: z
    .int()
    .min(1024)
    .default(32 * 1024 * 1024),
})
export type StepLimits = z.infer<typeof StepLimits>

/** Everything an engine needs to run one attempt; it never reads the database. */
export const StepSpec = z.object({
  id: StepId,
  command: z.array(z.string()).min(1),
  /** folder of a Python virtual environment; its `bin` comes first in PATH */
  image: z.string().optional(),
  /** on top of a small environment made from nothing; a value that starts with `serverUrl` gets the address that works in the step */
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()),
  /** folder whose files are copied into the working folder */
  code: z.string().optional(),
  /** files or folders that appear read-only under TRIREME_INPUTS, by these names */
  inputs: z.array(z.object({ name: InputName, path: z.string() })),
  limits: StepLimits,
  /** what may be reached: this server alone, the package index, nothing */
  network: z.enum(['server', 'index', 'none']),
  /** where the server listens, as `http://127.0.0.1:4310`; needed when `network` is `server` */
  serverUrl: z.url({ protocol: /^http$/ }).optional(),
})
export type StepSpec = z.infer<typeof StepSpec>

export const stepStates = ['starting', 'running', 'done', 'failed', 'cancelled', 'lost'] as const

export const StepStatus = z.object({
  state: z.enum(stepStates),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  /** why it failed, in a sentence: a limit that it went over, or what ended it */
  reason: z.string().optional(),
  cpuSeconds: z.number(),
  peakMemoryBytes: z.number(),
  wallMs: z.number(),
  startedAt: z.number().optional(),
  finishedAt: z.number().optional(),
  heartbeatAt: z.number(),
})
export type StepStatus = z.infer<typeof StepStatus>

/** What a step used at a moment; bytes moved are counted from its beginning. */
export const StepSample = z.object({
  /** from 0 on */
  number: z.number(),
  at: z.number(),
  /** of all cores of the machine */
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  /** of what the step may use */
  memoryPercent: z.number(),
  /** to and from the disk */
  readBytes: z.number(),
  writtenBytes: z.number(),
  /** through the step's way to the server, the only network that it has */
  receivedBytes: z.number(),
  sentBytes: z.number(),
})
export type StepSample = z.infer<typeof StepSample>

export const isFinal = (status: StepStatus) => status.state !== 'starting' && status.state !== 'running'

export type Launch =
  | { kind: 'started'; handle: string }
  | { kind: 'no_capacity'; retryAt: number }
  | { kind: 'refused'; reason: string }

/** Whether the code of one project is kept from everything else on the machine, with the reason in words. */
export type Isolation = { kind: 'bubblewrap' | 'none'; reason: string }

/** A piece of a log: read on from `next`; `ended` when no more will come. */
export type LogPiece = { bytes: Uint8Array; next: number; ended: boolean }

/** A regular file that a step left in TRIREME_OUTPUTS; `path` is on this machine. */
export type OutputFile = { name: string; path: string; size: number }

/**
 * Runs steps somewhere. `launch` is idempotent by `spec.id`; an attempt is never run twice, also not after a crash:
 * what cannot be found again is `lost`, and trying again needs a new id.
 */
export type Engine = {
  name: string
  isolation(): Isolation
  launch(spec: StepSpec): Promise<Launch>
  /** the handle of a step that was launched under this name, after a crash that left it unknown */
  find(id: string): Promise<string | undefined>
  status(handle: string): Promise<StepStatus>
  /** what it used, from a place in the list of samples; read on from `next` */
  samples(handle: string, from: number): Promise<{ samples: StepSample[]; next: number }>
  logs(handle: string, options: { from: number; limit?: number }): Promise<LogPiece>
  /** pieces as they come, until the step has ended or the signal fires */
  follow(handle: string, options: { from: number; signal: AbortSignal }): AsyncIterable<LogPiece>
  /** regular files only: a link made by a step is not followed */
  outputs(handle: string): Promise<OutputFile[]>
  /** asks the whole tree to end, five seconds later kills it; returns at once */
  cancel(handle: string): Promise<void>
  /** forgets a finished step and its files */
  remove(handle: string): Promise<void>
}
