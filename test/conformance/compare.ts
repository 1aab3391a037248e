import { z } from 'zod'
import type { Step } from './step.ts'

export type Answer = { status: number; body: unknown }
export type Send = (method: string, path: string, body: unknown) => Promise<Answer>

/** Sends steps to one server, with its own ids in the place of names, and names in the place of its ids in the answers. */
export function speaker(send: Send): (step: Step) => Promise<Answer> {
  const known = new Map<string, string>()
  return async ({ call: [method, path, body], keep = {} }) => {
    const real = (text: string) => text.replace(/<(\w+)>/g, (all, name: string) => known.get(name) ?? all)
    const wish: unknown = body === undefined ? undefined : JSON.parse(real(JSON.stringify(body)))
    const answer = await send(method, real(path), wish)
    for (const [name, place] of Object.entries(keep)) known.set(name, idAt(answer.body, place))
    // longer ids first: an experiment's number may be a part of another
    const ids = [...known].filter(([, id]) => id.length > 8)
    const named = ids.reduce((text, [name, id]) => text.replaceAll(id, `<${name}>`), JSON.stringify(answer.body))
    return {
      status: answer.status,
      body: plain(JSON.parse(named), { isHistory: path.startsWith('metrics/'), isSearch: path.includes('/search') }),
    }
  }
}

const Told = z.object({ message: z.string().default('') })
/** What an answer says of a mistake. */
export const bodyOf = (answer: Answer) => Told.parse(answer.body)

type Kind = { isHistory: boolean; isSearch: boolean }

const clocks = /^(creation_time|last_update_time|creation_timestamp|last_updated_timestamp)(_ms)?$/
const Listed = z.union([z.object({ key: z.string() }), z.object({ alias: z.string() })])
const Fields = z.record(z.string(), z.unknown())

/** What of an answer must be equal: no times of the server, no order of what has none, no word of the workspace. */
function plain(value: unknown, kind: Kind): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value.map(item => plain(item, kind))
    const isSet = !kind.isHistory && items.length > 0 && items.every(item => Listed.safeParse(item).success)
    return isSet ? inOrder(items) : items
  }
  if (typeof value === 'string') return plainText(value)
  const fields = Fields.safeParse(value)
  if (!fields.success) return value
  return Object.fromEntries(
    Object.entries(fields.data)
      .filter(([name]) => name !== 'workspace' && !('run_link' in fields.data && isForgotten(name, kind)))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, plainField(name, field, kind)]),
  )
}

function plainField(name: string, field: unknown, kind: Kind): unknown {
  if (clocks.test(name)) return 'a time'
  if (name === 'next_page_token') return 'a token'
  return name === 'latest_versions' ? inOrder(plain(field, kind)) : plain(field, kind)
}

/** The original forgets which logged model a version is, and in searches its aliases. */
const isForgotten = (name: string, { isSearch }: Kind) => name === 'model_id' || (isSearch && name === 'aliases')

const inOrder = (value: unknown) =>
  Array.isArray(value) ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value

/** Sets of Python have no order, JSON any spaces, ids that no step names are any, and nobody reads what the database said. */
const plainText = (text: string) =>
  (/^[[{]["{]/.test(text) ? JSON.stringify(JSON.parse(text)) : text)
    .replace(/\b(m-)?[0-9a-f]{32}\b/g, '<some id>')
    .replace(/\{('[^']*'(?:, )?)+\}/g, set => `{${set.slice(1, -1).split(', ').toSorted().join(', ')}}`)
    .replace(/ Error: [\s\S]*sqlite3[\s\S]*/, '')

function idAt(body: unknown, place: readonly string[]): string {
  const found = place.reduce<unknown>((value, part) => Fields.parse(value)[part], body)
  return z.string().parse(found)
}
