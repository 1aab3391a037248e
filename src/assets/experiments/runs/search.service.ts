import type { ProjectContext } from '../../../people/context.ts'
import { scopesOf, type Lifecycle } from '../experiments.service.ts'
import { foldScopes } from '../metrics/series.ts'
import { parseFilter, parseOrder } from '../search/filter.ts'
import { decodePlace, encodePlace, questionOf } from '../search/keyset.ts'
import { runs as subject } from '../search/subjects.ts'
import { contentsOf } from './contents.service.ts'
import type { Run, RunContents } from './run.ts'
import { countFound, searchRuns } from './search.store.ts'

export type RunQuery = {
  /** of this project; all when not said */
  experimentIds?: readonly string[] | undefined
  filter?: string | undefined
  orderBy?: readonly string[] | undefined
  lifecycles: readonly Lifecycle[]
  limit: number
  token?: string | undefined
}

export type FoundRun = { run: Run; contents: RunContents }

/** Runs that satisfy all conditions, with what they hold; newest first when no order is given. */
export async function findRuns(
  ctx: ProjectContext,
  query: RunQuery,
): Promise<{ runs: FoundRun[]; next: string | undefined }> {
  const conditions = parseFilter(subject, query.filter)
  const order = parseOrder(subject, query.orderBy)
  const by = questionOf([query.experimentIds ?? null, query.filter ?? '', query.orderBy ?? [], query.lifecycles])
  const after = decodePlace(query.token, by)
  const scopes = await scopesOf(ctx, query.experimentIds)
  await foldScopes(ctx.db, scopes)
  const { lifecycles, limit } = query
  const { runs, next } = await searchRuns(ctx.db, { scopes, lifecycles, conditions, order, after, limit })
  const contents = await contentsOf(
    ctx.db,
    runs.map(run => run.id),
  )
  return {
    runs: runs.flatMap(run => {
      const found = contents.get(run.id)
      return found ? [{ run, contents: found }] : []
    }),
    next: next && encodePlace({ ...next, by }),
  }
}

/** How many active runs satisfy a filter, of how many. */
export async function countRuns(ctx: ProjectContext, filter: string | undefined) {
  const conditions = parseFilter(subject, filter)
  const scopes = await scopesOf(ctx, undefined)
  await foldScopes(ctx.db, scopes)
  const count = (wanted: typeof conditions) =>
    countFound(ctx.db, { scopes, lifecycles: ['active'], conditions: wanted })
  const total = await count([])
  return { matching: conditions.length === 0 ? total : await count(conditions), total }
}
