import { AppError } from '../../../../kernel/errors.ts'
import type { Limits } from '../limits.ts'

/** What the whole file looks like: how many records it has (a header is one), the bytes of its longest, its line ends. */
export type CsvShape = { records: number; longest: number; hasMixedLineEnds: boolean }

export type CsvScan = { push(bytes: Buffer): void; end(): CsvShape }

const NUL = 0
const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 34

type Place = 'start' | 'plain' | 'quoted' | 'closed'

/**
 * Walks over a CSV file once, byte by byte, so that every fault can be told with its line: DuckDB counts records, not
 * lines, and lets some faults pass. A record must have as many fields as the first one has.
 */
export function scanCsv(delimiter: string, fields: number, limits: Limits): CsvScan {
  const cut = delimiter.charCodeAt(0)
  const ends = new Set<'\n' | '\r' | '\r\n'>()
  let place: Place = 'start'
  let line = 1
  let recordLine = 1
  let quoteLine = 1
  let width = 1
  let size = 0
  let records = 0
  let longest = 0
  let wasCarriageReturn = false

  const endRecord = () => {
    const isBlank = width === 1 && size === 0
    if (!isBlank && width !== fields) throw ragged(recordLine, width, fields)
    // a blank line is a missing value in a table of one column and nothing in a wider one
    if (!isBlank || (fields === 1 && records > 0)) records++
    longest = Math.max(longest, size)
    place = 'start'
    width = 1
    size = 0
    recordLine = line
  }

  const lineEnd = (byte: number) => {
    if (place === 'quoted') {
      if (byte === LF) line++
      size++
      return
    }
    line++
    endRecord()
    if (byte === LF) ends.add('\n')
    else wasCarriageReturn = true
  }

  const inside = (byte: number) => {
    if (++size > limits.recordBytes) throw tooLong(recordLine, limits)
    if (byte === NUL) throw at(line, 'contains a NUL byte', 'Is this a text file?')
    if (place === 'quoted') {
      if (byte === QUOTE) place = 'closed'
    } else if (byte === cut) {
      width++
      place = 'start'
    } else if (place === 'closed') {
      if (byte === QUOTE) place = 'quoted'
      else if (byte !== SPACE) throw at(line, 'has text after a closing quote', doubleQuotes)
    } else if (place === 'start' && byte !== SPACE) {
      if (byte === QUOTE) quoteLine = line
      place = byte === QUOTE ? 'quoted' : 'plain'
    }
  }

  const push = (bytes: Buffer) => {
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] ?? 0
      if (wasCarriageReturn) {
        wasCarriageReturn = false
        ends.add(byte === LF ? '\r\n' : '\r')
        if (byte === LF) continue
      }
      if (byte === LF || byte === CR) lineEnd(byte)
      else inside(byte)
    }
  }

  const end = (): CsvShape => {
    if (place === 'quoted') throw at(quoteLine, 'opens a quote that is never closed', doubleQuotes)
    if (size > 0 || width > 1) endRecord()
    if (wasCarriageReturn) ends.add('\r')
    return { records, longest, hasMixedLineEnds: ends.size > 1 }
  }

  return { push, end }
}

const doubleQuotes = 'Double the quotes inside a quoted field: "say ""hi"""'

const at = (line: number, what: string, hint: string) =>
  new AppError('bad_request', `Line ${line} ${what}`, { hint, details: { line } })

const ragged = (line: number, found: number, expected: number) =>
  new AppError(
    'bad_request',
    `Line ${line} has ${found} ${found === 1 ? 'field' : 'fields'}, the first line has ${expected}`,
    {
      hint: 'Put quotes around a field that contains the delimiter; every line needs the same number of fields',
      details: { line, found, expected },
    },
  )

const tooLong = (line: number, limits: Limits) =>
  new AppError('too_large', `The record at line ${line} is longer than ${limits.recordBytes} bytes`, {
    hint: 'A quote that is not closed makes one long record of many lines',
    details: { line },
  })
