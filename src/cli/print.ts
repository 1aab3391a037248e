type Cell = string | number | boolean | null | undefined

/** Columns as wide as their widest cell; says so when there is nothing. */
export function table<T>(rows: readonly T[], columns: Record<string, (row: T) => Cell>): string {
  if (rows.length === 0) return 'nothing yet'
  const lines = [Object.keys(columns), ...rows.map(row => Object.values(columns).map(cellOf => words(cellOf(row))))]
  const widths = Object.keys(columns).map((_, at) => Math.max(...lines.map(line => (line[at] ?? '').length)))
  return lines
    .map(line =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** One thing, a line for each of its facts. */
export const card = (facts: Record<string, Cell>) =>
  Object.entries(facts)
    .map(([name, value]) => `${`${name}:`.padEnd(14)}${words(value)}`.trimEnd())
    .join('\n')

export const when = (time: number | null) => (time === null ? '' : new Date(time).toISOString().slice(0, 19) + 'Z')

// names are people's own: nothing in them may steer the terminal
const words = (value: Cell) => String(value ?? '').replace(/\p{Cc}+/gu, ' ')
