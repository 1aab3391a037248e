import { lookup } from 'node:dns'
import { request as overHttp, type IncomingMessage } from 'node:http'
import { request as overHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { messageOf } from '../../kernel/errors.ts'
import type { Addresses } from './addresses.ts'

export type OutboundCall = { url: string; headers: Record<string, string>; body: string; signal: AbortSignal }

/** What became of a call: an answer of any status, an address that is not called, or no answer. */
export type OutboundResult =
  | { kind: 'answered'; status: number; body: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'failed'; reason: string }

export type Outbound = {
  /** Posts to an address from a user: only where it may, within a time, without following redirects. */
  post(call: OutboundCall): Promise<OutboundResult>
  /** Why an address is not called; undefined when it is, or when its name is not known at the moment. */
  whyNot(url: string): Promise<string | undefined>
}

const mostBytes = 16 * 1024
const mostMs = 10_000

export function openOutbound(addresses: Addresses): Outbound {
  const checked = checkedLookup(addresses)
  return {
    async post(call) {
      const url = new URL(call.url)
      const literal = literalOf(url)
      if (literal !== undefined && !addresses.isAllowed(literal)) return { kind: 'refused', reason: closed(literal) }
      const signal = AbortSignal.any([call.signal, AbortSignal.timeout(mostMs)])
      try {
        return { kind: 'answered', ...(await answerOf(url, { ...call, signal }, checked)) }
      } catch (error) {
        if (call.signal.aborted) throw call.signal.reason
        if (error instanceof ClosedAddress) return { kind: 'refused', reason: error.message }
        return {
          kind: 'failed',
          reason: signal.aborted ? `No whole answer within ${mostMs / 1000} seconds` : messageOf(error),
        }
      }
    },
    async whyNot(given) {
      const url = new URL(given)
      const literal = literalOf(url)
      if (literal !== undefined) return addresses.isAllowed(literal) ? undefined : closed(literal)
      return new Promise(resolve =>
        checked(url.hostname, { all: true }, error =>
          resolve(error instanceof ClosedAddress ? error.message : undefined),
        ),
      )
    },
  }
}

class ClosedAddress extends Error {}

const closed = (address: string) =>
  `${address} is a private address, or one of this machine or its surroundings; the server does not call it. An administrator may list it in TRIREME_ALLOWED_ADDRESSES`

const literalOf = ({ hostname }: URL) => {
  const plain = hostname.replace(/^\[|\]$/g, '')
  return isIP(plain) === 0 ? undefined : plain
}

/** Resolves a name for the socket itself, so that what was checked is what is connected to. */
function checkedLookup(addresses: Addresses): LookupFunction {
  return (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '')
      const bad = found.find(({ address }) => !addresses.isAllowed(address))
      if (bad) return done(new ClosedAddress(closed(bad.address)), '')
      const [first] = found
      if (options.all || !first) return done(null, found)
      return done(null, first.address, first.family)
    })
}

function answerOf(
  url: URL,
  { headers, body, signal }: OutboundCall,
  checked: LookupFunction,
): Promise<{ status: number; body: string }> {
  const request = url.protocol === 'https:' ? overHttps : overHttp
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body))
    const options = { method: 'POST', headers: { ...headers, 'Content-Length': length }, signal }
    const sent = request(url, { ...options, lookup: checked, agent: false }, answer =>
      beginningOf(answer).then(text => resolve({ status: answer.statusCode ?? 0, body: text }), reject),
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** No more than the beginning is read of what the other side says. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of answer) {
    const bytes = Buffer.from(part)
    parts.push(bytes.subarray(0, mostBytes - length))
    length += bytes.length
    if (length >= mostBytes) break
  }
  return Buffer.concat(parts).toString('utf8').replaceAll('\0', '')
}
