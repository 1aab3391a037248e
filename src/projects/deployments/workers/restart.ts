import { setTimeout } from 'node:timers/promises'
import { AppError } from '../../../kernel/errors.ts'

const longestDelayMs = 30_000
const firstDelayMs = 100

/** None after a start that worked; doubling after each that did not. */
export const restartDelayMs = (failedStarts: number) =>
  failedStarts === 0 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (failedStarts - 1))

/** Ends early, with `unavailable`, when the worker is being closed. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (!signal.aborted && ms === 0) return
  await setTimeout(ms, undefined, { signal, ref: false }).catch(() => {
    throw new AppError('unavailable', 'The model is being taken down', { hint: 'Send the request again' })
  })
}
