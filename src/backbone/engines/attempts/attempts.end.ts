import { setTimeout as sleep } from 'node:timers/promises'
import { append } from '../../../events/events.ts'
import { AppError, messageOf } from '../../../kernel/errors.ts'
import { endRunTokens } from '../../../people/sessions/tokens/tokens.service.ts'
import type { AttemptContext } from '../context.ts'
import type { AttemptEnd, AttemptKind } from './attempts.kind.ts'
import type { AttemptState } from './attempts.schema.ts'
import { recordEnd, type AttemptRecord } from './attempts.store.ts'

export type Ending = {
  end: AttemptEnd
  /** the states from which this end may be recorded */
  from: readonly AttemptState[]
  log: { digest: string; size: number } | null
}

/** The end of an attempt that used nothing. */
export const unused = (state: AttemptEnd['state'], reason: string): AttemptEnd => ({
  state,
  reason,
  exitCode: null,
  cpuSeconds: 0,
  peakMemoryBytes: 0,
  wallMs: 0,
  outputs: [],
})

export const notBegun = unused('cancelled', 'It was cancelled before it began')

/** What a person reads when something went wrong: our own sentence, or a hint at the log for what nobody foresaw. */
export function reasonOf(error: unknown, during: string): string {
  if (error instanceof AppError && error.code !== 'internal') return error.message
  return `Trireme made a mistake while ${during}; the log of the server says more`
}

/**
 * Records the end once, with what the kind makes of it, in one transaction. A kind that cannot take the result gets the
 * attempt as failed instead; one that cannot take even that does not keep the attempt from ending. False when it was over.
 */
export async function settle(ctx: AttemptContext, attempt: AttemptRecord, ending: Ending): Promise<boolean> {
  const finish = ctx.attemptKinds[attempt.kind]?.finish ?? finishNothing
  const failed = (error: unknown): Ending => {
    const reason = reasonOf(error, 'it kept the results')
    return { ...ending, end: { ...ending.end, state: 'failed', reason } }
  }
  let failure: unknown
  for (const way of ['first', 'again', 'failed', 'bare'] as const) {
    // what we said ourselves will be said again
    if (way === 'again' && failure instanceof AppError) continue
    if (way === 'again') await sleep(500, undefined, { signal: ctx.signal })
    const tried = way === 'failed' || way === 'bare' ? failed(failure) : ending
    try {
      return await record(ctx, attempt, { ...tried, finish: way === 'bare' ? finishNothing : finish })
    } catch (error) {
      if (ctx.signal.aborted) throw error
      if (!(error instanceof AppError))
        ctx.log.error('recording the end of an attempt failed', { attempt: attempt.id, way, error: messageOf(error) })
      failure = error
    }
  }
  throw failure
}

const finishNothing: AttemptKind['finish'] = async () => async () => {}

const verbs = { done: 'finish', failed: 'fail', lost: 'fail', cancelled: 'finish' } as const

async function record(
  ctx: AttemptContext,
  attempt: AttemptRecord,
  { end, from, log, finish }: Ending & Pick<AttemptKind, 'finish'>,
): Promise<boolean> {
  const apply = await finish(ctx, attempt, end)
  const now = ctx.clock.now()
  const { state, exitCode, cpuSeconds, peakMemoryBytes, wallMs } = end
  const used = { exitCode, cpuSeconds, peakMemoryBytes, wallMs }
  const reason = end.reason === null ? null : end.reason.replaceAll('\0', '').slice(0, 2_000)
  const isFirst = await ctx.db.transaction().execute(async tx => {
    if (!(await recordEnd(tx, { id: attempt.id, state, from, reason, log, now, ...used }))) return false
    await append(tx, ctx, {
      verb: verbs[state],
      object: { kind: 'attempt', id: attempt.id },
      payload: { kind: attempt.kind, subject: attempt.subjectId, state, queueMs: attempt.queueMs, ...used },
    })
    await apply(tx)
    await endRunTokens(tx, attempt.subjectId, now)
    return true
  })
  ctx.hub.ring()
  return isFirst
}
