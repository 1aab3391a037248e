import type { IncomingMessage, ServerResponse } from 'node:http'
import { safety } from './web.ts'

/**
 * Requests that come thousands of times a second pass Fetch's objects and the router by: making those took longer than
 * answering. Only what is plain in every respect is taken; all else goes the long way, where each oddity has its answer.
 */

type PlainAnswer = { status?: number; headers?: Record<string, string>; body: string }

/** read before it is known who asks */
const mostBytes = 64 * 1024

/** No escapes, no dots that lead elsewhere, no query. */
const plainAddress = /^(?:\/[A-Za-z0-9][\w.~-]*)+$/

export function isPlain(
  { headers, rawHeaders, url = '' }: IncomingMessage,
  isKnownHost: (host: string) => boolean,
): boolean {
  const length = headers['content-length']
  return (
    length !== undefined &&
    /^\d{1,15}$/.test(length) &&
    Number(length) <= mostBytes &&
    headers['transfer-encoding'] === undefined &&
    rawHeaders.length === 2 * Object.keys(headers).length && // none stands twice
    plainAddress.test(url) &&
    isKnownHost((headers.host ?? '').toLowerCase())
  )
}

/** Undefined when the caller left before all of it came. */
export function readPlain(incoming: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    incoming.on('error', () => resolve(undefined))
  })
}

const safetyHeaders = Object.entries(safety).flat()

export function replyPlain(outgoing: ServerResponse, { status = 200, headers = {}, body }: PlainAnswer): void {
  const length = String(Buffer.byteLength(body))
  outgoing.writeHead(status, [...Object.entries(headers).flat(), 'Content-Length', length, ...safetyHeaders]).end(body)
}
