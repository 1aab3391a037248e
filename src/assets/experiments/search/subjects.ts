import { badSearch, bareKey, quoted, splitField } from './parse.ts'
import type { Entity } from './conditions.ts'

export type ValueType = 'text' | 'number'
export type Field = { entity: Entity; key: string; type: ValueType }

/** What can be searched and ordered, and how the original names mistakes; the grammar around it is the same. */
export type Subject = {
  filterField(text: string): Field
  orderField(text: string): Field
  /** attributes that compare with a list */
  lists: readonly string[]
  nullable: readonly Entity[]
  nullMessage(field: Field): string
  /** how stray words are listed in "Invalid clause(s)" */
  stray(text: string): string
  listMessage: string
  /** how the registry words a comparison that it does not know */
  badComparator?(field: Field, operator: string): Error
  /** whole numbers only, and a quoted one counts */
  wholeNumbers: boolean
}

const runEntities: Record<string, Entity> = {
  metric: 'metric',
  metrics: 'metric',
  min: 'min',
  max: 'max',
  parameter: 'param',
  parameters: 'param',
  param: 'param',
  params: 'param',
  tag: 'tag',
  tags: 'tag',
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  dataset: 'dataset',
  datasets: 'dataset',
}
export const isMetric = (entity: Entity) => entity === 'metric' || entity === 'min' || entity === 'max'

const smallEntities: Record<string, Entity> = { attribute: 'attribute', tag: 'tag', tags: 'tag' }

const runAttributes: Record<string, ValueType> = {
  run_id: 'text',
  run_name: 'text',
  status: 'text',
  artifact_uri: 'text',
  user_id: 'text',
  start_time: 'number',
  end_time: 'number',
}
const runAliases: Record<string, string> = {
  created: 'start_time',
  Created: 'start_time',
  'run name': 'run_name',
  'Run name': 'run_name',
  'Run Name': 'run_name',
}
const orderAliases: Record<string, string> = { created: 'start_time', Created: 'start_time' }
const experimentAttributes: Record<string, ValueType> = {
  name: 'text',
  experiment_id: 'text',
  creation_time: 'number',
  last_update_time: 'number',
}
const versionAttributes: Record<string, ValueType> = {
  name: 'text',
  run_id: 'text',
  source_path: 'text',
  version_number: 'number',
}
const versionOrder: Record<string, ValueType> = {
  name: 'text',
  version_number: 'number',
  creation_timestamp: 'number',
  last_updated_timestamp: 'number',
}

const quotedText = (text: string) => `'${text}'`
const plainText = (text: string) => text
const tagsOnly = ({ key }: Field) => `IS NULL / IS NOT NULL is only supported for tags, not for attribute '${key}'`
const noList = 'Expected a quoted string value for attributes.'
const withList = 'Expected a quoted string value or a list of quoted string values for attributes.'

export const runs: Subject = {
  filterField: text => runField(text, { known: runAttributes, aliases: runAliases }),
  orderField: text => notDataset(runField(text, { known: runAttributes, aliases: orderAliases })),
  lists: ['run_id'],
  nullable: ['tag', 'param'],
  nullMessage: ({ entity, key }) =>
    `IS NULL / IS NOT NULL is only supported for tags and params, not for '${entity}' '${key}'`,
  stray: quotedText,
  listMessage: noList,
  wholeNumbers: false,
}

export const experiments: Subject = {
  filterField: text => smallField(text, experimentAttributes),
  orderField: text => attributeField(text, experimentAttributes),
  lists: ['experiment_id'],
  nullable: ['tag'],
  nullMessage: tagsOnly,
  stray: plainText,
  listMessage: noList,
  wholeNumbers: true,
}

export const registeredModels: Subject = {
  filterField: text => smallField(text, { name: 'text' }),
  orderField: registeredModelOrder,
  lists: ['name'],
  nullable: [],
  nullMessage: tagsOnly,
  stray: plainText,
  listMessage: withList,
  badComparator: ({ entity }, operator) => badSearch(`Invalid comparator for ${entity}: ${operator}`),
  wholeNumbers: true,
}

export const modelVersions: Subject = {
  filterField: text => smallField(text, versionAttributes),
  orderField: text => attributeField(text, versionOrder),
  lists: ['name', 'run_id'],
  nullable: [],
  nullMessage: tagsOnly,
  stray: plainText,
  listMessage: withList,
  badComparator: ({ entity }, operator) => badSearch(`Invalid comparator for ${entity}: ${operator}`),
  wholeNumbers: true,
}

type Keys = { known: Record<string, ValueType>; aliases: Record<string, string> }

function runField(text: string, { known, aliases }: Keys): Field {
  const { entity: prefix = 'attribute', key: raw } = splitField(text)
  const entity = runEntities[bareKey(prefix)]
  if (!entity)
    throw badSearch(
      `Invalid entity type '${prefix}'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']`,
    )
  const key = bareKey(raw)
  if (entity === 'attribute') return attribute(aliases[key] ?? key, known, Object.keys(aliases))
  if (entity === 'dataset' && !['name', 'digest', 'context'].includes(key))
    throw badSearch(`Invalid dataset key '${key}' specified. Valid keys are '${setOf(['name', 'digest', 'context'])}'`)
  return { entity, key, type: isMetric(entity) ? 'number' : 'text' }
}

function notDataset(field: Field): Field {
  if (field.entity === 'dataset') throw badSearch("Invalid identifier type 'dataset'")
  return field
}

function smallField(text: string, known: Record<string, ValueType>): Field {
  const { entity: prefix = 'attribute', key } = splitField(text)
  const entity = smallEntities[prefix]
  if (!entity) throw badSearch(`Invalid entity type '${prefix}'. Valid entity types are ('attribute', 'tag', 'tags')`)
  if (entity === 'attribute') return attribute(bareKey(key), known)
  return { entity, key: bareKey(key), type: 'text' }
}

function attributeField(text: string, known: Record<string, ValueType>): Field {
  const field = smallField(text, known)
  if (field.entity !== 'attribute') throw badSearch(`Invalid order_by entity: ${field.entity}`)
  return field
}

function registeredModelOrder(text: string): Field {
  const key = bareKey(text)
  if (key === 'name') return { entity: 'attribute', key, type: 'text' }
  if (key === 'timestamp' || key === 'last_updated_timestamp')
    return { entity: 'attribute', key: 'last_updated_timestamp', type: 'number' }
  throw badSearch(`Invalid order by key '${key}' specified. Valid keys are '${setOf(['name', 'timestamp'])}'`)
}

function attribute(key: string, known: Record<string, ValueType>, also: string[] = []): Field {
  const type = known[key]
  if (!type)
    throw badSearch(
      `Invalid attribute key '${key}' specified. Valid keys are '${setOf([...Object.keys(known), ...also])}'`,
    )
  return { entity: 'attribute', key, type }
}

export const setOf = (words: readonly string[]) => `{${words.map(quoted).join(', ')}}`
