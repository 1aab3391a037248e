import { createReadStream, existsSync, statSync } from 'node:fs'
import { extname, join, normalize, sep } from 'node:path'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { AppError, errorBody } from './errors.ts'
import { webStream } from './streams.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every answer; users' bytes set a stricter policy of their own. */
export const safety = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

export const secureHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  const { headers } = c.res
  for (const [name, value] of Object.entries(safety)) if (!headers.has(name)) headers.set(name, value)
}

/** Refuses names we do not answer to, so that a foreign page cannot reach us under a name of its own. */
export const onlyKnownHosts =
  (isKnown: (host: string) => boolean): MiddlewareHandler =>
  async (c, next) => {
    const host = (c.req.header('host') ?? '').toLowerCase()
    if (c.req.path === '/health' || isKnown(host)) return next()
    const error = new AppError('unknown_host', `This server does not answer to "${host.slice(0, 100)}"`, {
      hint: 'Set TRIREME_URL, or add the name to TRIREME_HOSTS',
    })
    return c.json(errorBody(error), 421)
  }

/** Refuses addresses that are no text, and NUL, which Postgres cannot look for. */
export const onlyReadablePaths: MiddlewareHandler = async (c, next) => {
  if (!c.req.url.includes('%') || textOf(c)?.includes('\0') === false) return next()
  throw new AppError('bad_request', 'The address of this request holds bytes that are no text')
}

function textOf(c: Context): string | undefined {
  try {
    return decodeURIComponent(new URL(c.req.url).pathname)
  } catch {
    // bytes that are not UTF-8
    return undefined
  }
}

/**
 * The name under which a step on this machine calls us, whatever the port of its way here. A foreign page cannot
 * use it to reach us: its requests carry a name of its own, or the address that we answer to anyway.
 */
export const isLoopbackHost = (host: string) => /^127\.0\.0\.1:\d+$/.test(host)

/** The built app: its files, and its one page for every path that a person may open or reload. */
export function serveWebApp(app: Hono, folder: string): void {
  app.get('*', c => {
    const wished = normalize(textOf(c) ?? '/')
    const file = join(folder, wished)
    if (extname(wished) !== '' && file.startsWith(folder + sep) && existsSync(file) && statSync(file).isFile())
      return fileOf(c, file, { isImmutable: wished.startsWith('/assets/') })
    if (
      /^\/(api|ajax-api|v2|health|version|mcp|\.well-known)(\/|$)/.test(wished) ||
      /^\/endpoints\/[^/]+\/[^/]+\//.test(wished)
    )
      throw new AppError('not_found', `There is no ${c.req.method} ${c.req.path}`)
    const page = join(folder, 'index.html')
    if (!existsSync(page))
      throw new AppError('unavailable', 'The web app is not built', {
        hint: 'Run: npm start (it builds the app), or: npx vite build',
      })
    return fileOf(c, page, { isImmutable: false })
  })
}

const packings = { br: '.br', gzip: '.gz' } as const

/** A file as it is, or as it was packed when the pages were built, where the browser takes that. */
function fileOf(c: Context, file: string, { isImmutable }: { isImmutable: boolean }): Response {
  const taken = (c.req.header('accept-encoding') ?? '').split(',').map(one => one.split(';')[0]?.trim())
  const packing = (['br', 'gzip'] as const).find(one => taken.includes(one) && existsSync(file + packings[one]))
  const sent = packing === undefined ? file : file + packings[packing]
  return new Response(webStream(createReadStream(sent)), {
    headers: {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Length': String(statSync(sent).size),
      'Cache-Control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      Vary: 'Accept-Encoding',
      ...(packing === undefined ? {} : { 'Content-Encoding': packing }),
    },
  })
}
