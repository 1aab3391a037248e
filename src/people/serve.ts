import { Hono, type Context as HonoContext } from 'hono'
import { getConnInfo } from '@hono/node-server/conninfo'
import { z } from 'zod'
import { outageOf } from '../database/outage.ts'
import type { Db } from '../database/schema.ts'
import type { EventHub } from '../events/hub.ts'
import type { Clock } from '../kernel/clock.ts'
import type { FileReply, Handlers, Route, Routes } from '../kernel/contract.ts'
import { AppError, errorBody } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { bodyOf } from '../kernel/streams.ts'
import { authorize, type Ask, type Granted } from './authorize.ts'
import type { Presence } from './presence.ts'
import type { Recall } from './recall.ts'
import { withProject, type Context, type ProjectContext } from './context.ts'
import type { ProjectRight } from './policies.ts'
import { fileReply, liveReply, shownReply } from './replies.ts'
import { findPrincipalBySession, findPrincipalByToken, type Principal, type TokenRef } from './identity.store.ts'

/** What every request needs of the platform. */
export type Ground = {
  db: Db
  clock: Clock
  hub: EventHub
  log: Log
  origin: () => string
  trustProxy: boolean
  /** what tokens may, for programs that call a thousand times a second */
  grants: Recall<Granted>
  presence: Presence
  /** where all that happens here comes from, when it is not from its callers */
  source?: 'simulation'
}

export const sessionCookie = 'trireme_session'

const defaultLimit = 1024 * 1024

/**
 * Puts a slice's routes on the app. `extend` adds what an upper tier's services need to the context; rights are decided
 * before input is read, and a reply holds only what its schema names.
 */
function serve<R extends Routes, C extends Context>(
  app: Hono,
  ground: Ground,
  slice: { routes: R; handlers: Handlers<R, C>; extend: (ctx: Context) => C },
): void {
  for (const [name, route] of Object.entries<Route>(slice.routes)) {
    const handle = slice.handlers[name] as (input: unknown, ctx: C) => unknown
    app.on(route.method, route.path, async c => {
      const ctx = slice.extend(await contextFor(ground, c, route))
      const input = await receive(c, route)
      const result = await handle(input, ctx)
      if (route.method !== 'GET') ground.hub.ring()
      return reply(c, { route, result, ctx, log: ground.log })
    })
  }
}

/** A slice ready to be put on the app; `C` is what its services need to touch. */
export type Slice<C extends Context> = {
  routes: Routes
  mount(app: Hono, ground: Ground, extend: (ctx: Context) => C): void
}

export const slice = <R extends Routes, C extends Context>(routes: R, handlers: Handlers<R, C>): Slice<C> => ({
  routes,
  mount: (app, ground, extend) => serve(app, ground, { routes, handlers, extend }),
})

/** Errors in our own shape, for every path that is not a foreign protocol's. */
export function answerErrors(app: Hono, log: Log): void {
  app.onError((error, c) => errorReply(tellable(error, { log, method: c.req.method, path: c.req.path })))
}

/** What a caller is told of an error; what is not ours to tell stands in the log. */
export function tellable(error: unknown, { log, ...asked }: { log: Log; method: string; path: string }): AppError {
  const known = error instanceof AppError ? error : outageOf(error)
  if (known) return known
  log.error('unexpected error', { ...asked, error: error instanceof Error ? error.stack : String(error) })
  return new AppError('internal', 'Trireme made a mistake; nothing was changed', {
    hint: 'The log of the server says more',
  })
}

function errorReply(error: AppError): Response {
  const headers = error.code === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer realm="trireme"' } : undefined
  return Response.json(errorBody(error), { status: error.status, ...(headers ? { headers } : {}) })
}

async function contextFor(ground: Ground, c: HonoContext, route: Route): Promise<Context> {
  const isWrite = route.method !== 'GET'
  const { principal, byCookie } = await identify(ground, c)
  if (principal) ground.presence.note({ userId: principal.user.id, ...sign(principal) })
  if (byCookie && isWrite) demandSameOrigin(ground, c)
  const ask: Ask = {
    allow: route.allow as Ask['allow'],
    visitors: route.visitors === true,
    agents: route.agents === true,
    project: route.path.includes('/:project') ? c.req.param('project') : undefined,
    seat: c.req.header('x-trireme-seat'),
    actAs: c.req.header('x-trireme-act-as'),
    viewAs: c.req.header('x-trireme-view-as'),
    isLoopback: isLocal(ground, { address: getConnInfo(c).remote.address }),
    isWrite,
  }
  return {
    ...plainContext(ground, callerOf(c)),
    source: ground.source ?? (byCookie ? 'ui' : c.req.header('x-trireme-client') === 'ci' ? 'ci' : 'sdk'),
    isLoopback: ask.isLoopback,
    ...(principal?.sessionId ? { sessionId: principal.sessionId } : {}),
    recheck: async () => void (await authorize(ground.db, (await identify(ground, c)).principal, ask)),
    ...(await authorize(ground.db, principal, ask)),
  }
}

const sign = ({ token, sessionId }: Principal) => ({
  ...(token && { tokenId: token.id }),
  ...(sessionId !== undefined && { sessionId }),
})

/** What a context takes from a request, whatever carries it. */
export type Caller = Pick<Context, 'signal' | 'header' | 'setCookie' | 'setHeader'> & {
  method: string
  /** where the request comes from */
  address: string | undefined
}

export const callerOf = (c: HonoContext): Caller => ({
  method: c.req.method,
  address: getConnInfo(c).remote.address,
  signal: c.req.raw.signal,
  header: name => c.req.header(name),
  setCookie: value => c.header('Set-Cookie', value),
  setHeader: (name, value) => c.header(name, value),
})

const plainContext = (ground: Ground, { signal, header, setCookie, setHeader }: Caller) => ({
  db: ground.db,
  clock: ground.clock,
  hub: ground.hub,
  origin: ground.origin(),
  signal,
  header,
  setCookie,
  setHeader,
  isSecure: ground.origin().startsWith('https:'),
})

/**
 * For foreign protocols: a token alone says who calls, never the cookie. The token names the project unless the request
 * names another one.
 */
export async function tokenContext(ground: Ground, caller: Caller, wish: TokenWish): Promise<ProjectContext> {
  return contextOfGrant(ground, caller, {
    granted: await grantOf(ground, caller, wish),
    recheck: async () => void (await grantOf(ground, caller, wish)),
  })
}

export type TokenWish = {
  allow: ProjectRight
  project: string | undefined
  /** the token that an address of ours was signed for; whether the signature is genuine is for the caller to see to */
  tokenId?: string
}

/** What a token may; the same object as long as that is remembered. */
export async function grantOf(ground: Ground, caller: Caller, wish: TokenWish): Promise<Granted> {
  const secret = tokenOf(caller.header('authorization'))
  const ref: TokenRef | undefined =
    wish.tokenId === undefined ? (secret ? { secret } : undefined) : { id: wish.tokenId }
  const plain = {
    allow: wish.allow,
    visitors: false,
    agents: false,
    seat: caller.header('x-trireme-seat'),
    actAs: caller.header('x-trireme-act-as'),
    viewAs: undefined,
    isLoopback: isLocal(ground, caller),
    isWrite: caller.method !== 'GET',
  }
  const granted = await ground.grants(JSON.stringify([ref, wish.project, plain]), async () => {
    const principal = ref ? await findPrincipalByToken(ground.db, ref, ground.clock.now()) : undefined
    const project = wish.project ?? principal?.token?.projectId ?? undefined
    if (principal && project === undefined)
      throw new AppError('bad_request', 'This token is not for one project, so the request must name one')
    return authorize(ground.db, principal, { ...plain, project })
  })
  const { id: userId, token } = granted.actor
  ground.presence.note({ userId, ...(token && { tokenId: token.id }) })
  return granted
}

export const contextOfGrant = (
  ground: Ground,
  caller: Caller,
  { granted, recheck }: { granted: Granted; recheck: () => Promise<void> },
): ProjectContext =>
  withProject({
    ...plainContext(ground, caller),
    source: ground.source ?? 'sdk',
    isLoopback: isLocal(ground, caller),
    recheck,
    ...granted,
  })

const isLocal = (ground: Ground, { address }: Pick<Caller, 'address'>) => !ground.trustProxy && isLoopback(address)

/** For what foreign protocols ask about no project: whose token it is. */
export async function holderContext(ground: Ground, c: HonoContext): Promise<Context> {
  const secret = tokenOf(c.req.header('authorization'))
  const principal = secret ? await findPrincipalByToken(ground.db, { secret }, ground.clock.now()) : undefined
  const caller = callerOf(c)
  const isOnLoopback = isLocal(ground, caller)
  const ask: Ask = {
    ...{ allow: 'signed-in', visitors: false, agents: false, project: undefined, viewAs: undefined, actAs: undefined },
    seat: c.req.header('x-trireme-seat'),
    isLoopback: isOnLoopback,
    isWrite: c.req.method !== 'GET',
  }
  return {
    ...plainContext(ground, caller),
    source: ground.source ?? 'sdk',
    isLoopback: isOnLoopback,
    recheck: async () => void (await holderContext(ground, c)),
    ...(await authorize(ground.db, principal, ask)),
  }
}

/** Who calls: a token as Bearer or as Basic password, else the session cookie. */
export async function identify(
  ground: Ground,
  c: HonoContext,
): Promise<{ principal: Principal | undefined; byCookie: boolean }> {
  const now = ground.clock.now()
  const secret = tokenOf(c.req.header('authorization'))
  if (secret !== undefined) {
    const principal = await findPrincipalByToken(ground.db, { secret }, now)
    if (!principal)
      throw new AppError('unauthenticated', 'This token is unknown, expired or revoked', {
        hint: "Make a new one on the project's settings page",
      })
    return { principal, byCookie: false }
  }
  const cookie = cookieOf(c.req.header('cookie'))
  if (!cookie) return { principal: undefined, byCookie: false }
  return { principal: await findPrincipalBySession(ground.db, cookie, now), byCookie: true }
}

export function tokenOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)
  if (bearer) return bearer[1]
  const basic = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization)
  if (!basic?.[1]) return ''
  return Buffer.from(basic[1], 'base64').toString('utf8').split(':').slice(1).join(':')
}

function cookieOf(header: string | undefined): string | undefined {
  return header
    ?.split(';')
    .map(part => part.trim().split('='))
    .find(([name]) => name === sessionCookie)?.[1]
}

function demandSameOrigin(ground: Ground, c: HonoContext): void {
  const origin = c.req.header('origin')
  const host = c.req.header('host')
  // a page in a sandbox sends "null", which is no address
  if (origin === ground.origin() || (origin !== undefined && host !== undefined && hostIn(origin) === host)) return
  throw new AppError('forbidden', 'This write comes from another site and was refused', {
    hint: 'Use a token for programs, the app itself for people',
  })
}

const hostIn = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : undefined)

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (/^(::ffff:)?127\./.test(address) || address === '::1')
}

async function receive(c: HonoContext, route: Route): Promise<unknown> {
  const params = route.params ? parse(route.params, c.req.param(), 'path') : {}
  const query = route.query ? parse(route.query, single(c.req.queries()), 'query') : {}
  if (route.body === 'stream') return { ...params, ...query, body: bodyOf(c.req.raw, c.env) }
  const body = route.body ? parse(route.body, await readJson(c, route.limit ?? defaultLimit), 'body') : {}
  return { ...params, ...query, ...body }
}

const single = (all: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(all).map(([key, values]) => [key, values.length > 1 ? values : values[0]]))

function parse(schema: z.ZodType, value: unknown, where: string): object {
  // Postgres keeps no NUL in text
  if (JSON.stringify(value ?? null).includes('\\u0000'))
    throw new AppError('bad_request', `The ${where} of this request holds a NUL character; leave it out`)
  const found = schema.safeParse(value)
  if (found.success) return found.data as object
  const issues = found.error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.message }))
  const first = issues[0]
  const place = first?.path ? `${first.path}: ` : ''
  throw new AppError(
    'bad_request',
    `The ${where} of this request is not valid: ${place}${first?.message ?? 'unknown fault'}`,
    { details: issues },
  )
}

async function readJson(c: HonoContext, limit: number): Promise<unknown> {
  const text = await readText(c.req.raw, limit)
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('bad_request', 'The body of this request is not JSON')
  }
}

/** Reads a body up to a limit; never more into memory. */
export async function readText(request: Request, limit: number): Promise<string> {
  const tooLarge = () => new AppError('too_large', `The body is larger than ${limit} bytes`)
  const length = Number(request.headers.get('content-length') ?? Number.NaN)
  if (length > limit) throw tooLarge()
  // a body of known length comes in one piece, without a stream being made for it
  if (length <= limit) return request.text()
  if (!request.body) return ''
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge()
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

type Outcome = { route: Route; result: unknown; ctx: Context; log: Log }

function reply(c: HonoContext, answer: Outcome): Response | Promise<Response> {
  const { route, result } = answer
  if (route.reply === undefined) return c.body(null, 204)
  if (route.reply === 'file') return fileReply(result as FileReply, c)
  if (route.reply === 'shown') return shownReply(result as FileReply)
  if (!(route.reply instanceof z.ZodType))
    return liveReply(c, answer, result as AsyncIterable<{ id?: string; data: unknown }>)
  return c.json(route.reply.parse(result) as object, route.status ?? 200)
}
