export type ColumnName = { name: string; source?: string }

const longest = 200

/**
 * Names that every reader of Parquet can keep apart: never empty, without control characters, and different even where
 * case does not count. A name that had to change keeps the one it had as `source`.
 */
export function columnNames(given: string[]): ColumnName[] {
  const taken = new Set<string>()
  return given.map((source, index) => {
    const wanted = clean(source) || `column_${index + 1}`
    const name = free(wanted, taken)
    taken.add(folded(name))
    return name === source ? { name } : { name, source }
  })
}

const clean = (name: string) =>
  name
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed()

function free(wanted: string, taken: Set<string>): string {
  for (let suffix = 1; ; suffix++) {
    const name = suffix === 1 ? wanted : `${wanted}_${suffix}`
    if (!taken.has(folded(name))) return name
  }
}

const folded = (name: string) => name.normalize('NFC').toLowerCase()
