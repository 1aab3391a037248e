import type { ProjectContext } from '../../../../people/context.ts'
import { scopesOf, view, type Lifecycle } from '../../experiments.service.ts'
import { foldScopes } from '../../metrics/series.ts'
import { parseFilter, parseOrder } from '../../search/filter.ts'
import { decodePlace, encodePlace, questionOf } from '../../search/keyset.ts'
import { runs as subject } from '../../search/subjects.ts'
import { contentsOf } from '../contents/contents.service.ts'
import type { Run, RunContents } from '../run.ts'
import { countMatching, fewMatching } from './matching.service.ts'
import { searchRuns } from './search.store.ts'
import { textsOf } from '../contents/texts.service.ts'

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
  const { runs, next } = await search(ctx, query)
  const contents = await contentsOf(
    ctx.db,
    runs.map(run => run.id),
  )
  return { runs: runs.flatMap(run => foundIn(contents, run)), next }
}

/** The same, with what they hold as text; all callers write it in the same way, as texts are kept. */
export async function findWrittenRuns(
  ctx: ProjectContext,
  query: RunQuery,
  write: (contents: RunContents) => string,
): Promise<{ runs: { run: Run; text: string }[]; next: string | undefined }> {
  const { runs, next } = await search(ctx, query)
  const texts = await textsOf(ctx.db, runs, write)
  return { runs: runs.map(run => ({ run, text: texts.get(run.id) ?? '' })), next }
}

async function search(ctx: ProjectContext, query: RunQuery): Promise<{ runs: Run[]; next: string | undefined }> {
  const conditions = parseFilter(subject, query.filter)
  const order = parseOrder(subject, query.orderBy)
  const by = questionOf([query.experimentIds ?? null, query.filter ?? '', query.orderBy ?? [], query.lifecycles])
  const after = decodePlace(query.token, by)
  const scopes = await scopesOf(ctx, query.experimentIds)
  if (scopes.length === 0) return { runs: [], next: undefined }
  await foldScopes(ctx.db, scopes)
  const wish = { scopes, lifecycles: query.lifecycles, conditions, order, after, limit: query.limit }
  const few = await fewMatching(ctx.db, wish)
  const { runs, next } = await searchRuns(ctx.db, { ...wish, few })
  return { runs, next: next && encodePlace({ ...next, by }) }
}

const foundIn = (contents: ReadonlyMap<string, RunContents>, run: Run): FoundRun[] => {
  const found = contents.get(run.id)
  return found ? [{ run, contents: found }] : []
}

/** How many active or deleted runs satisfy a filter, of how many. */
export async function countRuns(
  ctx: ProjectContext,
  { filter, trash }: { filter?: string | undefined; trash: boolean },
) {
  const conditions = parseFilter(subject, filter)
  const scopes = await scopesOf(ctx, undefined)
  await foldScopes(ctx.db, scopes)
  const count = (wanted: typeof conditions) =>
    countMatching(ctx.db, { scopes, lifecycles: trash ? view.deleted : view.active, conditions: wanted })
  const total = await count([])
  return { matching: conditions.length === 0 ? total : await count(conditions), total }
}
