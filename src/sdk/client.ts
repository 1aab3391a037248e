import { z } from 'zod'
import { addressed } from '../kernel/addressed.ts'
import type { Answer, Route, Routes, Sent } from '../kernel/contract.ts'
import { AppError, isErrorCode } from '../kernel/errors.ts'

/** Where and as whom to call. In the browser the cookie signs in; programs bring a token. */
export type Connection = {
  url: string
  token?: string
  fetch?: (request: Request) => Promise<Response>
  /** sent with every call, such as the acting seat */
  headers?: () => Record<string, string>
}

type Call<R extends Route> =
  {} extends Sent<R>
    ? (input?: Sent<R>, options?: { signal?: AbortSignal }) => Promise<Answer<R>>
    : (input: Sent<R>, options?: { signal?: AbortSignal }) => Promise<Answer<R>>

export type Client<R extends Routes> = { [K in keyof R]: Call<R[K]> }

/** A typed client made from routes; it throws the server's own AppError. */
export function client<R extends Routes>(connection: Connection, routes: R): Client<R> {
  const calls = Object.entries<Route>(routes).map(([name, route]) => [
    name,
    (input: Record<string, unknown> = {}, options: { signal?: AbortSignal } = {}) =>
      call(connection, route, { input, ...options }),
  ])
  return Object.fromEntries(calls) as Client<R>
}

type Sending = { input: Record<string, unknown>; signal?: AbortSignal }

async function call(connection: Connection, route: Route, sending: Sending): Promise<unknown> {
  const request = requestFor(connection, route, sending)
  const response = await (connection.fetch ?? fetch)(request)
  if (!response.ok) throw await errorOf(response)
  if (route.reply === undefined) return undefined
  if (route.reply === 'file' || route.reply === 'shown') return response
  if (route.reply instanceof z.ZodType) return response.json()
  return eventsOf(response)
}

function requestFor(connection: Connection, route: Route, { input, signal }: Sending): Request {
  const { address, rest } = addressed(route, input)
  const url = new URL(address, connection.url)
  const headers = new Headers({ 'X-Trireme-Client': 'sdk', ...connection.headers?.() })
  if (connection.token !== undefined) headers.set('Authorization', `Bearer ${connection.token}`)
  if (route.body !== undefined && route.body !== 'stream') headers.set('Content-Type', 'application/json')
  const body = route.body === 'stream' ? (rest['body'] as BodyInit) : route.body ? JSON.stringify(rest) : undefined
  const duplex = body instanceof ReadableStream ? { duplex: 'half' } : {}
  return new Request(url, {
    method: route.method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(signal ? { signal } : {}),
    ...duplex,
  })
}

/** What a refusal says. */
export async function errorOf(response: Response): Promise<AppError> {
  const text = await response.text()
  return refusalOf(text) ?? new AppError('internal', `The server answered ${response.status}: ${text.slice(0, 300)}`)
}

function refusalOf(text: string): AppError | undefined {
  const found = ErrorBody.safeParse(jsonOr(text)).data
  if (!found || !isErrorCode(found.error.code)) return undefined
  const { code, message, hint, details } = found.error
  return new AppError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  })
}

const ErrorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    details: z.unknown().optional(),
  }),
})

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Reads server-sent events: one value per event, with the id from which to resume; throws what ended the stream. */
async function* eventsOf(response: Response): AsyncGenerator<{ id?: string; data: unknown }> {
  if (!response.body) return
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of response.body) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .filter(line => line.startsWith(`${name}:`))
          .map(line => line.slice(name.length + 1).trimStart())
      const data = field('data').join('\n')
      const id = field('id')[0]
      if (field('event')[0] === 'refused') throw refusalOf(data) ?? new AppError('internal', data)
      if (data !== '') yield { data: JSON.parse(data), ...(id === undefined ? {} : { id }) }
    }
  }
}
