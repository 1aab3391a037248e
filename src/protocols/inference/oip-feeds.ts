import { AppError } from '../../kernel/errors.ts'
import { encodeInput, packCells } from '../../projects/deployments/signatures/feeds.ts'
import type { FeedPlan, Feeds } from '../../projects/deployments/signatures/feeds.ts'
import type { Cell, Frame } from '../../projects/deployments/signatures/frame.ts'
import { isFloatType } from '../../projects/deployments/signatures/tensor.ts'
import type { Tensor, TensorSpec, Tensors } from '../../projects/deployments/signatures/tensor.ts'
import { toDatatype } from './oip-tensors.ts'

export type Target = { model: string; inputs: TensorSpec[]; plan: FeedPlan }

/**
 * The tensors of a request as the graph's feeds. They are the graph's own inputs, or one tensor per column of the
 * signature, of shape [n] or [n, 1]. Types that lose nothing are taken, and 64 bit floats where the graph has 32.
 */
export function feedsOfTensors(tensors: Tensors, { model, inputs, plan }: Target): Feeds {
  const known = new Set(inputs.map(({ name }) => name))
  if (plan.kind === 'matrix' && !Object.keys(tensors).some(name => known.has(name))) {
    return encodeInput({ kind: 'frame', frame: frameOfTensors(tensors) }, plan)
  }
  const unexpected = Object.keys(tensors).find(name => !known.has(name) && !isColumn(plan, name))
  if (unexpected !== undefined)
    throw new AppError('bad_request', `unexpected inference input '${unexpected}' for model '${model}'`)
  const missing = inputs.find(({ name }) => !Object.hasOwn(tensors, name))
  if (missing) {
    const got = Object.keys(tensors).length
    throw new AppError(
      'bad_request',
      `expected ${inputs.length} inputs but got ${got} inputs for model '${model}': input '${missing.name}' is missing`,
    )
  }
  const feeds = Object.fromEntries(inputs.map(input => [input.name, fit(tensors[input.name], input, model)]))
  return { feeds, rows: rowsOf(feeds, model) }
}

/** A column of the signature that the graph does not use may be sent, and is left out. */
const isColumn = (plan: FeedPlan, name: string) =>
  plan.kind === 'columns' && plan.columns.some(column => column.name === name)

function rowsOf(feeds: Tensors, model: string): number {
  const counts = new Set(Object.values(feeds).flatMap(({ dims }) => dims[0] ?? []))
  const [rows = 1] = counts
  if (rows === 0) throw new AppError('bad_request', `the inputs of model '${model}' have no rows`)
  return rows
}

function fit(tensor: Tensor | undefined, { name, type, shape }: TensorSpec, model: string): Tensor {
  if (!tensor) throw new AppError('bad_request', `input '${name}' is missing for model '${model}'`)
  const dims = fitDims(tensor.dims, shape)
  if (!dims) {
    throw new AppError(
      'bad_request',
      `unexpected shape for input '${name}' for model '${model}'. Expected [${shape.join(',')}], got [${tensor.dims.join(',')}]`,
    )
  }
  if (tensor.type === type) return { ...tensor, dims }
  if (!isLossless(tensor, type)) {
    throw new AppError(
      'bad_request',
      `inference input '${name}' data-type is '${toDatatype(tensor.type)}', but model '${model}' expects '${toDatatype(type)}'`,
    )
  }
  return packCells(cellsOf(tensor), { name, type, dims })
}

function fitDims(dims: number[], shape: number[]): number[] | undefined {
  const padded = dims.length + 1 === shape.length && shape.at(-1) === 1 ? [...dims, 1] : dims
  const trimmed = padded.length === shape.length + 1 && padded.at(-1) === 1 ? padded.slice(0, -1) : padded
  const fits =
    trimmed.length === shape.length && trimmed.every((dim, axis) => shape[axis] === -1 || shape[axis] === dim)
  return fits ? trimmed : undefined
}

/** Whole numbers fit floats and other whole types (their range is checked value by value); floats fit only floats. */
function isLossless(tensor: Tensor, type: TensorSpec['type']): boolean {
  if (tensor.type === 'string' || type === 'string' || tensor.type === 'float16' || type === 'float16') return false
  return isFloatType(type) || !isFloatType(tensor.type)
}

function cellsOf({ type, data }: Tensor): Cell[] {
  const items: ArrayLike<string | number | bigint> = data
  return Array.from(items, value => (type === 'bool' ? value !== 0 : value))
}

export function frameOfTensors(tensors: Tensors): Frame {
  const columns = Object.entries(tensors).map(([name, tensor]) => {
    if (!fitDims(tensor.dims, [-1]))
      throw new AppError(
        'bad_request',
        `input '${name}' is a column and must have the shape [n] or [n,1], got [${tensor.dims.join(',')}]`,
      )
    return cellsOf(tensor)
  })
  const lengths = new Set(columns.map(({ length }) => length))
  if (lengths.size > 1) throw new AppError('bad_request', 'the inputs of one table differ in their number of rows')
  return { names: Object.keys(tensors), columns, rows: columns[0]?.length ?? 0 }
}
