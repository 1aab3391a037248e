import { emptyPoints, lengthOf, type Points } from './points.ts'

/**
 * Points as bytes: their number, then steps and times as zigzag varints of their differences, then the values as
 * little-endian doubles (NaN and infinities keep their bits). A regular series takes about 11 bytes a point.
 */
export function encodePoints(points: Points): Uint8Array {
  const length = lengthOf(points)
  const bytes = new Uint8Array(12 + length * 28)
  let at = putVarint(bytes, 0, length)
  at = putWhole(bytes, at, points.steps)
  at = putWhole(bytes, at, points.times)
  return bytes.slice(0, putDoubles(bytes, at, points.values))
}

export function decodePoints(bytes: Uint8Array): Points {
  const cursor = { bytes, at: 0 }
  const points = emptyPoints(takeVarint(cursor))
  takeWhole(cursor, points.steps)
  takeWhole(cursor, points.times)
  takeDoubles(cursor, points.values)
  return points
}

/** What one request logged, several keys in one blob: names and lengths first, so that one key is read alone. */
export function encodeBatch(batch: ReadonlyMap<string, Points>): Uint8Array {
  const names = [...batch.keys()].map(name => Buffer.from(name))
  const bodies = [...batch.values()].map(encodePoints)
  const head = new Uint8Array(10 + names.reduce((sum, name) => sum + name.length + 20, 0))
  let at = putVarint(head, 0, names.length)
  names.forEach((name, i) => {
    at = putVarint(head, at, name.length)
    head.set(name, at)
    at = putVarint(head, at + name.length, bodies[i]?.length ?? 0)
  })
  return Buffer.concat([head.subarray(0, at), ...bodies])
}

/** Reads a batch; with a key, only that metric's points are decoded. */
export function decodeBatch(bytes: Uint8Array, key?: string): Map<string, Points> {
  const cursor = { bytes, at: 0 }
  const entries = Array.from({ length: takeVarint(cursor) }, () => {
    const length = takeVarint(cursor)
    const name = Buffer.from(bytes.subarray(cursor.at, cursor.at + length)).toString()
    cursor.at += length
    return { name, size: takeVarint(cursor) }
  })
  const batch = new Map<string, Points>()
  for (const { name, size } of entries) {
    if (key === undefined || name === key) batch.set(name, decodePoints(bytes.subarray(cursor.at, cursor.at + size)))
    cursor.at += size
  }
  return batch
}

type Cursor = { bytes: Uint8Array; at: number }

/** Steps may be nanoseconds: where differences leave the exact range of doubles, the column is kept as it is. */
const exact = 2 ** 51
const asDifferences = 0
const asDoubles = 1

function putWhole(bytes: Uint8Array, at: number, column: Float64Array): number {
  const isSmall = column.every(value => Math.abs(value) < exact)
  bytes[at] = isSmall ? asDifferences : asDoubles
  return isSmall ? putDifferences(bytes, at + 1, column) : putDoubles(bytes, at + 1, column)
}

function takeWhole(cursor: Cursor, column: Float64Array) {
  const mode = cursor.bytes[cursor.at++]
  if (mode === asDoubles) takeDoubles(cursor, column)
  else takeDifferences(cursor, column)
}

function putDoubles(bytes: Uint8Array, start: number, column: Float64Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  column.forEach((value, i) => view.setFloat64(start + i * 8, value, true))
  return start + column.length * 8
}

function takeDoubles(cursor: Cursor, column: Float64Array) {
  const view = new DataView(cursor.bytes.buffer, cursor.bytes.byteOffset, cursor.bytes.byteLength)
  for (let i = 0; i < column.length; i++) column[i] = view.getFloat64(cursor.at + i * 8, true)
  cursor.at += column.length * 8
}

function putDifferences(bytes: Uint8Array, start: number, column: Float64Array): number {
  let at = start
  let last = 0
  for (const value of column) {
    const difference = value - last
    at = putVarint(bytes, at, difference < 0 ? -difference * 2 - 1 : difference * 2)
    last = value
  }
  return at
}

function takeDifferences(cursor: Cursor, column: Float64Array) {
  let last = 0
  for (let i = 0; i < column.length; i++) {
    const code = takeVarint(cursor)
    last += code % 2 === 0 ? code / 2 : -(code + 1) / 2
    column[i] = last
  }
}

/** Seven bits a byte, lowest first; by arithmetic, as bit operators stop at 2^31. */
function putVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) + 128
  bytes[at++] = rest
  return at
}

function takeVarint(cursor: Cursor): number {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = cursor.bytes[cursor.at++] ?? 0
    if (byte < 128) return value + byte * scale
    value += (byte - 128) * scale
  }
}
