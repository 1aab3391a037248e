import type { Config } from '../../../kernel/config.ts'
import type { StepLimits } from '../engine.ts'

const mebibyte = 1024 * 1024
const day = 86_400_000

/** What one step may use at most on this platform. */
export const stepLimits = (config: Pick<Config, 'stepMemoryMiB'>): StepLimits => ({
  memoryBytes: config.stepMemoryMiB * mebibyte,
  wallMs: day,
  processes: 512,
  fileBytes: 32 * 1024 * mebibyte,
  logBytes: 32 * mebibyte,
})
