/** Records of a table as text (RFC 4180); the head says by which sign the columns are parted. */
export function readTable(text: string): string[][] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const sign = signOf(source.slice(0, source.search(/[\r\n]|$/)))
  const records: string[][] = []
  let record: string[] = []
  let field = ''
  let isQuoted = false
  const endField = () => {
    record.push(field.trim())
    field = ''
  }
  const endRecord = () => {
    endField()
    if (record.some(Boolean)) records.push(record)
    record = []
  }
  for (let at = 0; at < source.length; at++) {
    const letter = source[at] ?? ''
    if (isQuoted && letter === '"' && source[at + 1] === '"') {
      field += '"'
      at++
    } else if (letter === '"' && (isQuoted || field.trim() === '')) isQuoted = !isQuoted
    else if (isQuoted) field += letter
    else if (letter === sign) endField()
    else if (letter === '\n') endRecord()
    else if (letter !== '\r') field += letter
  }
  endRecord()
  return records
}

const signOf = (head: string) =>
  [',', ';', '\t'].toSorted((a, b) => head.split(b).length - head.split(a).length)[0] ?? ','
