import type { Context as HonoContext } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { FileReply } from '../kernel/contract.ts'
import { AppError, errorBody } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { Context } from './context.ts'

/** Users' bytes are an attachment in a sandbox: they never run in our origin. */
export function fileReply(file: FileReply, c?: HonoContext): Response {
  const plain = file.name.replace(/[^\x20-\x7e]|["\\]/g, '_')
  const headers = new Headers({
    'Content-Type': file.type,
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': 'sandbox',
    'Accept-Ranges': 'bytes',
  })
  if (file.etag !== undefined) headers.set('ETag', file.etag)
  if (file.etag !== undefined && isKnown(file.etag, c?.req.header('if-none-match'))) {
    void file.body.cancel()
    return new Response(null, { status: 304, headers })
  }
  if (file.size !== undefined) headers.set('Content-Length', String(file.size))
  if (file.range) headers.set('Content-Range', `bytes ${file.range.from}-${file.range.to}/${file.range.total}`)
  if (c?.req.method === 'HEAD') {
    void file.body.cancel()
    return new Response(null, { headers })
  }
  const status = file.range ? 206 : 200
  // what was said beside the answer goes with it
  if (c) return c.body(file.body, status, Object.fromEntries(headers))
  return new Response(file.body, { status, headers })
}

const inFrame = "frame-ancestors 'self'"
/** Scripts of the page itself and nothing from anywhere else: no address is reachable, our own neither. */
const alone = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'"
const shownPolicies: Record<string, string> = {
  'text/html': `sandbox allow-scripts; ${alone}; img-src data: blob:; font-src data:; ${inFrame}`,
  'image/svg+xml': `sandbox allow-scripts; ${alone}; img-src data:; font-src data:; ${inFrame}`,
  // a browser shows a PDF with a viewer of its own, in a process of its own, and not at all in a sandbox
  'application/pdf': `default-src 'none'; style-src 'unsafe-inline'; ${inFrame}`,
}

/** Users' bytes for a frame of ours: in an origin of their own, without network, even when opened by themselves. */
export function shownReply(file: FileReply): Response {
  const policy = shownPolicies[file.type]
  if (policy === undefined) throw new Error(`nothing says how ${file.type} is shown`)
  const charset = file.type === 'application/pdf' ? '' : '; charset=utf-8'
  const headers = new Headers({
    'Content-Type': `${file.type}${charset}`,
    'Content-Disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': policy,
  })
  if (file.size !== undefined) headers.set('Content-Length', String(file.size))
  return new Response(file.body, { headers })
}

const isKnown = (etag: string, known: string | undefined) =>
  known?.split(',').some(one => one.trim().replace(/^W\//, '') === etag) ?? false

/** A stream that cannot go on, such as one of a seat that was left, says why in an event of its own and ends. */
export function liveReply(
  c: HonoContext,
  { ctx, log }: { ctx: Pick<Context, 'signal'>; log: Log },
  source: AsyncIterable<{ id?: string; data: unknown }>,
): Response {
  c.header('X-Accel-Buffering', 'no')
  return streamSSE(c, async stream => {
    const beat = setInterval(() => void stream.write(': still here\n\n'), 15_000)
    try {
      for await (const item of source) {
        if (stream.aborted || ctx.signal.aborted) return
        await stream.writeSSE({ data: JSON.stringify(item.data), ...(item.id === undefined ? {} : { id: item.id }) })
      }
    } catch (error) {
      if (!(error instanceof AppError))
        log.error('unexpected error in a stream', { path: c.req.path, error: String(error) })
      const told = error instanceof AppError ? error : new AppError('internal', 'Trireme made a mistake in this stream')
      await stream.writeSSE({ event: 'refused', data: JSON.stringify(errorBody(told)) })
    } finally {
      clearInterval(beat)
    }
  })
}
