/** Left-to-right layout of a small directed graph: columns by longest path, rows by the middle of the neighbours. */

export type Edge = { from: string; to: string }
export type Place = { id: string; column: number; row: number }
export type Layout = { places: Place[]; columns: number; rows: number }

const sweeps = 4

/** Edges that close a circle are ignored for the columns, so a wrong graph is still drawn. */
export function layered(ids: readonly string[], edges: readonly Edge[]): Layout {
  const known = edges.filter(edge => ids.includes(edge.from) && ids.includes(edge.to) && edge.from !== edge.to)
  const columnOf = columnsOf(ids, known)
  const columns = Array.from({ length: Math.max(0, ...columnOf.values()) + 1 }, (_, column) =>
    ids.filter(id => columnOf.get(id) === column),
  )
  for (let sweep = 0; sweep < sweeps; sweep += 1) orderBy(sweep % 2 === 0 ? columns : columns.toReversed(), known)
  const rows = Math.max(1, ...columns.map(column => column.length))
  // short columns stand in the middle of the tall ones
  const places = columns.flatMap((column, at) =>
    column.map((id, row) => ({ id, column: at, row: row + (rows - column.length) / 2 })),
  )
  return { places, columns: columns.length, rows }
}

function columnsOf(ids: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const columns = new Map<string, number>()
  const visiting = new Set<string>()
  const visit = (id: string): number => {
    const done = columns.get(id)
    if (done !== undefined) return done
    visiting.add(id)
    const before = edges.filter(edge => edge.to === id && !visiting.has(edge.from)).map(edge => visit(edge.from))
    visiting.delete(id)
    const column = before.length ? Math.max(...before) + 1 : 0
    columns.set(id, column)
    return column
  }
  ids.forEach(visit)
  return columns
}

/** Sorts each column in place by the mean row of its neighbours in the columns before it. */
function orderBy(columns: string[][], edges: readonly Edge[]) {
  const rows = new Map<string, number>()
  for (const column of columns) {
    const wish = new Map(column.map((id, row) => [id, middleOf(id, edges, rows) ?? row]))
    column.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0))
    column.forEach((id, row) => rows.set(id, row))
  }
}

function middleOf(id: string, edges: readonly Edge[], rows: ReadonlyMap<string, number>): number | undefined {
  const near = edges.flatMap(edge => (edge.from === id ? [edge.to] : edge.to === id ? [edge.from] : []))
  const known = near.map(other => rows.get(other)).filter(row => row !== undefined)
  return known.length ? known.reduce((a, b) => a + b, 0) / known.length : undefined
}
