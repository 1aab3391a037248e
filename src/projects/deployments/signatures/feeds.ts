import { AppError } from '../../../kernel/errors.ts'
import { enforceColumns, schemaError } from './frame.ts'
import type { Cell, Column, Frame } from './frame.ts'
import { flattenNested } from './nested.ts'
import type { ArraySpec, ColumnSpec, Schema } from './signature.ts'
import { isBigType, isFloatType, packBigints, packNumbers, sizeOf } from './tensor.ts'
import type { NumericType, Tensor, TensorSpec, TensorType, Tensors } from './tensor.ts'

/** What a request brings: a table, or tensors as nested lists. */
export type ModelInput =
  | { kind: 'frame'; frame: Frame }
  | { kind: 'tensor'; data: unknown }
  | { kind: 'tensors'; data: Record<string, unknown> }

/** How the inputs of a signature become the inputs of an ONNX graph; made once per model. */
export type FeedPlan =
  | { kind: 'columns'; columns: ColumnSpec[]; inputs: { input: TensorSpec; column: number }[] }
  | { kind: 'matrix'; columns: ColumnSpec[]; input: TensorSpec }
  | { kind: 'tensors'; inputs: { input: TensorSpec; shape: number[] }[] }

export type Feeds = { feeds: Tensors; rows: number }

/**
 * Three layouts are served: an input per column (what skl2onnx writes for a table), one matrix of all columns in the
 * signature's order, and tensors. Without a signature the graph's own inputs say which. Throws `bad_request` when the
 * signature and the graph do not fit, so that a deployment fails at its start and not at its first request.
 */
export function planFeeds(schema: Schema | undefined, inputs: TensorSpec[]): FeedPlan {
  if (!schema) return planWithoutSignature(inputs)
  return schema.kind === 'columns' ? planColumns(schema.columns, inputs) : planTensors(schema.tensors, inputs)
}

function planWithoutSignature(inputs: TensorSpec[]): FeedPlan {
  const columns = inputs.map(columnOf)
  if (inputs.length > 1 && inputs.every(isColumnShaped) && columns.every(column => column !== undefined)) {
    return planColumns(columns, inputs)
  }
  return { kind: 'tensors', inputs: inputs.map(input => ({ input, shape: input.shape })) }
}

const isColumnShaped = ({ shape }: TensorSpec) => shape.length === 1 || (shape.length === 2 && shape[1] === 1)

const columnTypeOf = new Map<TensorType, ColumnSpec['type']>([
  ['bool', 'boolean'],
  ['int8', 'integer'],
  ['int16', 'integer'],
  ['int32', 'integer'],
  ['uint8', 'integer'],
  ['uint16', 'integer'],
  ['uint32', 'long'],
  ['int64', 'long'],
  ['uint64', 'long'],
  ['float32', 'float'],
  ['float64', 'double'],
  ['string', 'string'],
])

function columnOf({ name, type }: TensorSpec): ColumnSpec | undefined {
  const columnType = columnTypeOf.get(type)
  return columnType && { name, type: columnType, required: true }
}

function planColumns(columns: ColumnSpec[], inputs: TensorSpec[]): FeedPlan {
  const unfit = columns.find(({ type }) => type === 'complex' || type === 'binary' || type === 'datetime')
  if (unfit) throw misfit(`the column ${unfit.name ?? ''} is of type ${unfit.type}, which an ONNX graph cannot take`)
  const matched = inputs.map(input => ({ input, column: columns.findIndex(({ name }) => name === input.name) }))
  if (matched.every(({ input, column }) => column >= 0 && isColumnShaped(input))) {
    for (const { input, column } of matched) refuseMixed(columns[column], input)
    return { kind: 'columns', columns, inputs: matched }
  }
  const [input, ...others] = inputs
  const width = input?.shape[1] ?? 0
  if (!input || others.length > 0 || input.shape.length !== 2 || (width >= 0 && width !== columns.length)) {
    throw misfit(`the columns ${list(columns)} are neither the graph's inputs ${list(inputs)} nor together one matrix`)
  }
  for (const column of columns) refuseMixed(column, input)
  return { kind: 'matrix', columns, input }
}

function refuseMixed(column: ColumnSpec | undefined, input: TensorSpec): void {
  if (!column || (column.type === 'string') === (input.type === 'string')) return
  throw misfit(
    `the column ${column.name ?? ''} is of type ${column.type}, the graph's input ${input.name} takes ${input.type}`,
  )
}

const list = (specs: { name?: string }[]) => `[${specs.map(({ name }, index) => name ?? index).join(', ')}]`

const misfit = (why: string) =>
  new AppError('bad_request', `The model's signature and its ONNX graph do not fit: ${why}`, {
    hint: 'Convert with one input per column, named as the column (skl2onnx to_onnx with a data frame does), and log both in one run',
  })

function planTensors(arrays: ArraySpec[], inputs: TensorSpec[]): FeedPlan {
  const [only] = arrays
  const [first] = inputs
  if (arrays.length === 1 && inputs.length === 1 && only && first) {
    return { kind: 'tensors', inputs: [{ input: first, shape: only.shape }] }
  }
  const planned = inputs.map(input => {
    const array = arrays.find(({ name }) => name === input.name)
    if (!array) throw misfit(`the graph's input ${input.name} is not among the signature's tensors ${list(arrays)}`)
    return { input, shape: array.shape }
  })
  return { kind: 'tensors', inputs: planned }
}

export function encodeInput(input: ModelInput, plan: FeedPlan): Feeds {
  if (plan.kind === 'tensors') return encodeTensors(input, plan)
  if (input.kind !== 'frame') {
    throw new AppError(
      'bad_request',
      'This model takes a table: send dataframe_split, dataframe_records, or inputs by column name',
    )
  }
  return encodeColumns(enforceColumns(input.frame, plan.columns), plan)
}

/** The validated columns of a request as the graph's feeds. */
export function encodeColumns(columns: Column[], plan: Exclude<FeedPlan, { kind: 'tensors' }>): Feeds {
  const rows = columns[0]?.cells.length ?? 0
  const given = new Map<ColumnSpec | undefined, Cell[]>(columns.map(({ spec, cells }) => [spec, cells]))
  const cellsOf = (spec: ColumnSpec | undefined) => given.get(spec) ?? absentCells(spec, rows)
  if (plan.kind === 'matrix') return { feeds: { [plan.input.name]: encodeMatrix(plan, cellsOf, rows) }, rows }
  const feeds: Tensors = {}
  for (const { input, column } of plan.inputs) {
    const spec = plan.columns[column]
    const dims = input.shape.length === 1 ? [rows] : [rows, 1]
    feeds[input.name] = packCells(cellsOf(spec), { name: spec?.name ?? input.name, type: input.type, dims })
  }
  return { feeds, rows }
}

type MatrixPlan = Extract<FeedPlan, { kind: 'matrix' }>

function encodeMatrix(plan: MatrixPlan, cellsOf: (spec: ColumnSpec) => Cell[], rows: number): Tensor {
  const columns = plan.columns.map(spec => cellsOf(spec))
  const cells = Array.from({ length: rows }, (_, row) => columns.map(column => column[row] ?? null)).flat()
  return packCells(cells, { name: plan.input.name, type: plan.input.type, dims: [rows, columns.length] })
}

/** An optional column that the request leaves out: missing where the type can say so. */
function absentCells(spec: ColumnSpec | undefined, rows: number): Cell[] {
  if (spec?.type === 'double' || spec?.type === 'float') return Array.from({ length: rows }, () => Number.NaN)
  if (spec?.type === 'string') return Array.from({ length: rows }, () => null)
  throw new AppError(
    'bad_request',
    `The column ${spec?.name ?? ''} is optional in the signature, but the ONNX graph needs it`,
    schemaError,
  )
}

export type Target = { name: string; type: TensorType; dims: number[] }

/** Values as a tensor. A text that is missing is written as Python's `str` writes it, which is what converters expect. */
export function packCells(cells: Cell[], { name, type, dims }: Target): Tensor {
  if (type === 'string') return { type, dims, data: cells.map(cell => pythonText(cell)) }
  if (type === 'float16')
    throw new AppError('bad_request', `The input ${name} takes half-precision numbers: send it as a binary tensor`)
  if (type === 'int64' || type === 'uint64') {
    const bigints = cells.map(cell => BigInt(wholeCell(cell, name)))
    refuseOutside(bigints, type, name)
    return { type, dims, data: packBigints(type, bigints) }
  }
  const numbers = cells.map(cell => (isFloatType(type) ? Number(cell ?? Number.NaN) : Number(wholeCell(cell, name))))
  refuseOutside(numbers, type, name)
  return { type, dims, data: packNumbers(type, numbers) }
}

function pythonText(cell: Cell): string {
  if (cell === null) return 'None'
  return typeof cell === 'number' && Number.isNaN(cell) ? 'nan' : String(cell)
}

function wholeCell(cell: Cell, name: string): number | bigint {
  if (typeof cell === 'bigint') return cell
  const number = typeof cell === 'boolean' || typeof cell === 'number' ? Number(cell) : Number.NaN
  if (Number.isInteger(number)) return number
  throw new AppError('bad_request', `The input ${name} takes whole numbers, and a value is missing or not whole`)
}

const ranges = new Map<NumericType, [number | bigint, number | bigint]>([
  ['bool', [0, 1]],
  ['uint8', [0, 255]],
  ['int8', [-128, 127]],
  ['uint16', [0, 65_535]],
  ['int16', [-32_768, 32_767]],
  ['uint32', [0, 2 ** 32 - 1]],
  ['int32', [-(2 ** 31), 2 ** 31 - 1]],
  ['uint64', [0n, 2n ** 64n - 1n]],
  ['int64', [-(2n ** 63n), 2n ** 63n - 1n]],
])

function refuseOutside(values: (number | bigint)[], type: NumericType, name: string): void {
  const range = ranges.get(type)
  if (!range || values.every(value => value >= range[0] && value <= range[1])) return
  throw new AppError('bad_request', `A value of the input ${name} does not fit its type ${type}`)
}

function encodeTensors(input: ModelInput, plan: Extract<FeedPlan, { kind: 'tensors' }>): Feeds {
  const feeds: Tensors = {}
  for (const { input: target, shape } of plan.inputs) {
    const nested = nestedFor(input, target, plan.inputs.length)
    const { dims, values } = flattenNested(nested, target.name)
    const fitted = fitShape(dims, shape)
    feeds[target.name] = packCells(
      values.map(value => toTensorCell(value, target)),
      { name: target.name, type: target.type, dims: fitted },
    )
  }
  const rows = Object.values(feeds)[0]?.dims[0] ?? 1
  return { feeds, rows }
}

function nestedFor(input: ModelInput, target: TensorSpec, inputs: number): unknown {
  if (input.kind === 'frame') return nestedOfFrame(input.frame, target, inputs)
  if (input.kind === 'tensor' && inputs === 1) return input.data
  const named = input.kind === 'tensors' ? input.data : {}
  const [only] = Object.values(named)
  if (Object.hasOwn(named, target.name)) return named[target.name]
  if (inputs === 1 && Object.keys(named).length === 1) return only
  throw new AppError('bad_request', `Model is missing inputs ['${target.name}'].`, schemaError)
}

/** A table for a model of tensors: the column of that name, or all columns together as one matrix. */
function nestedOfFrame(frame: Frame, target: TensorSpec, inputs: number): unknown {
  const column = frame.columns[frame.names?.indexOf(target.name) ?? -1]
  if (column) return column
  if (inputs > 1) throw new AppError('bad_request', `Model is missing inputs ['${target.name}'].`, schemaError)
  if (frame.columns.length === 1) return frame.columns[0]
  return Array.from({ length: frame.rows }, (_, row) => frame.columns.map(values => values[row]))
}

function toTensorCell(value: unknown, { name, type }: TensorSpec): Cell {
  if (type === 'string' && (typeof value === 'string' || value === null)) return value
  if (type !== 'string') {
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return value
    if (value === null && isFloatType(type)) return Number.NaN
    if (value === null && isBigType(type))
      throw new AppError('bad_request', `The input ${name} has a missing value, which ${type} cannot hold`)
  }
  throw new AppError(
    'bad_request',
    `The input ${name} takes values of type ${type}; one of them is ${value === null ? 'null' : `a ${typeof value}`}`,
  )
}

/** Shapes [n] and [n, 1] stand for one another; anything else must agree. */
function fitShape(dims: number[], expected: number[]): number[] {
  const padded = dims.length + 1 === expected.length && expected.at(-1) === 1 ? [...dims, 1] : dims
  const trimmed = padded.length === expected.length + 1 && padded.at(-1) === 1 ? padded.slice(0, -1) : padded
  const fits =
    trimmed.length === expected.length && trimmed.every((dim, axis) => expected[axis] === -1 || expected[axis] === dim)
  if (fits && sizeOf(trimmed) > 0) return trimmed
  throw new AppError(
    'bad_request',
    `Shape of input (${dims.join(', ')}) does not match expected shape (${expected.join(', ')}).`,
    schemaError,
  )
}

/** What a request to the model may look like: the signature, or what stands for one. */
export function schemaOf(plan: FeedPlan): Schema {
  if (plan.kind !== 'tensors') return { kind: 'columns', columns: plan.columns }
  return {
    kind: 'tensors',
    tensors: plan.inputs.map(({ input, shape }) => ({ name: input.name, dtype: input.type, shape })),
  }
}
