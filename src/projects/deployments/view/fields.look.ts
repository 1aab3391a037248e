import type { EndpointDetail } from '../deployments.schema.ts'

type Field = EndpointDetail['fields'][number]
type Cell = string | number | boolean | null

const numeric = new Set(['integer', 'long', 'float', 'double'])

/** What stands in a field at first: the example of the model, if it has one. */
export function startOf({ example }: Field): string {
  if (example === null || example === undefined) return ''
  return typeof example === 'string' ? example : JSON.stringify(example)
}

/** The typed texts as the values that the signature wants; what is not a number stays text, and the server says why not. */
export function rowOf(fields: readonly Field[], valueOf: (field: Field) => string): Record<string, Cell> {
  return Object.fromEntries(fields.map(field => [field.name, cellOf(field, valueOf(field).trim())]))
}

function cellOf({ type }: Field, text: string): Cell {
  if (text === '') return null
  if (type === 'boolean') return text === 'true'
  const number = numeric.has(type) ? Number(text) : NaN
  return Number.isNaN(number) ? text : number
}

/** One row as programs send it: the example where there is one, else a value of the right type to replace. */
export const exampleRow = (fields: readonly Field[]) => rowOf(fields, field => startOf(field) || plainOf(field))

const plainOf = ({ type }: Field) => (numeric.has(type) ? '0' : type === 'boolean' ? 'false' : 'text')
