import { AppError } from '../../../kernel/errors.ts'
import { lex, type Token } from './lexer.ts'

/** One comparison as written: the meaning of its parts depends on what is searched. */
export type Clause = { left: Token; operator: string; right?: Token }
export type Clauses = { clauses: Clause[]; strays: Token[] }
/** One item of `order_by` as written. */
export type Ordering = { field: string; isAscending: boolean }

/** `at` says where in the filter the mistake stands, so that a page can point there. */
export const badSearch = (message: string, at?: number) =>
  new AppError('bad_request', message, at === undefined ? {} : { details: { at } })

export function placed<T>(at: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof AppError ? badSearch(error.message, at) : error
  }
}

/** Splits a filter into comparisons; what is neither a comparison nor AND is a stray. A missing AND is forgiven. */
export function parseClauses(filter: string): Clauses {
  const tokens = onlyStatement(filter)
  const clauses: Clause[] = []
  const strays: Token[] = []
  for (let at = 0; at < tokens.length;) {
    const found = clauseAt(tokens, at)
    const token = tokens[at]
    if (found) clauses.push(found.clause)
    else if (token && !isWord(token, 'AND')) strays.push(token)
    at += found?.length ?? 1
  }
  return { clauses, strays }
}

/** Reads one `order_by` item: a field, then perhaps ASC or DESC. */
export function parseOrdering(text: string): Ordering {
  const tokens = lex(text)
  const [field, direction] = tokens
  if (field?.kind !== 'name' || tokens.length > 2)
    throw badSearch(`Invalid order_by clause '${text}'. Could not be parsed.`)
  const word = direction?.text.toLowerCase() ?? 'asc'
  if (word !== 'asc' && word !== 'desc') throw badSearch(`Invalid ordering key in order_by clause '${text}'.`)
  return { field: field.text, isAscending: word === 'asc' }
}

/** Reads the list of an IN: quoted strings between brackets. */
export function parseList(text: string): string[] {
  const inner = text.slice(1, -1).trim().replace(/,$/, '')
  if (inner === '')
    throw badSearch('While parsing a list in the query, expected a non-empty list of string values, but got empty list')
  const items = [...inner.matchAll(/\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,]*?)\s*(?:,|$)/g)]
    .filter(match => match[0] !== '')
    .map(match => match[1] ?? '')
  const isQuoted = (item: string) => item.length > 1 && /^['"]/.test(item) && item.endsWith(item.charAt(0))
  if (items.every(isQuoted)) return items.map(item => item.slice(1, -1).replace(/\\(.)/g, '$1'))
  if (items.every(item => isQuoted(item) || /^-?[\d.]+$/.test(item)))
    throw badSearch(
      `While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ${text}`,
    )
  throw badSearch(
    'While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.',
  )
}

/** Takes single or double quotes off a value; undefined when it has none. */
export function unquoted(text: string): string | undefined {
  const mark = text.charAt(0)
  return text.length >= 2 && (mark === "'" || mark === '"') && text.endsWith(mark) ? text.slice(1, -1) : undefined
}

/** A key as people write it: in backticks, in quotes or bare. */
export function bareKey(text: string): string {
  const plain = unquoted(text) ?? text
  return plain.length >= 2 && plain.startsWith('`') && plain.endsWith('`') ? plain.slice(1, -1) : plain
}

/** Cuts `metrics.\`a.b\`` at its first dot. */
export function splitField(text: string): { entity?: string; key: string } {
  const dot = text.indexOf('.')
  return dot < 0 ? { key: text } : { entity: text.slice(0, dot), key: text.slice(dot + 1) }
}

function onlyStatement(filter: string): Token[] {
  const tokens = lex(filter)
  const end = tokens.findIndex(token => token.text === ';')
  if (end >= 0 && end < tokens.length - 1)
    throw badSearch(`Search filter contained multiple expression ${quoted(filter)}. Provide AND-ed expression list.`)
  return tokens
}

export const quoted = (text: string) => (text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text}'`)

const isWord = (token: Token | undefined, word: string) => token?.kind === 'keyword' && token.word === word

const operands = new Set<Token['kind']>(['name', 'string', 'number', 'expression'])

function clauseAt(tokens: Token[], at: number): { clause: Clause; length: number } | undefined {
  const [left, second, third, fourth] = tokens.slice(at, at + 4)
  if (!left || !second || !operands.has(left.kind)) return undefined
  if (isWord(second, 'IS')) return nullClause(left, third, fourth)
  if (isWord(second, 'NOT')) return valueClause(left, { word: `NOT ${third?.text ?? ''}`, length: 4 }, fourth)
  const isOperator = second.kind === 'operator' || ['IN', 'LIKE', 'ILIKE'].some(word => isWord(second, word))
  return isOperator ? valueClause(left, { word: second.text, length: 3 }, third) : undefined
}

function nullClause(left: Token, third: Token | undefined, fourth: Token | undefined) {
  if (isWord(third, 'NULL')) return { clause: { left, operator: 'IS NULL' }, length: 3 }
  if (isWord(third, 'NOT') && isWord(fourth, 'NULL')) return { clause: { left, operator: 'IS NOT NULL' }, length: 4 }
  return undefined
}

function valueClause(left: Token, operator: { word: string; length: number }, right: Token | undefined) {
  const word = operator.word.toUpperCase()
  const fits = right && (operands.has(right.kind) || right.kind === 'list')
  if (!fits || !/^(?:NOT )?(?:IN|LIKE|ILIKE)$|^[<>=!~]+$/.test(word)) return undefined
  return { clause: { left, operator: word, right }, length: operator.length }
}
