import { emptyPoints, lengthOf, type Point, type Points, type Rows } from './points.ts'

/**
 * Points as bytes: their number, then steps and times as zigzag varints of their differences (of one difference, when all
 * are the same), then the values as little-endian doubles (NaN and infinities keep their bits). A regular series takes about
 * 8 bytes a point, one with irregular times about 10.
 */
export function encodePoints(points: Points): Uint8Array {
  const length = lengthOf(points)
  const cursor = cursorOn(new Uint8Array(most(length)))
  putVarint(cursor, length)
  putWhole(cursor, points.steps)
  putWhole(cursor, points.times)
  putDoubles(cursor, points.values)
  return cursor.bytes.slice(0, cursor.at)
}

export const decodePoints = (bytes: Uint8Array): Points => takePoints(cursorOn(bytes))

/** Encoded points read one by one where they lie: whoever wants a few hundred of many decodes no others. */
export function openRows(bytes: Uint8Array): Rows {
  const cursor = cursorOn(bytes)
  const length = takeVarint(cursor)
  const step = openColumn(cursor, length)
  const time = openColumn(cursor, length)
  const value = doublesAt(cursor, length)
  return { length, at: i => ({ step: step(i), time: time(i), value: value(i) }) }
}

/** What one request logged, several keys in one blob: names and sizes first, so that one key is read alone. */
export function encodeBatch(batch: ReadonlyMap<string, readonly Point[]>): Uint8Array {
  const entries = [...batch]
  const body = cursorOn(new Uint8Array(entries.reduce((sum, [, points]) => sum + most(points.length), 0)))
  const sizes = entries.map(([, points]) => putList(body, points))
  const head = cursorOn(new Uint8Array(entries.reduce((sum, [name]) => sum + name.length * 3 + 20, 10)))
  putVarint(head, entries.length)
  entries.forEach(([name], i) => {
    putName(head, name)
    putVarint(head, sizes[i] ?? 0)
  })
  return Buffer.concat([head.bytes.subarray(0, head.at), body.bytes.subarray(0, body.at)])
}

/** Reads a batch; with a key, only that metric's points are decoded. */
export function decodeBatch(bytes: Uint8Array, key?: string): Map<string, Points> {
  const cursor = cursorOn(bytes)
  const entries = Array.from({ length: takeVarint(cursor) }, () => ({
    name: takeName(cursor),
    size: takeVarint(cursor),
  }))
  const batch = new Map<string, Points>()
  let end = cursor.at
  for (const { name, size } of entries) {
    cursor.at = end
    end += size
    if (key === undefined || name === key) batch.set(name, takePoints(cursor))
  }
  return batch
}

type Cursor = { bytes: Uint8Array; view: DataView; at: number }

const cursorOn = (bytes: Uint8Array): Cursor => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  at: 0,
})

/** The most bytes that so many points can take. */
const most = (length: number) => 12 + length * 24

function putList(cursor: Cursor, points: readonly Point[]): number {
  const start = cursor.at
  putVarint(cursor, points.length)
  putWhole(
    cursor,
    points.map(point => point.step),
  )
  putWhole(
    cursor,
    points.map(point => point.time),
  )
  putDoubles(
    cursor,
    points.map(point => point.value),
  )
  return cursor.at - start
}

function takePoints(cursor: Cursor): Points {
  const points = emptyPoints(takeVarint(cursor))
  takeWhole(cursor, points.steps)
  takeWhole(cursor, points.times)
  takeDoubles(cursor, points.values)
  return points
}

type Column = Float64Array | readonly number[]

/** Steps may be nanoseconds: where differences leave the exact range of doubles, the column is kept as it is. */
const exact = 2 ** 51
const asDifferences = 0
const asDoubles = 1
const asStride = 2

function putWhole(cursor: Cursor, column: Column) {
  const mode = modeOf(column)
  cursor.bytes[cursor.at++] = mode
  if (mode === asStride) putDifferences(cursor, column.slice(0, 2))
  else if (mode === asDifferences) putDifferences(cursor, column)
  else putDoubles(cursor, column)
}

function modeOf(column: Column): number {
  const [first = 0, second = 0] = column
  let isRegular = column.length >= 2
  for (const [i, value] of column.entries()) {
    if (Math.abs(value) >= exact) return asDoubles
    isRegular &&= value === first + i * (second - first)
  }
  return isRegular ? asStride : asDifferences
}

function takeWhole(cursor: Cursor, column: Float64Array) {
  const mode = cursor.bytes[cursor.at++]
  if (mode === asDoubles) return takeDoubles(cursor, column)
  if (mode === asDifferences) return takeDifferences(cursor, column)
  takeDifferences(cursor, column.subarray(0, 2))
  const [first = 0, second = 0] = column
  for (let i = 2; i < column.length; i++) column[i] = first + i * (second - first)
}

function putDoubles(cursor: Cursor, column: Column) {
  for (const value of column) {
    cursor.view.setFloat64(cursor.at, value, true)
    cursor.at += 8
  }
}

function openColumn(cursor: Cursor, length: number): (i: number) => number {
  const mode = cursor.bytes[cursor.at++]
  if (mode === asDoubles) return doublesAt(cursor, length)
  const column = new Float64Array(mode === asStride ? 2 : length)
  takeDifferences(cursor, column)
  const [first = 0, second = 0] = column
  return mode === asStride ? i => first + i * (second - first) : i => column[i] ?? 0
}

function doublesAt(cursor: Cursor, length: number): (i: number) => number {
  const { view, at } = cursor
  cursor.at += length * 8
  return i => view.getFloat64(at + i * 8, true)
}

/** Copied as they lie: the machines that this runs on keep doubles as the format does. */
function takeDoubles(cursor: Cursor, column: Float64Array) {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
  bytes.set(cursor.bytes.subarray(cursor.at, cursor.at + bytes.length))
  cursor.at += bytes.length
}

function putDifferences(cursor: Cursor, column: Column) {
  let last = 0
  for (const value of column) {
    const difference = value - last
    putVarint(cursor, difference < 0 ? -difference * 2 - 1 : difference * 2)
    last = value
  }
}

function takeDifferences(cursor: Cursor, column: Float64Array) {
  let last = 0
  for (let i = 0; i < column.length; i++) {
    const code = takeVarint(cursor)
    last += code % 2 === 0 ? code / 2 : -(code + 1) / 2
    column[i] = last
  }
}

const utf8 = { writer: new TextEncoder(), reader: new TextDecoder() }

function putName(cursor: Cursor, name: string) {
  const bytes = utf8.writer.encode(name)
  putVarint(cursor, bytes.length)
  cursor.bytes.set(bytes, cursor.at)
  cursor.at += bytes.length
}

function takeName(cursor: Cursor): string {
  const length = takeVarint(cursor)
  cursor.at += length
  return utf8.reader.decode(cursor.bytes.subarray(cursor.at - length, cursor.at))
}

/** Seven bits a byte, lowest first; by arithmetic, as bit operators stop at 2^31. */
function putVarint(cursor: Cursor, value: number) {
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) cursor.bytes[cursor.at++] = (rest % 128) + 128
  cursor.bytes[cursor.at++] = rest
}

function takeVarint(cursor: Cursor): number {
  const { bytes } = cursor
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[cursor.at++] ?? 0
    if (byte < 128) return value + byte * scale
    value += (byte - 128) * scale
  }
}
