import type { z } from 'zod'
import { AppError } from '../../sdk/trireme.ts'

export type Server = { url: string; headers: Record<string, string>; label?: string }

/** How a server is asked. */
export type Ask = {
  get(path: string, query?: Record<string, string>): Promise<unknown>
  post(path: string, body: unknown): Promise<unknown>
  bytes(path: string, query: Record<string, string>): Promise<ReadableStream<Uint8Array>>
}

export function asker({ url, headers }: Server): Ask {
  const send = async (
    path: string,
    init: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ) => {
    const response = await patiently(() =>
      fetch(`${url}${path}`, { ...init, headers: { ...headers, ...init.headers } }),
    )
    if (response.ok) return response
    const said = await response.text()
    const code = response.status === 404 ? 'not_found' : response.status === 401 ? 'unauthenticated' : 'unavailable'
    throw new AppError(code, `${url} answered ${response.status} to ${path.split('?')[0]}: ${said.slice(0, 300)}`)
  }
  const withQuery = (path: string, query: Record<string, string>) => `${path}?${new URLSearchParams(query)}`
  return {
    get: async (path, query = {}) => (await send(withQuery(`/api/2.0/mlflow/${path}`, query))).json(),
    post: async (path, body) =>
      (
        await send(`/api/2.0/mlflow/${path}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json(),
    async bytes(path, query) {
      return (await send(withQuery(path, query))).body ?? new Blob([]).stream()
    },
  }
}

/** A server that is busy or restarts is asked again for about a minute. */
async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (let tries = 0; ; tries++) {
    const answer = await ask().catch((error: unknown) => error)
    const isLast = tries >= 6
    if (answer instanceof Response && (isLast || ![429, 502, 503, 504].includes(answer.status))) return answer
    if (isLast) throw answer
    await new Promise(resolve => setTimeout(resolve, 500 * 2 ** tries))
  }
}

/** Every page of a list, token by token. */
export async function* pages<T extends { next_page_token?: string | null | undefined }>(
  read: (token: { page_token?: string }) => Promise<unknown>,
  shape: z.ZodType<T>,
): AsyncGenerator<T> {
  for (let token = ''; ;) {
    const page = shape.parse(await read(token ? { page_token: token } : {}))
    yield page
    if (!page.next_page_token || page.next_page_token === token) return
    token = page.next_page_token
  }
}
