import { AppError } from '../../kernel/errors.ts'
import { packCells } from '../../projects/deployments/signatures/feeds.ts'
import type { Cell } from '../../projects/deployments/signatures/frame.ts'
import { flattenNested } from '../../projects/deployments/signatures/nested.ts'
import {
  bytesOf,
  bytesPerElement,
  isFloatType,
  sizeOf,
  unpackBytes,
} from '../../projects/deployments/signatures/tensor.ts'
import type { Tensor, TensorType } from '../../projects/deployments/signatures/tensor.ts'

/** Datatypes of the Open Inference Protocol, their JSON and their binary form. */

const typeOf = new Map<string, TensorType>([
  ['BOOL', 'bool'],
  ['UINT8', 'uint8'],
  ['UINT16', 'uint16'],
  ['UINT32', 'uint32'],
  ['UINT64', 'uint64'],
  ['INT8', 'int8'],
  ['INT16', 'int16'],
  ['INT32', 'int32'],
  ['INT64', 'int64'],
  ['FP16', 'float16'],
  ['FP32', 'float32'],
  ['FP64', 'float64'],
  ['BYTES', 'string'],
])
const datatypeOf = new Map([...typeOf].map(([datatype, type]) => [type, datatype]))

const mostDimensions = 16
const mostElements = 2 ** 31 - 1
const lengthBytes = 4

export const toDatatype = (type: TensorType) => datatypeOf.get(type) ?? 'BYTES'

export function toTensorType(datatype: string, input: string): TensorType {
  const type = typeOf.get(datatype)
  if (!type) throw new AppError('bad_request', `unsupported data-type '${datatype}' for inference input '${input}'`)
  return type
}

/** The number of elements, refusing what no tensor can have. */
export function elementCount(shape: number[], input: string): number {
  if (shape.length > mostDimensions)
    throw new AppError('bad_request', `inference input '${input}' has more than ${mostDimensions} dimensions`)
  if (shape.some(dim => !Number.isSafeInteger(dim) || dim < 0)) {
    throw new AppError(
      'bad_request',
      `inference input '${input}' has an invalid shape: a dimension is not a whole number of 0 or more`,
    )
  }
  const count = sizeOf(shape)
  if (count > mostElements)
    throw new AppError(
      'bad_request',
      `inference input '${input}' has an invalid shape: more than ${mostElements} elements`,
    )
  return count
}

export type TensorHead = { name: string; type: TensorType; shape: number[] }

/** `data` nested as the shape says or flat, row by row. Null stands for NaN in floating point tensors. */
export function tensorFromJson({ name, type, shape }: TensorHead, data: unknown): Tensor {
  const count = elementCount(shape, name)
  const { values } = flattenNested(data, name)
  if (values.length !== count) {
    throw new AppError(
      'bad_request',
      `Unable to parse 'data': shape [${shape.join(',')}] of input '${name}' does not match true shape of 'data' field`,
    )
  }
  if (type === 'float16')
    throw new AppError('bad_request', `FP16 has no JSON form: send input '${name}' as binary tensor data`)
  return packCells(
    values.map(value => toCell(value, { name, type })),
    { name, type, dims: shape },
  )
}

function toCell(value: unknown, { name, type }: Pick<TensorHead, 'name' | 'type'>): Cell {
  if (type === 'string' && typeof value === 'string') return value
  if (type !== 'string' && isNumberLike(value, type)) return value
  if (value === null && isFloatType(type)) return Number.NaN
  throw new AppError(
    'bad_request',
    `Unable to parse 'data': a value of input '${name}' is not of data-type ${toDatatype(type)}`,
  )
}

function isNumberLike(value: unknown, type: TensorType): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'boolean' && type === 'bool')
}

export function tensorFromBytes({ name, type, shape }: TensorHead, bytes: Uint8Array): Tensor {
  const count = elementCount(shape, name)
  if (type === 'string') return { type, dims: shape, data: readTexts(bytes, count, name) }
  const expected = count * bytesPerElement(type)
  if (bytes.length !== expected) throw wrongSize(name, bytes.length, expected)
  return { type, dims: shape, data: unpackBytes(type, bytes) }
}

const wrongSize = (name: string, got: number, expected: number) =>
  new AppError(
    'bad_request',
    `unexpected size of binary data for inference input '${name}': expecting ${expected} bytes, got ${got}`,
  )

function readTexts(bytes: Uint8Array, count: number, name: string): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const texts: string[] = []
  let at = 0
  while (at < bytes.length) {
    const from = at + lengthBytes
    const to = from <= bytes.length ? from + view.getUint32(at, true) : Infinity
    if (to > bytes.length)
      throw new AppError(
        'bad_request',
        `incomplete string data for inference input '${name}': an element is longer than the data`,
      )
    texts.push(decodeText(bytes.subarray(from, to), name))
    at = to
  }
  if (texts.length !== count) {
    throw new AppError(
      'bad_request',
      `unexpected number of string elements ${texts.length} for inference input '${name}', expecting ${count}`,
    )
  }
  return texts
}

export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new AppError('bad_request', `inference input '${name}' holds text that is not UTF-8`)
  }
}

export function tensorToBytes({ data }: Tensor): Uint8Array {
  if (!Array.isArray(data)) return bytesOf(data)
  return Buffer.concat(
    data.flatMap(text => {
      const bytes = Buffer.from(text)
      const length = Buffer.alloc(lengthBytes)
      length.writeUInt32LE(bytes.length)
      return [length, bytes]
    }),
  )
}
