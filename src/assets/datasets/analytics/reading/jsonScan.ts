import { AppError } from '../../../../kernel/errors.ts'
import type { Limits } from '../limits.ts'

export type JsonLayout = 'array' | 'newline_delimited'

const LF = 10
const QUOTE = 34
const BACKSLASH = 92
const OPEN = new Set([0x5b, 0x7b])
const CLOSE = new Set([0x5d, 0x7d])

/**
 * Walks over a JSON file once and refuses what would hurt a parser: values nested too deep (DuckDB's recursion ends its
 * process) and records that are too long. Whether the file is JSON at all is left to the parser.
 */
export function scanJson(layout: JsonLayout, limits: Limits): { push(bytes: Buffer): void; records(): number } {
  const top = layout === 'array' ? 1 : 0
  let depth = 0
  let line = 1
  let size = 0
  let records = 0
  let isText = false
  let isEscaped = false

  const structure = (byte: number) => {
    if (OPEN.has(byte)) {
      if (depth === top) {
        records++
        size = 0
      }
      if (++depth > limits.jsonDepth) throw tooDeep(line, limits)
    } else if (CLOSE.has(byte)) depth--
  }

  const push = (bytes: Buffer) => {
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] ?? 0
      if (byte === LF) {
        if (layout === 'newline_delimited' && depth > 0) throw notOneLine(line)
        line++
      }
      if (++size > limits.recordBytes && depth > top) throw tooLong(line, limits)
      if (isEscaped) isEscaped = false
      else if (isText) {
        if (byte === QUOTE) isText = false
        else if (byte === BACKSLASH) isEscaped = true
      } else if (byte === QUOTE) isText = true
      else if (byte > 0x5a) structure(byte)
    }
  }

  return { push, records: () => records }
}

const tooDeep = (line: number, limits: Limits) =>
  new AppError('bad_request', `The value at line ${line} is nested more than ${limits.jsonDepth} deep`, {
    hint: 'A table is a list of objects whose values are mostly plain',
    details: { line },
  })

const notOneLine = (line: number) =>
  new AppError(
    'bad_request',
    `The object in line ${line} does not end there: a table in JSON is an array of objects, or one object per line`,
    {
      hint: 'Where the rows are a list inside one object, save that list alone',
      details: { line },
    },
  )

const tooLong = (line: number, limits: Limits) =>
  new AppError('too_large', `The object that reaches line ${line} is longer than ${limits.recordBytes} bytes`, {
    details: { line },
  })
