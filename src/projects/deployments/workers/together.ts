import { joinTensors, sliceTensor, type Tensor, type Tensors } from '../signatures/tensor.ts'

/** Several requests as one call of the runtime: their rows one below the other, and its answer cut apart again. */

const rowsOf = (call: Tensors) => Object.values(call)[0]?.dims[0] ?? 0

/** Undefined where the calls differ in anything but their number of rows. */
export function joinCalls(calls: readonly Tensors[]): Tensors | undefined {
  const [first] = calls
  if (!first || calls.length < 2 || !calls.every(call => canJoin(call, first))) return undefined
  return Object.fromEntries(
    Object.keys(first).map(name => [name, joinTensors(calls.flatMap(call => call[name] ?? []))]),
  )
}

function canJoin(call: Tensors, first: Tensors): boolean {
  const tensors = Object.entries(call)
  const rows = tensors[0]?.[1].dims[0]
  return (
    rows !== undefined &&
    tensors.length === Object.keys(first).length &&
    tensors.every(([name, tensor]) => tensor.dims[0] === rows && isLike(tensor, first[name]))
  )
}

const isLike = (one: Tensor, other: Tensor | undefined) =>
  one.type === other?.type &&
  one.dims.length === other.dims.length &&
  one.dims.every((dim, axis) => axis === 0 || dim === other.dims[axis])

/** Undefined where the answer does not fall apart by the rows of the calls. */
export function cutApart(outputs: Tensors, calls: readonly Tensors[]): Tensors[] | undefined {
  const rows = calls.reduce((total, call) => total + rowsOf(call), 0)
  const tensors = Object.entries(outputs)
  if (tensors.some(([, { dims }]) => dims[0] !== rows)) return undefined
  let from = 0
  return calls.map(call => {
    const to = from + rowsOf(call)
    const part = Object.fromEntries(tensors.map(([name, tensor]) => [name, sliceTensor(tensor, from, to)]))
    from = to
    return part
  })
}
