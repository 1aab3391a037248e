import { columnNames, type ColumnName } from './names.ts'

export type Dialect = { delimiter: string; header: boolean; columns: ColumnName[]; blankLinesBefore: number }

const delimiters = [',', '\t', ';', '|']

/** Finds out how a CSV file is written from its beginning; what a person said about it counts more. */
export function detectDialect(
  sample: string,
  said: { delimiter?: string | undefined; header?: boolean | undefined },
): Dialect {
  const text = sample.replace(/^[\r\n]+/, '')
  const blankLinesBefore = sample.slice(0, sample.length - text.length).match(/\r\n|\n|\r/g)?.length ?? 0
  const delimiter = said.delimiter ?? mostRegular(text)
  const records = splitRecords(text, delimiter)
  const first = records[0] ?? []
  const header = said.header ?? isHeader(first)
  return { delimiter, header, columns: columnNames(header ? first : first.map(() => '')), blankLinesBefore }
}

/** The delimiter that cuts most records into the same number of fields; the more fields, the better. */
function mostRegular(text: string): string {
  let best = { delimiter: ',', share: 0, fields: 1 }
  for (const delimiter of delimiters) {
    const widths = splitRecords(text, delimiter).map(record => record.length)
    const fields = mostFrequent(widths)
    const share = widths.filter(width => width === fields).length / widths.length
    if (fields > 1 && (share > best.share || (share === best.share && fields > best.fields)))
      best = { delimiter, share, fields }
  }
  return best.delimiter
}

function mostFrequent(values: number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 1
}

const isValue = (cell: string) =>
  /^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?$|^(true|false)$/i.test(cell) ||
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(cell)

/** A first line with a number, a date or a truth value in it is data, unless its only numbers are rising years. */
function isHeader(first: string[]): boolean {
  const cells = first.map(cell => cell.trim())
  const values = cells.filter(isValue)
  if (values.length === 0) return true
  const areYears = values.every(
    (value, at) => /^(1[5-9]|2[01])\d\d$/.test(value) && Number(value) > Number(values[at - 1] ?? 0),
  )
  return areYears && values.length < cells.length && values.length > 1
}

const maxRecords = 500

/** Records of a text by the rules of RFC 4180; a record that the sample cuts off at its end is left out. */
export function splitRecords(text: string, delimiter: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let cell = ''
  let isQuoted = false
  const endCell = () => {
    record.push(cell)
    cell = ''
  }
  const endRecord = () => {
    endCell()
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  for (let at = 0; at < text.length && records.length < maxRecords; at++) {
    const char = text[at]
    if (isQuoted && char === '"' && text[at + 1] === '"') cell += text[++at]
    else if (char === '"' && (isQuoted || cell.trim() === '')) {
      if (!isQuoted) cell = ''
      isQuoted = !isQuoted
    } else if (isQuoted) cell += char
    else if (char === delimiter) endCell()
    else if (char === '\n') endRecord()
    else if (char === '\r') {
      if (text[at + 1] === '\n') at++
      endRecord()
    } else cell += char
  }
  if (records.length === 0) endRecord()
  return records
}
