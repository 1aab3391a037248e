/** Tensors as the ONNX runtime takes and gives them; every protocol and worker speaks of these. */

const arrayOf = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  /** the bits of each half-precision number */
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
}

export type NumericType = keyof typeof arrayOf
export type TensorType = NumericType | 'string'

export type NumericData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array
export type TensorData = NumericData | string[]

/** Data in row-major order, `dims` multiply to its length. */
export type Tensor = { type: TensorType; dims: number[]; data: TensorData }
export type Tensors = Record<string, Tensor>

/** What a model says of one input or output; -1 stands for a dimension that varies. */
export type TensorSpec = { name: string; type: TensorType; shape: number[] }

export const isTensorType = (value: string): value is TensorType => value === 'string' || Object.hasOwn(arrayOf, value)

export const isNumericData = (data: unknown): data is NumericData =>
  Object.values(arrayOf).some(array => data instanceof array)

export const bytesPerElement = (type: NumericType) => arrayOf[type].BYTES_PER_ELEMENT

export const sizeOf = (dims: readonly number[]) => dims.reduce((size, dim) => size * dim, 1)

export const isBigType = (type: TensorType): type is 'int64' | 'uint64' => type === 'int64' || type === 'uint64'

export const isFloatType = (type: TensorType) => type === 'float16' || type === 'float32' || type === 'float64'

/** Numbers as they are; halves and 64 bit integers are made by their own functions below. */
export function packNumbers(type: Exclude<NumericType, 'int64' | 'uint64' | 'float16'>, values: number[]): NumericData {
  return new arrayOf[type](values)
}

export function packBigints(type: 'int64' | 'uint64', values: bigint[]): NumericData {
  return new arrayOf[type](values)
}

/** Little-endian bytes to an array; copied, because a typed array must begin at a multiple of its element. */
export function unpackBytes(type: NumericType, bytes: Uint8Array): NumericData {
  const copy = new Uint8Array(bytes)
  return new arrayOf[type](copy.buffer, 0, copy.byteLength / bytesPerElement(type))
}

export const bytesOf = (data: NumericData) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** Several tensors as one, joined along the first dimension. The caller knows that types and other dimensions agree. */
export function joinTensors(tensors: Tensor[]): Tensor {
  const [first] = tensors
  if (!first || tensors.length === 1) return first ?? { type: 'float32', dims: [0], data: new Float32Array() }
  const rows = tensors.reduce((total, tensor) => total + (tensor.dims[0] ?? 0), 0)
  return { type: first.type, dims: [rows, ...first.dims.slice(1)], data: joinData(first.type, tensors) }
}

function joinData(type: TensorType, tensors: Tensor[]): TensorData {
  if (type === 'string') return tensors.flatMap(({ data }) => (Array.isArray(data) ? data : []))
  if (isBigType(type)) {
    const parts = tensors.flatMap(({ data }) => (isBigData(data) ? [data] : []))
    const joined = new arrayOf[type](lengthOf(parts))
    return place(parts, (part, at) => joined.set(part, at), joined)
  }
  const parts = tensors.flatMap(({ data }) => (Array.isArray(data) || isBigData(data) ? [] : [data]))
  const joined = new arrayOf[type](lengthOf(parts))
  return place(parts, (part, at) => joined.set(part, at), joined)
}

const isBigData = (data: TensorData) => data instanceof BigInt64Array || data instanceof BigUint64Array

const lengthOf = (parts: { length: number }[]) => parts.reduce((total, { length }) => total + length, 0)

function place<Part extends { length: number }, Whole>(
  parts: Part[],
  put: (part: Part, at: number) => void,
  whole: Whole,
): Whole {
  let at = 0
  for (const part of parts) {
    put(part, at)
    at += part.length
  }
  return whole
}

/** The rows `from` to `to` of a tensor. */
export function sliceTensor(tensor: Tensor, from: number, to: number): Tensor {
  const perRow = sizeOf(tensor.dims.slice(1))
  return {
    type: tensor.type,
    dims: [to - from, ...tensor.dims.slice(1)],
    data: tensor.data.slice(from * perRow, to * perRow),
  }
}

/** IEEE 754 half precision, from its bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Infinity
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
