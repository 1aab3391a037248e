import { AppError } from '../../../kernel/errors.ts'
import type { ColumnSpec, ColumnType } from './signature.ts'

/** A table as a request brings it: columns of equal length, values as JSON or CSV gave them. */
export type Frame = { names: string[] | undefined; columns: unknown[][]; rows: number }

/**
 * A value that fits its column. Missing numbers are NaN; a missing text is null if the request said null, NaN if it
 * left the field empty, because Python tells the two apart.
 */
export type Cell = number | bigint | string | boolean | null
export type Column = { spec: ColumnSpec; cells: Cell[] }

const smallest = { integer: -(2 ** 31), long: -(2n ** 63n) }
const largest = { integer: 2 ** 31 - 1, long: 2n ** 63n - 1n }
const numpyName: Record<ColumnType, string> = {
  boolean: 'bool',
  integer: 'int32',
  long: 'int64',
  float: 'float32',
  double: 'float64',
  string: 'str',
  binary: 'bytes',
  datetime: 'datetime64[ns]',
}

/**
 * Holds a table to the columns of a signature as MLflow's schema enforcement does: columns in the signature's order,
 * extra ones ignored, optional ones absent. Stricter where MLflow changes values without a word: a fraction in a
 * whole-number column, a number in a text column and anything but true and false in a boolean column are refused.
 */
export function enforceColumns(frame: Frame, specs: ColumnSpec[]): Column[] {
  refuseDuplicates(frame)
  const found = specs.map((spec, index) => ({ spec, index, values: frame.columns[columnIndex(frame, spec, index)] }))
  const missing = found
    .filter(({ spec, values }) => spec.required && !values)
    .map(({ spec, index }) => spec.name ?? `${index}`)
  if (missing.length > 0) throw missingColumns(missing, extraColumns(frame, specs))
  if (frame.rows === 0) throw new AppError('bad_request', 'The input has no rows', { hint: 'Send at least one row' })
  return found.flatMap(({ spec, values }) =>
    values ? [{ spec, cells: values.map((value, row) => toCell(spec, value, row)) }] : [],
  )
}

const columnIndex = ({ names }: Frame, spec: ColumnSpec, index: number) =>
  spec.name === undefined ? index : (names?.indexOf(spec.name) ?? -1)

function refuseDuplicates({ names }: Frame): void {
  const twice =
    names && names.length > new Set(names).size && names.find((name, index) => names.indexOf(name) !== index)
  if (typeof twice === 'string') throw new AppError('bad_request', `The column ${twice} is given twice`, schemaError)
}

function extraColumns({ names, columns }: Frame, specs: ColumnSpec[]): string[] {
  const known = new Set(specs.map(spec => spec.name))
  return names ? names.filter(name => !known.has(name)).map(quote) : columns.map((_, index) => `${index}`)
}

/** Marks what MLflow reports as a failed schema enforcement. */
export const schemaError = { details: { reason: 'schema_enforcement' } }

function missingColumns(missing: string[], extra: string[]): AppError {
  const note = extra.length > 0 ? ` Note that there were extra inputs: [${extra.join(', ')}].` : ''
  return new AppError('bad_request', `Model is missing inputs [${missing.map(quote).join(', ')}].${note}`, schemaError)
}

const quote = (name: string) => `'${name}'`

function toCell(spec: ColumnSpec, value: unknown, row: number): Cell {
  const { type } = spec
  if (type === 'double' || type === 'float') return toFloat(value) ?? fail(spec, row, 'is not a number')
  if (type === 'long' || type === 'integer') return toInteger(spec, value, row)
  if (type === 'string') return toText(spec, value, row)
  if (type === 'boolean') return toBoolean(value) ?? fail(spec, row, 'is neither true nor false')
  return typeof value === 'string' || isMissing(value)
    ? (value ?? null)
    : fail(spec, row, `is not a text that stands for a ${type}`)
}

const isMissing = (value: unknown): value is null | undefined => value === null || value === undefined

const numberText = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/
const specialText = new Map([
  ['nan', Number.NaN],
  ['inf', Infinity],
  ['infinity', Infinity],
  ['-inf', -Infinity],
  ['-infinity', -Infinity],
])

function toFloat(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (isMissing(value)) return Number.NaN
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value)
  if (typeof value !== 'string') return undefined
  return numberText.test(value) ? Number(value) : specialText.get(value.trim().toLowerCase())
}

function toInteger(spec: ColumnSpec, value: unknown, row: number): number | bigint {
  if (isMissing(value) || Number.isNaN(value))
    fail(spec, row, 'is missing, which whole numbers cannot be; log the column as double if values may be missing')
  if (typeof value === 'boolean') return Number(value)
  const whole = toWhole(value)
  if (whole === undefined) fail(spec, row, typeof value === 'number' ? 'has a fraction' : 'is not a whole number')
  const range = spec.type === 'integer' ? 'integer' : 'long'
  if (whole < smallest[range] || whole > largest[range]) fail(spec, row, 'is out of range')
  return whole
}

function toWhole(value: unknown): number | bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined
  if (typeof value !== 'string' || !/^\s*[+-]?\d{1,20}\s*$/.test(value)) return undefined
  const exact = BigInt(value.trim().replace(/^\+/, ''))
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact
}

function toText(spec: ColumnSpec, value: unknown, row: number): string | number | null {
  if (typeof value === 'string') return value
  if (isMissing(value)) return null
  if (typeof value === 'number' && Number.isNaN(value)) return value
  return fail(spec, row, `is a ${typeof value}; send it in quotes, as the text the model was trained on`)
}

const booleanText = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
])

function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 0 || value === 1) return value === 1
  return typeof value === 'string' ? booleanText.get(value.trim().toLowerCase()) : undefined
}

function fail({ name, type }: ColumnSpec, row: number, why: string): never {
  const wanted = type === 'complex' ? type : numpyName[type]
  throw new AppError(
    'bad_request',
    `Invalid input. Data is not compatible with model signature. Failed to convert column ${name ?? ''} to type '${wanted}'. Error: the value in row ${row} ${why}`,
  )
}
