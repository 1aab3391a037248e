/** What two assets are compared by. */
export type Face = {
  id: string
  projectId: string
  name: string
  description: string
  columns: readonly string[]
  at: number
}
export type Pair = { newer: Face; older: Face; likeness: number }

const fewestColumns = 3

/**
 * How alike two tables are, 0 to 1: three quarters by the names of their columns, a quarter by the words that they are
 * called and described with; each is the share of what both have in what either has.
 */
export const likenessOf = (a: Face, b: Face) =>
  0.75 * shareOf(columnsOf(a), columnsOf(b)) + 0.25 * shareOf(wordsOf(a), wordsOf(b))

/** For each table the most alike older one of another project, where they are alike enough. */
export function nearDuplicates(faces: readonly Face[], least: number): Pair[] {
  const wide = faces.filter(({ columns }) => columns.length >= fewestColumns)
  const byColumn = new Map<string, Face[]>()
  for (const face of wide) for (const column of columnsOf(face)) push(byColumn, column, face)
  return wide.flatMap(newer => {
    const shared = new Map<Face, number>()
    for (const column of columnsOf(newer))
      for (const face of byColumn.get(column) ?? [])
        if (face.projectId !== newer.projectId && isOlder(face, newer)) shared.set(face, (shared.get(face) ?? 0) + 1)
    const pairs = [...shared.keys()].map(older => ({ newer, older, likeness: likenessOf(newer, older) }))
    const [best] = pairs.toSorted((a, b) => b.likeness - a.likeness)
    return best && best.likeness >= least ? [best] : []
  })
}

const isOlder = (a: Face, b: Face) => a.at < b.at || (a.at === b.at && a.id < b.id)
const columnsOf = ({ columns }: Face) => new Set(columns.map(column => column.toLowerCase()))
const wordsOf = ({ name, description }: Face) =>
  new Set(
    `${name} ${description}`
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [],
  )

function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter(one => b.has(one)).length
  const all = a.size + b.size - both
  return all === 0 ? 0 : both / all
}

function push(map: Map<string, Face[]>, key: string, face: Face): void {
  const known = map.get(key)
  if (known) known.push(face)
  else map.set(key, [face])
}
