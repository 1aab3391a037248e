import type { z } from 'zod'
import { errorBody, messageOf } from '../../../kernel/errors.ts'
import { calls, Request, type CallName, type Reply } from './calls.ts'
import { explain, outOfMemory } from './explain.ts'
import { ChildSettings } from './limits.ts'
import { profile } from './profiling/profile.ts'
import { ingest } from './reading/ingest.ts'
import { diff } from './rows/diff.ts'
import { exportRows } from './rows/export.ts'
import { preview } from './rows/preview.ts'
import { peek } from './rows/peek.ts'
import { slice } from './rows/slice.ts'
import type { Work } from './session.ts'

type Handler = (input: unknown, work: Work) => Promise<unknown>

const handle =
  <I extends z.ZodType, O extends z.ZodType>(
    call: { input: I; output: O },
    answer: (input: z.output<I>, work: Work) => Promise<z.input<O>>,
  ): Handler =>
  async (input, work) =>
    answer(call.input.parse(input), work)

const handlers: Record<CallName, Handler> = {
  ingest: handle(calls.ingest, ingest),
  profile: handle(calls.profile, profile),
  preview: handle(calls.preview, preview),
  slice: handle(calls.slice, slice),
  exportRows: handle(calls.exportRows, exportRows),
  diff: handle(calls.diff, diff),
  peek: handle(calls.peek, peek),
}

/** The process around DuckDB: it answers one call at a time and ends when its server does. */
function main(settings: ChildSettings): void {
  let running: { id: number; abort: AbortController } | undefined

  const answer = async (id: number, call: CallName, input: unknown) => {
    const abort = new AbortController()
    running = { id, abort }
    try {
      const work = { settings, signal: abort.signal, report: post.bind(null, id) }
      send({ kind: 'done', id, output: await handlers[call](input, work) })
    } catch (error) {
      if (abort.signal.aborted) send({ kind: 'interrupted', id })
      else send({ kind: 'failed', id, failure: errorBody(explain(error)).error, isLast: false })
    }
    running = undefined
  }

  process.on('message', raw => {
    const request = Request.parse(raw)
    if (request.kind === 'call') void answer(request.id, request.call, request.input)
    else if (running?.id === request.id) running.abort.abort()
  })
  process.on('disconnect', end)

  // DuckDB's own limit does not count everything; this one counts what the machine sees
  const ceiling = settings.memoryBytes * 2 + 768 * 1024 * 1024
  setInterval(() => {
    if (!running || process.memoryUsage.rss() < ceiling) return
    send({ kind: 'failed', id: running.id, failure: errorBody(outOfMemory()).error, isLast: true }, end)
  }, 250)
}

const post = (id: number, progress: Extract<Reply, { kind: 'progress' }>['progress']) =>
  send({ kind: 'progress', id, progress })

const send = (reply: Reply, then = () => {}) => void process.send?.(reply, undefined, undefined, then)

// a clean exit would wait for queries that are still running
const end = () => process.kill(process.pid, 'SIGKILL')

process.on('uncaughtException', error => {
  process.stderr.write(`analytics child: ${messageOf(error)}\n`)
  end()
})
main(ChildSettings.parse(JSON.parse(process.argv[2] ?? '{}')))
