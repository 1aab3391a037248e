import { z } from 'zod'
import { numberOperators, textOperators, type Condition, type Order, type Test } from './conditions.ts'
import { badSearch, bareKey, parseClauses, parseList, quoted, splitField, unquoted, type Clause } from './parse.ts'
import type { Entity } from './conditions.ts'

const entities: Record<string, Entity> = { attributes: 'attribute', metrics: 'metric', params: 'param', tags: 'tag' }
const attributes = ['name', 'model_id', 'model_type', 'status', 'source_run_id', 'artifact_uri', 'experiment_id']
const times: Record<string, string> = {
  creation_time: 'creation_timestamp',
  creation_timestamp: 'creation_timestamp',
  creation_timestamp_ms: 'creation_timestamp',
  last_updated_time: 'last_updated_timestamp',
  last_updated_timestamp: 'last_updated_timestamp',
  last_updated_timestamp_ms: 'last_updated_timestamp',
}
const listOperators = ['IN', 'NOT IN'] as const

/** Parses a filter of logged models: the same grammar, but values may be bare and mistakes are worded otherwise. */
export function parseLoggedModelFilter(filter: string | undefined): Condition[] {
  if (!filter) return []
  const { clauses, strays } = parseClauses(filter)
  if (strays.length > 0)
    throw badSearch(
      `Invalid filter string: ${quoted(filter)}. Expected a list of comparisons separated by 'AND' (e.g. 'metrics.loss > 0.1 AND params.lr = 0.01').`,
    )
  return clauses.map(toCondition)
}

export const LoggedModelOrder = z.object({
  field_name: z.string(),
  ascending: z.boolean().default(true),
  dataset_name: z.string().optional(),
  dataset_digest: z.string().optional(),
})
export type LoggedModelOrder = z.infer<typeof LoggedModelOrder>

/** Reads one `order_by` field of a search of logged models: an attribute or `metrics.<key>`. */
export function parseLoggedModelOrder({ field_name: name, ascending }: LoggedModelOrder): Order {
  const { entity, key } = splitField(name)
  if (entity === undefined) {
    const attribute = times[name] ?? attributes.find(known => known === name)
    if (!attribute) throw badSearch(`Invalid order by field name: ${name}`)
    return { entity: 'attribute', key: attribute, isAscending: ascending }
  }
  if (entity !== 'metrics') throw badSearch(`Invalid order by field name: ${name}. Only metrics are supported.`)
  return { entity: 'metric', key: bareKey(key), isAscending: ascending }
}

function toCondition({ left, operator, right }: Clause): Condition {
  if (!right) throw badSearch(`Invalid comparison: ${left.text} ${operator}. Expected a comparison with 3 tokens.`)
  const { entity: prefix = 'attributes', key: raw } = splitField(left.text)
  const entity = entities[prefix]
  if (!entity)
    throw badSearch(`Invalid entity type: '${prefix}'. Expected one of ['attributes', 'metrics', 'params', 'tags'].`)
  const key = entity === 'attribute' ? attributeKey(bareKey(raw)) : bareKey(raw)
  const isNumber = entity === 'metric' || key in times
  const name = `${prefix}.${key}`
  return { entity, key, test: isNumber ? numberTest(name, operator, right.text) : textTest(name, operator, right.text) }
}

function attributeKey(key: string): string {
  const known = times[key] ?? attributes.find(name => name === key)
  if (!known)
    throw badSearch(
      `Invalid attribute key '${key}' specified. Valid keys are ${[...attributes, ...Object.keys(times)].join(', ')}`,
    )
  return known
}

function numberTest(name: string, operator: string, text: string): Test {
  const known = numberOperators.find(word => word === operator)
  if (!known) throw badOperator(name, operator, ['<', '<=', '>', '>=', '=', '!='])
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw badSearch(`Expected numeric value for ${name}. Found ${text}`)
  return { kind: 'number', operator: known, value }
}

function textTest(name: string, operator: string, text: string): Test {
  const list = listOperators.find(word => word === operator)
  if (list && text.startsWith('(')) return { kind: 'list', operator: list, values: parseList(text) }
  const known = textOperators.find(word => word === operator)
  if (!known) throw badOperator(name, operator, [...textOperators, ...listOperators])
  return { kind: 'text', operator: known, value: unquoted(text) ?? text }
}

const badOperator = (name: string, found: string, known: readonly string[]) =>
  badSearch(`Invalid comparison operator for ${name}: '${found}'. Expected one of (${known.map(quoted).join(', ')}).`)
