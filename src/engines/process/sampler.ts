import { appendFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
// a type alone: the shim starts with every step, and loads no library
import type { StepSample } from '../../backbone/engines/engine.ts'
import type { Io } from './tree.ts'

/** What a step used up to a moment. */
type Used = { cpuSeconds: number; memoryBytes: number; io: Io; received: number; sent: number }

export type Sampler = {
  /** whether it is time for the next sample; asking the kernel for more costs something */
  isDue(now: number): boolean
  take(now: number, used: Used): void
}

const second = 1_000

/** Often at first, since short steps are the ones that people watch; a day leaves some 6,000 samples. */
const pauseAfter = (ageMs: number) => (ageMs < 60 * second ? second : ageMs < 600 * second ? 5 * second : 15 * second)

/** Writes what a step uses beside its status, a line at a time. A full disk loses samples and never the step. */
export function openSampler(file: string, options: { startedAt: number; memoryLimit: number }): Sampler {
  const cores = availableParallelism()
  let last = { at: options.startedAt, cpuSeconds: 0 }
  let number = 0
  return {
    isDue: now => now - last.at >= pauseAfter(now - options.startedAt),
    take(now, { cpuSeconds, memoryBytes, io, received, sent }) {
      const seconds = (now - last.at) / 1_000
      // a share of the machine, as MLflow's own clients measure it
      const share = seconds <= 0 ? 0 : ((cpuSeconds - last.cpuSeconds) / seconds / cores) * 100
      last = { at: now, cpuSeconds }
      const sample: StepSample = {
        number: number++,
        at: now,
        cpuPercent: Math.min(100, Math.max(0, share)),
        memoryBytes,
        memoryPercent: (memoryBytes / options.memoryLimit) * 100,
        readBytes: io.read,
        writtenBytes: io.written,
        receivedBytes: received,
        sentBytes: sent,
      }
      try {
        appendFileSync(file, `${JSON.stringify(sample)}\n`)
      } catch (error) {
        process.stderr.write(`no sample: ${String(error)}\n`)
      }
    },
  }
}
