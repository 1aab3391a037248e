import type { CallToolResult } from '@modelcontextprotocol/server'
import { addressed } from '../../kernel/addressed.ts'
import type { Route } from '../../kernel/contract.ts'
import { AppError, errorBody } from '../../kernel/errors.ts'
import type { Tool } from './tools.ts'

/** How routes are called for an agent: through the same app, with its own token, as if it had called them itself. */
export type Asking = {
  origin: string
  secret: string
  signal: AbortSignal
  fetch: (request: Request) => Response | Promise<Response>
}

/** About 15,000 tokens: what a model can read at once. */
export const mostCharacters = 60_000

/** What a tool answers: the route's own JSON, or its own error with what to do about it. */
export async function callTool(asking: Asking, tool: Tool, given: Record<string, unknown>): Promise<CallToolResult> {
  const unknown = Object.keys(given).filter(name => !tool.fields.has(name))
  if (unknown.length > 0) {
    const fields = [...tool.fields].join(', ')
    return failure(errorText('bad_request', `${tool.name} takes no ${unknown.join(', ')}; it takes: ${fields}`))
  }
  const missing = pathNames(tool.route).filter(name => !isName(given[name]))
  if (missing.length > 0) return failure(errorText('bad_request', `${tool.name} needs ${missing.join(', ')}`))
  const standard = tool.limit === undefined ? {} : { limit: tool.limit }
  const { isDone, text } = await askRoute(asking, tool.route, { ...standard, ...given })
  return isDone ? { content: shortened(text) } : failure(text)
}

export async function askRoute(asking: Asking, route: Route, given: Record<string, unknown>) {
  const { address, rest } = addressed(route, given)
  const response = await asking.fetch(
    new Request(new URL(address, asking.origin), {
      method: route.method,
      headers: {
        Authorization: `Bearer ${asking.secret}`,
        Host: new URL(asking.origin).host,
        ...(route.body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(route.body ? { body: JSON.stringify(rest) } : {}),
      signal: asking.signal,
    }),
  )
  return { isDone: response.ok, text: await response.text() }
}

/** What may stand in a path: dots alone would lead to another one. */
const isName = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && !/^\.{0,2}$/.test(value))

const pathNames = (route: Route) => [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)

const failure = (text: string): CallToolResult => ({ isError: true, content: [{ type: 'text', text }] })

const errorText = (...said: ConstructorParameters<typeof AppError>) => JSON.stringify(errorBody(new AppError(...said)))

/** A long answer is cut, and says so in a part of its own. */
export function shortened(text: string): { type: 'text'; text: string }[] {
  if (text.length <= mostCharacters) return [{ type: 'text', text }]
  return [
    { type: 'text', text: text.slice(0, mostCharacters).toWellFormed() },
    {
      type: 'text',
      text: `Cut here: these are ${mostCharacters} of ${text.length} characters. Ask for fewer with "limit", go on with "before", "after" or "from", or ask for one thing by its id.`,
    },
  ]
}
