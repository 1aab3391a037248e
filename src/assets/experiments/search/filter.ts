import { numberOperators, textOperators, type Condition, type Order, type Test } from './conditions.ts'
import { badSearch, parseClauses, parseList, parseOrdering, placed, unquoted, type Clause } from './parse.ts'
import { isMetric, setOf, type Field, type Subject } from './subjects.ts'
import type { Token } from './lexer.ts'

/** Parses a filter of runs, experiments, registered models or model versions; an empty one has no conditions. */
export function parseFilter(subject: Subject, filter: string | undefined): Condition[] {
  if (!filter) return []
  const { clauses, strays } = parseClauses(filter)
  if (strays.length > 0)
    throw badSearch(
      `Invalid clause(s) in filter string: ${strays
        .slice(0, 20)
        .map(({ text }) => subject.stray(text))
        .join(', ')}`,
      strays[0]?.at,
    )
  return clauses.map(clause => placed(clause.left.at, () => toCondition(subject, clause)))
}

/** Parses `order_by`; the same field twice is refused. */
export function parseOrder(subject: Subject, orderBy: readonly string[] = []): Order[] {
  const orders = orderBy.map(text => {
    const { field, isAscending } = parseOrdering(text)
    const { entity, key } = subject.orderField(field)
    return { entity, key, isAscending }
  })
  const names = new Set(orders.map(order => `${order.entity}.${order.key}`))
  if (names.size < orders.length)
    throw badSearch(`\`order_by\` contains duplicate fields: [${orderBy.map(text => `'${text}'`).join(', ')}]`)
  return orders
}

function toCondition(subject: Subject, { left, operator, right }: Clause): Condition {
  if (left.kind !== 'name') throw badSearch(`Invalid comparison clause. Expected 'Identifier' found '${left.text}'`)
  const field = subject.filterField(left.text)
  const test = right ? valueTest(subject, field, { operator, right }) : presenceTest(subject, field, operator)
  return { entity: field.entity, key: field.key, test }
}

function presenceTest(subject: Subject, field: Field, operator: string): Test {
  if (!subject.nullable.includes(field.entity)) throw badSearch(subject.nullMessage(field))
  return { kind: 'presence', isPresent: operator === 'IS NOT NULL' }
}

type Comparison = { operator: string; right: Token }

function valueTest(subject: Subject, field: Field, { operator, right }: Comparison): Test {
  if (field.type === 'number') return numberTest(subject, field, { operator, right })
  if (right.kind === 'list') return listTest(subject, field, { operator, right })
  const value = textValue(subject, field, right)
  const known = textOperators.find(word => word === operator)
  if (!known) throw subject.badComparator?.(field, operator) ?? badTextComparator(field, operator)
  return { kind: 'text', operator: known, value }
}

function numberTest(subject: Subject, field: Field, { operator, right }: Comparison): Test {
  const text =
    subject.wholeNumbers && field.key === 'version_number' ? (unquoted(right.text) ?? right.text) : right.text
  if (right.kind !== 'number' && text === right.text) throw badSearch(numberMessage(field, right.text))
  const value = Number(text)
  if (subject.wholeNumbers && !/^-?\d+$/.test(text))
    throw badSearch(`Invalid value for numeric attribute '${field.key}': '${text}'`)
  const known = numberOperators.find(word => word === operator)
  if (!known) throw badComparator(operator, numberOperators)
  return { kind: 'number', operator: known, value }
}

const numberMessage = (field: Field, found: string) =>
  isMetric(field.entity)
    ? `Expected numeric value type for metric. Found ${found}`
    : `Expected numeric value type for numeric attribute: ${field.key}. Found ${found}`

function listTest(subject: Subject, field: Field, { operator, right }: Comparison): Test {
  if (field.entity === 'param' || field.entity === 'tag') throw badSearch(quotedMessage(field, right.text))
  if (field.entity === 'attribute' && !subject.lists.includes(field.key))
    throw badSearch(
      `Only [${subject.lists.map(key => `'${key}'`).join(', ')}] attributes support comparison with a list of quoted string values.`,
    )
  const values = parseList(right.text)
  if (operator !== 'IN' && operator !== 'NOT IN') throw badComparator(operator, ['IN', 'NOT IN'])
  return { kind: 'list', operator, values }
}

function textValue(subject: Subject, field: Field, right: Token): string {
  if (right.kind !== 'string' && right.kind !== 'name') throw badSearch(notTextMessage(subject, field, right.text))
  const value = unquoted(right.text)
  if (value === undefined)
    throw badSearch(
      `Parameter value is either not quoted or unidentified quote types used for string value ${right.text}. Use either single or double quotes.`,
    )
  return value
}

function notTextMessage(subject: Subject, field: Field, found: string): string {
  if (field.entity === 'dataset') return `Expected a quoted string value for dataset attributes. Got value ${found}`
  if (field.entity !== 'attribute') return quotedMessage(field, found)
  return `${subject.listMessage} Got value ${found}`
}

const quotedMessage = (field: Field, found: string) =>
  `Expected a quoted string value for ${field.entity === 'param' ? 'parameter' : field.entity} (e.g. 'my-value'). Got value ${found}`

/** For tags and datasets the original leaves the quote around its list open. */
const badTextComparator = ({ entity }: Field, operator: string) =>
  entity === 'attribute' || entity === 'param'
    ? badComparator(operator, [...textOperators, ...others[entity]])
    : badSearch(`Invalid comparator '${operator}' not one of '${setOf([...textOperators, ...others[entity]])}`)

/** what else the original lists when a comparison is none that it knows */
const others: Record<Field['entity'], readonly string[]> = {
  attribute: ['IN', 'NOT IN'],
  dataset: ['IN', 'NOT IN'],
  param: ['IS NULL', 'IS NOT NULL'],
  tag: ['IS NULL', 'IS NOT NULL'],
  metric: [],
  min: [],
  max: [],
}

const badComparator = (found: string, known: readonly string[]) =>
  badSearch(`Invalid comparator '${found}' not one of '${setOf(known)}'`)
