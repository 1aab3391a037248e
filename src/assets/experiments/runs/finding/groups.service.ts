import type { ProjectContext } from '../../../../people/context.ts'
import type { RunGroup, Spread } from '../../experiments.schema.ts'
import { scopesOf, view } from '../../experiments.service.ts'
import { foldScopes } from '../../metrics/series.ts'
import { parseFilter } from '../../search/filter.ts'
import { badSearch } from '../../search/parse.ts'
import { runs as subject } from '../../search/subjects.ts'
import { idsByValue, listKeys, metricColumn } from './groups.store.ts'
import { matchingIds } from './matching.service.ts'
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
  const all = await matchingIds(ctx.db, { scopes, lifecycles: view.active, conditions })
  const groupOf = new Map<string, number>(all.map(id => [id, 0]))
  const values: (string | null)[] = [null]
  const sizes = [all.length]
  for (const { value, ids } of await idsByValue(ctx.db, { scopes, entity, key })) {
    const inside = ids.filter(id => groupOf.has(id))
    if (inside.length === 0) continue
    for (const id of inside) groupOf.set(id, values.length)
    sizes[0] = (sizes[0] ?? 0) - inside.length
    sizes.push(inside.length)
    values.push(value)
  }
  const spreads: (Spread | null)[][] = []
  for (const metric of metrics)
    spreads.push(spreadsOf(await metricColumn(ctx.db, { scopes, key: metric }), { groupOf, count: values.length }))
  const groups = values
    .map((value, at) => ({ value, runs: sizes[at] ?? 0, metrics: spreads.map(list => list[at] ?? null) }))
    .filter(({ runs }) => runs > 0)
    .toSorted((a, b) => Number(a.value === null) - Number(b.value === null) || b.runs - a.runs)
  return { groups: groups.slice(0, limit), total: groups.length }
}

/** Which metrics, params and tags the runs of the project have. */
export async function runKeys(ctx: ProjectContext) {
  const scopes = await scopesOf(ctx, undefined)
  await foldScopes(ctx.db, scopes)
  const of = (entity: Keyed) => listKeys(ctx.db, { scopes, entity, atMost: 500 })
  return { metrics: await of('metric'), params: await of('param'), tags: await of('tag') }
}

type Groups = { groupOf: ReadonlyMap<string, number>; count: number }

/** Welford's way: stable however large the values are beside their differences. */
function spreadsOf(
  { ids, values }: { ids: readonly string[]; values: Float64Array },
  { groupOf, count }: Groups,
): (Spread | null)[] {
  const sums = Array.from({ length: count }, () => ({ n: 0, mean: 0, squares: 0, min: Infinity, max: -Infinity }))
  for (const [at, id] of ids.entries()) {
    const sum = sums[groupOf.get(id) ?? -1]
    const value = values[at] ?? Number.NaN
    if (!sum || !Number.isFinite(value)) continue
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
