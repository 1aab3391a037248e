import { AppError } from '../../../kernel/errors.ts'

const deepest = 16

export type Flat = { dims: number[]; values: unknown[] }

/** Nested lists as a shape and the values in row-major order; a value alone has the shape []. */
export function flattenNested(nested: unknown, name: string): Flat {
  const dims: number[] = []
  for (let level = nested; Array.isArray(level); level = level[0]) {
    if (dims.length === deepest)
      throw new AppError('bad_request', `The input ${name} is nested deeper than ${deepest} lists`)
    dims.push(level.length)
  }
  const values: unknown[] = []
  collect(nested, { dims, values, name }, 0)
  return { dims, values }
}

function collect(nested: unknown, into: Flat & { name: string }, depth: number): void {
  const length = into.dims[depth]
  if (length === undefined) {
    if (Array.isArray(nested)) throw ragged(into.name)
    into.values.push(nested)
    return
  }
  if (!Array.isArray(nested) || nested.length !== length) throw ragged(into.name)
  for (const item of nested) collect(item, into, depth + 1)
}

const ragged = (name: string) => new AppError('bad_request', `The lists of the input ${name} differ in length or depth`)
