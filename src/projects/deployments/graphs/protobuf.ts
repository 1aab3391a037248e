import { AppError } from '../../../kernel/errors.ts'

/**
 * The little of the Protocol Buffers wire format that reading and rewriting an ONNX file takes:
 * a message is a list of fields, and a field that is not understood is kept as the bytes it came in.
 */
export type Field = {
  number: number
  /** where the field stands in its message, its tag included */
  from: number
  to: number
  /** varint fields: the value, as an unsigned 64 bit number */
  varint: bigint | undefined
  /** length-delimited fields: the bytes inside, so a nested message, a text or packed numbers */
  bytes: Uint8Array | undefined
}

const wireTypes = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 }
const text = new TextDecoder()

export function* readFields(message: Uint8Array): Generator<Field> {
  const at = { offset: 0 }
  while (at.offset < message.length) {
    const from = at.offset
    const tag = Number(readVarint(message, at))
    if (tag > 0xffff_ffff) throw malformed('a field number is too large')
    const { varint, bytes } = readValue(message, at, tag & 7)
    const number = tag >>> 3
    if (number === 0) throw malformed('a field has number 0')
    yield { number, from, to: at.offset, varint, bytes }
  }
}

type Cursor = { offset: number }

function readValue(message: Uint8Array, at: Cursor, wire: number): Partial<Pick<Field, 'varint' | 'bytes'>> {
  if (wire === wireTypes.varint) return { varint: readVarint(message, at) }
  if (wire === wireTypes.delimited) return { bytes: take(message, at, Number(readVarint(message, at))) }
  if (wire === wireTypes.fixed64) skip(message, at, 8)
  else if (wire === wireTypes.fixed32) skip(message, at, 4)
  else throw malformed(`wire type ${wire} is not used`)
  return {}
}

function take(message: Uint8Array, at: Cursor, length: number): Uint8Array {
  const from = at.offset
  skip(message, at, length)
  return message.subarray(from, at.offset)
}

function skip(message: Uint8Array, at: Cursor, length: number): void {
  if (at.offset + length > message.length) throw malformed('a field is longer than the file')
  at.offset += length
}

function readVarint(message: Uint8Array, at: Cursor): bigint {
  // lengths and tags fit 28 bits nearly always; bigints only for the rest
  let small = 0
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = nextByte(message, at)
    small |= (byte & 0x7f) << shift
    if (byte < 0x80) return BigInt(small)
  }
  let value = BigInt(small)
  for (let shift = 28n; shift < 70n; shift += 7n) {
    const byte = nextByte(message, at)
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return BigInt.asUintN(64, value)
  }
  throw malformed('a number has more than ten bytes')
}

function nextByte(message: Uint8Array, at: Cursor): number {
  const byte = message[at.offset]
  if (byte === undefined) throw malformed('the file ends inside a number')
  at.offset++
  return byte
}

const malformed = (why: string) =>
  new AppError('bad_request', `This is not an ONNX file: ${why}`, {
    hint: 'Export the model again, and upload the .onnx file as it was written',
  })

export const toText = (bytes: Uint8Array | undefined) => text.decode(bytes ?? new Uint8Array())

/** A varint as the signed 64 bit number that ONNX means by int64. */
export const toSigned = (varint: bigint | undefined) => BigInt.asIntN(64, varint ?? 0n)

export function writeVarint(number: number, value: bigint | number): Uint8Array {
  return joinBytes([varintBytes(tagOf(number, wireTypes.varint)), varintBytes(BigInt.asUintN(64, BigInt(value)))])
}

export function writeBytes(number: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  return joinBytes([varintBytes(tagOf(number, wireTypes.delimited)), varintBytes(BigInt(bytes.length)), bytes])
}

/** A nested message made of the fields given. */
export const writeMessage = (number: number, fields: Uint8Array[]) => writeBytes(number, joinBytes(fields))

export function joinBytes(parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

const tagOf = (number: number, wire: number) => BigInt((number << 3) | wire)

function varintBytes(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}
