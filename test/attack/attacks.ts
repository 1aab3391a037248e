import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import type { Chance } from '../chance.ts'
import type { Door, Doors } from './doors.ts'
import type { Ground } from './ground.ts'
import { brokenBodies, oddText, oddTexts } from './odd.ts'
import { fill, type Filling } from './shapes.ts'

export type Attack = { method: string; path: string; headers: Record<string, string>; body?: string | Buffer }

/** A request that is right, wrong or odd in one or more places. */
export function inventAttack(ground: Ground, { doors, named }: Doors, chance: Chance): Attack {
  const door = chance.one(doors)
  const known = (field: string) => {
    // what is written once comes back, so names of the other project are only asked for
    if (chance.is(0.1)) return chance.one(door.method === 'GET' ? ground.foreign.names : ground.foreign.ids)
    const values = ground.known[field]
    return values && chance.one(values)
  }
  const how: Filling = { chance, named, known, oddness: chance.one([0, 0.05, 0.3]) }
  const path = door.path.replace(/\{(\w+)\}/g, (_, field: string) => inPath(field, how))
  const query = new URLSearchParams(
    Object.entries(door.query)
      .filter(() => chance.is(0.7))
      .map(([name, shape]) => [name, written(fill(shape, name, how))]),
  ).toString()
  const body = door.body === undefined ? undefined : bodyFor(door, how)
  const headers = headersFor(ground, { door, chance })
  return {
    method: chance.is(0.02) ? chance.one(['OPTIONS', 'PUT', 'PATCH', 'TRACE', 'HEAD', 'DELETE']) : door.method,
    path: (query === '' ? path : `${path}?${query}`).slice(0, 12_000),
    headers,
    ...(body === undefined ? {} : packed(body, headers, chance)),
  }
}

/** Parts of a path in every encoding: as they are, encoded once, encoded twice. */
function inPath(field: string, { chance, known, oddness }: Filling): string {
  const value = chance.is(oddness) ? oddText(chance) : (known(field) ?? oddText(chance))
  if (chance.is(0.5)) return encodeURIComponent(value.toWellFormed())
  if (chance.is(0.5)) return encodeURIComponent(encodeURIComponent(value.toWellFormed()))
  return value.replace(/[^\x21-\x7e]|[#?]/gu, one => encodeURIComponent(one.toWellFormed()))
}

const written = (value: unknown) => (typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? ''))

function bodyFor(door: Door, how: Filling): string {
  if (how.chance.is(0.1)) return how.chance.one(brokenBodies)
  return JSON.stringify(fill(door.body ?? {}, 'body', how)) ?? ''
}

/** A body with its true length, or compressed, or said to be compressed. */
function packed(body: string, headers: Record<string, string>, chance: Chance): { body: string | Buffer } {
  if (!chance.is(0.05)) return { body }
  headers['Content-Encoding'] = chance.one(['gzip', 'deflate', 'br', 'nothing'])
  return { body: chance.is(0.5) ? gzipSync(Buffer.alloc(20_000_000)) : body }
}

function headersFor(ground: Ground, { door, chance }: { door: Door; chance: Chance }): Record<string, string> {
  const headers: Record<string, string> = {
    ...signature(ground, { door, chance }),
    'Content-Type': chance.is(0.9)
      ? 'application/json'
      : chance.one(['text/csv', 'application/xml', 'multipart/form-data', 'a/b;charset=utf-7', 'x']),
  }
  if (door.path === '/mcp') headers['Accept'] = 'application/json, text/event-stream'
  if (chance.is(0.1)) headers['X-MLFLOW-WORKSPACE'] = chance.one(['alpha', 'beta', 'default', '../beta', '%00'])
  const oddHeaders = [
    'Range',
    'Origin',
    'X-Trireme-Act-As',
    'X-Trireme-View-As',
    'X-Trireme-Seat',
    'If-None-Match',
  ] as const
  if (chance.is(0.15)) headers[chance.one(oddHeaders)] = chance.one(oddHeaderValues)
  return headers
}

const oddHeaderValues = [
  'null',
  'bytes=-1',
  'bytes=9-1',
  'bytes=0-99999999999999999999',
  'data_scientist',
  'http://evil.example',
  'usr_unknown',
  'beta',
  ...oddTexts.filter(odd => /^[\x20-\x7e]{1,200}$/.test(odd)),
] as const satisfies readonly [string, ...string[]]

function signature(
  { alice, tokens, platform }: Ground,
  { door, chance }: { door: Door; chance: Chance },
): Record<string, string> {
  if (!door.isForeign && chance.is(0.4)) return { Cookie: alice.cookie, Origin: platform.url }
  if (chance.is(door.path === '/mcp' ? 0.9 : 0.05)) return { Authorization: `Bearer ${tokens.agent}` }
  if (chance.is(0.8)) return { Authorization: `Bearer ${tokens.full}` }
  const { reading, revoked } = tokens
  const basic = Buffer.from(`token:${tokens.full}`).toString('base64')
  const odd = [
    reading,
    revoked,
    'x',
    '',
    'é'
      .repeat(3)
      .normalize('NFD')
      .replace(/[^\x20-\x7e]/g, ''),
  ] as const
  return { Authorization: chance.is(0.3) ? `Basic ${basic}` : `Bearer ${chance.one(odd)}` }
}

export type Outcome = { status: number; headers: Record<string, string | string[] | undefined>; text: string }

/** Sends it as it is: no client cleans the path. A stream that never ends is left after its first half second. */
export function send(origin: string, { method, path, headers, body }: Attack): Promise<Outcome> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const length = { 'Content-Length': String(body === undefined ? 0 : Buffer.byteLength(body)) }
    const sent = request({ hostname, port, method, path, headers: { ...headers, ...length } }, response => {
      const isLive = response.headers['content-type']?.startsWith('text/event-stream') ?? false
      const answered = (said: string) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: said })
      if (isLive) {
        let heard = ''
        response.on('data', (chunk: Buffer) => (heard += chunk.toString()))
        setTimeout(() => (response.destroy(), answered(heard)), 300)
      } else text(response).then(answered, reject)
    })
    sent.on('error', error => resolve({ status: 599, headers: {}, text: error.message }))
    sent.end(body)
  })
}
