import { AppError } from '../../kernel/errors.ts'
import type { ModelInput } from '../../projects/deployments/signatures/feeds.ts'
import { schemaError } from '../../projects/deployments/signatures/frame.ts'
import type { Frame } from '../../projects/deployments/signatures/frame.ts'
import type { Schema } from '../../projects/deployments/signatures/signature.ts'

/** The shapes in which MLflow's clients send tables, as columns. Missing values of a table are NaN, as in pandas. */

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const typeName = (value: unknown) =>
  Array.isArray(value) ? 'list' : isObject(value) ? 'dictionary' : `type ${value === null ? 'null' : typeof value}`

export function splitFrame(sent: unknown): Frame {
  if (!isObject(sent)) throw invalid(`Dataframe split format must be a dictionary. Got ${typeName(sent)}.`)
  const keys = Object.keys(sent)
  if (!keys.includes('data') || keys.some(key => !['columns', 'data', 'index'].includes(key))) {
    const got = keys.map(key => `'${key}'`).join(', ')
    throw invalid(
      `Dataframe split format must have 'data' field and optionally 'columns' and 'index' fields. Got {${got}}.`,
    )
  }
  const { columns, data } = sent
  if (!Array.isArray(data)) throw invalidSplit(`'data' must be a list of rows, got ${typeName(data)}`)
  if (columns !== undefined && columns !== null && !Array.isArray(columns))
    throw invalidSplit(`'columns' must be a list, got ${typeName(columns)}`)
  return rowsFrame(data, Array.isArray(columns) ? columns.map(String) : undefined)
}

function rowsFrame(data: unknown[], names: string[] | undefined): Frame {
  const rows = data.map(row => (Array.isArray(row) ? row : [row]))
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0)
  if (names && rows.length > 0 && width !== names.length) {
    throw invalidSplit(`${names.length} columns passed, passed data had ${width} columns`)
  }
  const columns = Array.from({ length: names?.length ?? width }, (_, at) =>
    rows.map(row => (at < row.length ? row[at] : Number.NaN)),
  )
  return { names, columns, rows: rows.length }
}

export function recordsFrame(sent: unknown): Frame {
  if (!Array.isArray(sent)) throw invalid(`Dataframe records format must be a list of records. Got ${typeName(sent)}.`)
  const records = sent.filter(isObject)
  if (records.length < sent.length) return rowsFrame(sent, undefined)
  const names = [...new Set(records.flatMap(record => Object.keys(record)))]
  const columns = names.map(name => records.map(record => (Object.hasOwn(record, name) ? record[name] : Number.NaN)))
  return { names, columns, rows: records.length }
}

/** `instances` as a list of rows by name: MLflow makes columns of them, which must be of one length. */
export function inputOfInstances(rows: unknown[], schema: Schema | undefined): ModelInput {
  const columns = new Map<string, unknown[]>()
  for (const row of rows) {
    if (!isObject(row)) throw invalid('Every instance must be a dictionary if the first one is')
    for (const [name, value] of Object.entries(row)) {
      const values = columns.get(name)
      if (values) values.push(value)
      else columns.set(name, [value])
    }
  }
  const required = requiredNames(schema) ?? new Set(columns.keys())
  const lengths = new Set([...columns].filter(([name]) => required.has(name)).map(([, values]) => values.length))
  if (lengths.size > 1) throw invalid('The length of values for each input/column name are not the same')
  return inputOfColumns(Object.fromEntries(columns), schema)
}

function requiredNames(schema: Schema | undefined): Set<string> | undefined {
  if (!schema) return undefined
  const specs = schema.kind === 'columns' ? schema.columns.filter(({ required }) => required) : schema.tensors
  return new Set(specs.flatMap(({ name }) => name ?? []))
}

/** Values by name: the columns of a table, one row if they are no lists; or tensors. */
export function inputOfColumns(data: Record<string, unknown>, schema: Schema | undefined): ModelInput {
  if (schema?.kind !== 'columns') return { kind: 'tensors', data }
  const known = new Set(schema.columns.map(({ name }) => name))
  const names = Object.keys(data)
  const columns = Object.values(data).map(value => (Array.isArray(value) ? value : [value]))
  const lengths = new Set(columns.filter((_, at) => known.has(names[at])).map(values => values.length))
  if (lengths.size > 1) throw new AppError('bad_request', 'All arrays must be of the same length', schemaError)
  const [rows = columns[0]?.length ?? 0] = lengths
  return { kind: 'frame', frame: { names, columns, rows } }
}

/** A bare list: the only column of a table that has one, else rows without names, else a tensor. */
export function inputOfList(data: unknown, schema: Schema | undefined): ModelInput {
  if (schema?.kind !== 'columns') return { kind: 'tensor', data }
  const values = Array.isArray(data) ? data : [data]
  const [only, ...others] = schema.columns
  if (only?.name !== undefined && others.length === 0) {
    return { kind: 'frame', frame: { names: [only.name], columns: [values], rows: values.length } }
  }
  return { kind: 'frame', frame: rowsFrame(values, undefined) }
}

const invalid = (why: string) => new AppError('bad_request', `Invalid input. ${why}`)

const invalidSplit = (why: string) =>
  invalid(`Provided dataframe_split field is not a valid dataframe representation in 'split' format. Error: '${why}'`)
