import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { lineRoutes, type Department, type Line } from './lines.schema.ts'

/** All departments, for the tree and for choices. */
export const departmentsQuery = () =>
  queryOptions({
    queryKey: ['lines', 'departments'],
    queryFn: ({ signal }) => api(lineRoutes).departments({ limit: 500 }, { signal }),
  })

/** Everybody, page by page: a tree cannot be drawn from a part. */
export const linesQuery = () =>
  queryOptions({
    queryKey: ['lines', 'all'],
    queryFn: async ({ signal }) => {
      const all: Line[] = []
      for (let after: string | undefined; ;) {
        const { lines, next } = await api(lineRoutes).list({ limit: 500, ...(after && { after }) }, { signal })
        all.push(...lines)
        if (next === null) return all
        after = next
      }
    },
  })

export type Branch<T> = { item: T; below: Branch<T>[] }

/** Departments below departments; one whose parent is unknown stands at the top. */
export const departmentTree = (departments: readonly Department[]): Branch<Department>[] =>
  treeOf(departments, { idOf: one => one.id, aboveOf: one => one.parentId })

/** People below those to whom they report. */
export const lineTree = (lines: readonly Line[]): Branch<Line>[] =>
  treeOf(lines, { idOf: one => one.person.id, aboveOf: one => one.reportsTo })

function treeOf<T>(
  items: readonly T[],
  { idOf, aboveOf }: { idOf: (item: T) => string; aboveOf: (item: T) => string | null },
): Branch<T>[] {
  const known = new Set(items.map(idOf))
  const below = Map.groupBy(items, item => {
    const above = aboveOf(item)
    return above !== null && known.has(above) ? above : ''
  })
  const branches = (id: string): Branch<T>[] =>
    (below.get(id) ?? []).map(item => ({ item, below: branches(idOf(item)) }))
  return branches('')
}

/** How many stand below, at any depth. */
export const countBelow = <T>({ below }: Branch<T>): number =>
  below.reduce((sum, branch) => sum + 1 + countBelow(branch), 0)
