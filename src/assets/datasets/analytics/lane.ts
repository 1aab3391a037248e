import { AppError } from '../../../kernel/errors.ts'
import type { CallName, Progress, Reply } from './calls.ts'
import { startChild, type Child, type ChildOptions } from './spawn.ts'

export type CallOptions = { signal?: AbortSignal; onProgress?: (progress: Progress) => void }

export type LaneOptions = ChildOptions & {
  /** a child without work ends after this and gives its memory back */
  idleMs: number
  /** a cancelled query that does not listen is ended with its process */
  killAfterMs: number
}

/** One child process that does one call at a time, started when it is needed and again after it died. */
export type Lane = {
  call(name: CallName, input: unknown, options: CallOptions): Promise<unknown>
  pid(): number | undefined
  close(): Promise<void>
}

type Pending = PromiseWithResolvers<unknown> & {
  id: number
  name: CallName
  input: unknown
  options: CallOptions
  forget?: () => void
}

export function openLane({ idleMs, killAfterMs, ...childOptions }: LaneOptions): Lane {
  const waiting: Pending[] = []
  let current: Pending | undefined
  let child: Child | undefined
  // a child that is ending takes no further call; the queue goes on with the next child
  let isEnding = false
  let isClosed = false
  let idle: NodeJS.Timeout | undefined
  let lastId = 0

  const next = () => {
    clearTimeout(idle)
    if (current || isEnding) return
    current = waiting.shift()
    if (!current) idle = setTimeout(end, idleMs).unref()
    else if (current.options.signal?.aborted) settle(({ reject, options }) => reject(options.signal?.reason))
    else begin(current)
  }

  const begin = (pending: Pending) => {
    try {
      const worker = (child ??= start())
      worker.post({ kind: 'call', id: pending.id, call: pending.name, input: pending.input })
      if (pending.options.signal) listen(pending.options.signal, pending, worker)
    } catch (error) {
      settle(({ reject }) => reject(error))
    }
  }

  const listen = (signal: AbortSignal, pending: Pending, worker: Child) => {
    let deadline: NodeJS.Timeout | undefined
    const cancel = () => {
      worker.post({ kind: 'interrupt', id: pending.id })
      deadline = setTimeout(() => worker.kill(), killAfterMs)
    }
    signal.addEventListener('abort', cancel, { once: true })
    pending.forget = () => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', cancel)
    }
  }

  const settle = (how: (pending: Pending) => void) => {
    const pending = current
    current = undefined
    pending?.forget?.()
    if (pending) how(pending)
    next()
  }

  const receive = (reply: Reply) => {
    if (reply.id !== current?.id) return
    if (reply.kind === 'progress') return current.options.onProgress?.(reply.progress)
    if (reply.kind === 'done') return settle(({ resolve }) => resolve(reply.output))
    if (reply.kind === 'interrupted') return settle(({ reject, options }) => reject(options.signal?.reason))
    isEnding ||= reply.isLast
    const { code, message, hint, details } = reply.failure
    settle(({ reject }) => reject(new AppError(code, message, { ...(hint && { hint }), details })))
  }

  const start = (): Child => {
    const started = startChild(childOptions, receive)
    void started.ended.then(how => {
      child = undefined
      isEnding = false
      settle(({ reject, name, options: { signal } }) =>
        reject(signal?.aborted ? signal.reason : isClosed ? stopping() : death(name, how)),
      )
    })
    return started
  }

  const end = () => {
    if (!child) return
    isEnding = true
    child.kill()
  }

  return {
    call(name, input, options) {
      if (isClosed) return Promise.reject(stopping())
      const pending = { ...Promise.withResolvers<unknown>(), id: ++lastId, name, input, options }
      waiting.push(pending)
      next()
      return pending.promise
    },
    pid: () => child?.pid,
    async close() {
      isClosed = true
      for (const pending of waiting.splice(0)) pending.reject(stopping())
      const last = child?.ended
      end()
      await last
      clearTimeout(idle)
    },
  }
}

const stopping = () => new AppError('unavailable', 'The server is stopping; ask again when it is up')

const death = (name: CallName, how: string) =>
  new AppError(
    'unavailable',
    `The analytics process ended (${how}) while it did "${name}"; nothing was changed, try again`,
    {
      hint: 'If it ends again on the same file, that file is damaged or needs more memory than this machine gives to analytics',
    },
  )
