import type { Db } from '../../../database/schema.ts'
import type { AttemptContext } from '../context.ts'
import type { OutputFile, StepLimits, StepSample } from '../engine.ts'
import type { AttemptRecord } from './attempts.store.ts'

/** What a kind of attempt says about its step; the platform adds name, address, default limits and the token. */
export type StepParts = {
  command: string[]
  /** folder of a Python virtual environment */
  image?: string
  /** becomes the working folder: a snapshot of this project, or a folder of the platform's own code */
  code?: { snapshot: string } | { folder: string }
  /** files or folders, read-only under TRIREME_INPUTS */
  inputs?: { name: string; path: string }[]
  env?: Record<string, string>
  /** less than the platform's own limits; never more */
  limits?: Partial<StepLimits>
  /** `none` when not said */
  network?: 'server' | 'none'
}

export type PrepareContext = AttemptContext & {
  /**
   * A fresh token of the starter for this step alone, with these rights of this project. It goes into the step's
   * environment and nowhere else, and ends with the attempt.
   */
  issueToken(rights: readonly string[]): Promise<string>
}

export type AttemptEnd = {
  state: 'done' | 'failed' | 'cancelled' | 'lost'
  exitCode: number | null
  /** in words, when it did not end by itself or never began */
  reason: string | null
  cpuSeconds: number
  peakMemoryBytes: number
  wallMs: number
  /** what the step left in TRIREME_OUTPUTS; the files are removed when the end is recorded */
  outputs: OutputFile[]
}

/** What is written in the transaction that records the end. */
export type ApplyEnd = (tx: Db) => Promise<void>

/**
 * What an upper tier adds to the one way to execute code. Both functions may be called again for the same attempt after a
 * crash; what `finish` returns is applied exactly once.
 */
export type AttemptKind = {
  /** loads what the step needs; an AppError ends the attempt as failed, with its sentence as the reason */
  prepare: (ctx: PrepareContext, attempt: AttemptRecord) => Promise<StepParts>
  /** what the step used since the last time; told again from the beginning after a restart */
  observe?: (ctx: AttemptContext, attempt: AttemptRecord, samples: readonly StepSample[]) => Promise<void>
  /** the slow part, such as keeping outputs as blobs, outside of any transaction */
  finish: (ctx: AttemptContext, attempt: AttemptRecord, end: AttemptEnd) => Promise<ApplyEnd>
}

export type AttemptKinds = Readonly<Record<string, AttemptKind>>
