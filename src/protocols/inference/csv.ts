import { AppError } from '../../kernel/errors.ts'
import type { Frame } from '../../projects/deployments/signatures/frame.ts'

/** What pandas reads as missing. */
const missing = new Set([
  '',
  ...'#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'.split('|'),
])

/**
 * A header and rows, as `DataFrame.to_csv` writes them (RFC 4180). A column of a signature keeps its texts, which its
 * type then reads; another becomes numbers if all of it is numbers.
 */
export function parseCsv(text: string, known: (name: string) => boolean): Frame {
  const [names, ...records] = readRecords(text)
  if (!names) throw unreadable('No columns to parse from file')
  const long = records.findIndex(record => record.length > names.length)
  if (long >= 0) throw unreadable(`Expected ${names.length} fields in line ${long + 2}, saw ${records[long]?.length}`)
  const columns = names.map((name, at) => {
    const values = records.map(record => valueOf(record[at]))
    return known(name) ? values : inferred(values)
  })
  return { names, columns, rows: records.length }
}

const valueOf = (field = '') => (missing.has(field) ? Number.NaN : field)

function inferred(values: (string | number)[]): unknown[] {
  const numbers = values.map(value => (typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN))
  return values.every((value, row) => typeof value === 'number' || !Number.isNaN(numbers[row])) ? numbers : values
}

function readRecords(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  const at = { offset: text.startsWith('\uFEFF') ? 1 : 0 }
  while (at.offset < text.length) {
    record.push(readField(text, at))
    const end = text[at.offset++]
    if (end === ',') {
      if (at.offset >= text.length) record.push('')
      continue
    }
    if (end === '\r' && text[at.offset] === '\n') at.offset++
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  return record.length > 0 ? [...records, record] : records
}

const plainField = /[^,\r\n]*/y

function readField(text: string, at: { offset: number }): string {
  if (text[at.offset] === '"') return readQuoted(text, at)
  plainField.lastIndex = at.offset
  const field = plainField.exec(text)?.[0] ?? ''
  at.offset += field.length
  return field
}

function readQuoted(text: string, at: { offset: number }): string {
  let field = ''
  for (let from = at.offset + 1; ;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) throw unreadable('EOF inside string')
    field += text.slice(from, quote)
    if (text[quote + 1] !== '"') {
      at.offset = quote + 1
      // whatever stands between the closing quote and the comma belongs to the field, as for pandas
      return text[at.offset] === '"' ? field : field + readField(text, at)
    }
    field += '"'
    from = quote + 2
  }
}

const unreadable = (why: string) =>
  new AppError(
    'bad_request',
    `Failed to parse input as a Pandas DataFrame. Ensure that the input is a valid CSV-formatted Pandas DataFrame produced using the \`pandas.DataFrame.to_csv()\` method. Error: '${why}'`,
  )
