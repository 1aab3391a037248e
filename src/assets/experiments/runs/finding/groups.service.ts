import type { ProjectContext } from '../../../../people/context.ts'
import type { RunGroup, Spread } from '../../experiments.schema.ts'
import { scopesOf, view } from '../../experiments.service.ts'
import { foldScopes } from '../../metrics/series.ts'
import { parseFilter } from '../../search/filter.ts'
import { badSearch } from '../../search/parse.ts'
import { runs as subject } from '../../search/subjects.ts'
import { idsByValue, listKeys, metricColumn } from './groups.store.ts'
import { numberIds, type IdText } from './ids.ts'
import { membersOf, type Members } from './matching.service.ts'
import type { Keyed } from './search.store.ts'

export type GroupQuery = { by: string; metrics: readonly string[]; filter?: string | undefined; limit: number }

/** Active runs by the value of a param or tag, the largest group first, with the spread of some metrics in each. */
export async function groupRuns(
  ctx: ProjectContext,
  { by, metrics, filter, limit }: GroupQuery,
): Promise<{ groups: RunGroup[]; total: number }> {
  const { entity, key } = subject.orderField(by)
  if (entity !== 'param' && entity !== 'tag') throw badSearch(`Runs are grouped by a param or a tag, not by '${by}'`)
  const conditions = parseFilter(subject, filter)
  const scopes = await scopesOf(ctx, undefined)
  if (scopes.length === 0) return { groups: [], total: 0 }
  await foldScopes(ctx.db, scopes)
  const [members, ids, columns] = await Promise.all([
    membersOf(ctx.db, { scopes, lifecycles: view.active, conditions }),
    idsByValue(ctx.db, { scopes, entity, key }),
    Promise.all(metrics.map(metric => metricColumn(ctx.db, { scopes, key: metric }))),
  ])
  const found = groupsOf(ids, members)
  const spreads = columns.map(column => spreadsOf(column, found))
  const groups = found.values
    .map((value, at) => ({ value, runs: found.sizes[at] ?? 0, metrics: spreads.map(list => list[at] ?? null) }))
    .filter(({ runs }) => runs > 0)
    .toSorted((a, b) => Number(a.value === null) - Number(b.value === null) || b.runs - a.runs)
  return { groups: groups.slice(0, limit), total: groups.length }
}

/** The first group are the runs without a value. */
type Groups = { values: (string | null)[]; sizes: Int32Array; of: (ids: IdText) => Int32Array }

const nowhere = -1

function groupsOf(found: Awaited<ReturnType<typeof idsByValue>>, members: Members): Groups {
  const all = found.map(one => one.ids).join(' ')
  const ids = numberIds(all)
  const groupOf = new Int32Array(ids.count)
  let from = 0
  found.forEach(({ count }, at) => groupOf.fill(at + 1, from, (from += count)))
  members.isIn(all)?.forEach((isIn, number) => {
    if (!isIn) groupOf[number] = nowhere
  })
  const sizes = new Int32Array(found.length + 1)
  for (const group of groupOf) if (group !== nowhere) sizes[group] = (sizes[group] ?? 0) + 1
  sizes[0] = members.count - sizes.reduce((sum, size) => sum + size, 0)
  const of = (text: IdText) => {
    const numbers = ids.find(text)
    const isIn = numbers.includes(nowhere) ? members.isIn(text) : undefined
    for (let at = 0; at < numbers.length; at++) {
      const found = numbers[at] ?? nowhere
      numbers[at] = found >= 0 ? (groupOf[found] ?? nowhere) : isIn?.[at] === 0 ? nowhere : 0
    }
    return numbers
  }
  return { values: [null, ...found.map(({ value }) => value)], sizes, of }
}

/** Which metrics, params and tags the runs of the project have. */
export async function runKeys(ctx: ProjectContext) {
  const scopes = await scopesOf(ctx, undefined)
  await foldScopes(ctx.db, scopes)
  const of = (entity: Keyed) => listKeys(ctx.db, { scopes, entity, atMost: 500 })
  return { metrics: await of('metric'), params: await of('param'), tags: await of('tag') }
}

/** Welford's way: stable however large the values are beside their differences. */
function spreadsOf({ ids, values }: Awaited<ReturnType<typeof metricColumn>>, groups: Groups): (Spread | null)[] {
  const sums = groups.values.map(() => ({ n: 0, mean: 0, squares: 0, min: Infinity, max: -Infinity }))
  const of = groups.of(ids)
  for (let at = 0; at < of.length; at++) {
    const sum = sums[of[at] ?? nowhere]
    const value = values[at]
    if (!sum || value === undefined) continue
    sum.n += 1
    const difference = value - sum.mean
    sum.mean += difference / sum.n
    sum.squares += difference * (value - sum.mean)
    sum.min = Math.min(sum.min, value)
    sum.max = Math.max(sum.max, value)
  }
  return sums.map(({ n, mean, squares, min, max }) =>
    n === 0 ? null : { n, mean, deviation: n === 1 ? null : Math.sqrt(squares / (n - 1)), min, max },
  )
}
