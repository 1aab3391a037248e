import { sql } from 'kysely'
import { isPostgres } from '../../../database/open.ts'
import type { Db } from '../../../database/schema.ts'
import type { Lifecycle } from '../experiments.service.ts'
import { allOf, headOf, testOn, testOnMetric, type Sql, type Yes } from '../search/compile.ts'
import type { Condition, Order } from '../search/conditions.ts'
import { isAfter, orderSql, pageOf, sortValues, type Place, type SortColumn } from '../search/keyset.ts'
import type { Run } from './run.ts'
import { toRun, type RunRow } from './runs.store.ts'

export type RunSearch = {
  scopes: readonly number[]
  lifecycles: readonly Lifecycle[]
  conditions: readonly Condition[]
  order: readonly Order[]
  after: Omit<Place, 'by'> | undefined
  limit: number
}

type Part = Place['part']
type Keyed = Order & { entity: 'metric' | 'param' | 'tag' }

const tables = { metric: sql.table('run_metrics'), param: sql.table('run_params'), tag: sql.table('run_tags') }
const attributes: Record<string, Sql> = {
  run_id: sql.ref('runs.run_id'),
  run_name: sql.ref('runs.name'),
  status: sql.ref('runs.status'),
  artifact_uri: sql.ref('runs.artifact_uri'),
  user_id: sql.ref('runs.user_name'),
  start_time: sql.ref('runs.start_time'),
  end_time: sql.ref('runs.end_time'),
}
const attributeOf = (key: string): Sql => attributes[key] ?? sql.ref('runs.run_id')

/**
 * Runs ordered by a metric, param or tag come in parts that an index gives in order: those with a value, those whose metric
 * is NaN, those without. A page reads on in the next part when one is used up.
 */
export async function searchRuns(
  db: Db,
  wish: RunSearch,
): Promise<{ runs: Run[]; next: Omit<Place, 'by'> | undefined }> {
  if (wish.scopes.length === 0) return { runs: [], next: undefined }
  const [first] = wish.order
  const parts = partsOf(first).filter(part => part >= (wish.after?.part ?? 0))
  const runs: Run[] = []
  for (const part of parts) {
    const limit = wish.limit - runs.length
    if (limit === 0) return { runs, next: { part, values: [] } }
    const values = wish.after?.part === part ? wish.after.values : []
    const page = await searchPart(db, { ...wish, limit }, { part, values })
    runs.push(...page.rows.map(toRun))
    if (page.last) return { runs, next: { part, values: page.last } }
  }
  return { runs, next: undefined }
}

/** How many runs the search would find on all its pages. */
export async function countFound(
  db: Db,
  wish: Pick<RunSearch, 'scopes' | 'lifecycles' | 'conditions'>,
): Promise<number> {
  if (wish.scopes.length === 0) return 0
  const { rows } = await sql<{ count: number }>`select count(*) as count from runs
    where ${allOf(conditionsOf(wish, isPostgres(db)))}`.execute(db)
  return rows[0]?.count ?? 0
}

const conditionsOf = (wish: Pick<RunSearch, 'scopes' | 'lifecycles' | 'conditions'>, isPg: boolean): Yes[] => [
  sql<boolean>`runs.scope in (${sql.join(wish.scopes)})`,
  sql<boolean>`runs.lifecycle in (${sql.join(wish.lifecycles)})`,
  ...wish.conditions.map(condition => conditionSql(condition, { scopes: wish.scopes, isPg })),
]

function partsOf(first: Order | undefined): Part[] {
  if (!isKeyed(first)) return [0]
  return first.entity === 'metric' ? [0, 1, 2] : [0, 2]
}

const isKeyed = (order: Order | undefined): order is Keyed =>
  order !== undefined && order.entity !== 'attribute' && order.entity !== 'dataset'

async function searchPart(db: Db, wish: RunSearch, { part, values }: Omit<Place, 'by'>) {
  const isPg = isPostgres(db)
  const [first, ...rest] = wish.order
  const lead = isKeyed(first) ? leadBy(first, part, wish.scopes) : noLead
  const columns = [...lead.columns, ...(isKeyed(first) ? rest : wish.order).flatMap(sortOf), ...tieBreak(wish.order)]
  const conditions = [lead.where, ...conditionsOf(wish, isPg), ...(values.length > 0 ? [isAfter(columns, values)] : [])]
  const { rows } = await sql<RunRow & Record<string, unknown>>`
    select runs.*, experiments.experiment_id, experiments.project_id, ${sql.join(sortValues(columns))}
    from ${lead.from} join experiments on experiments.scope = runs.scope
    where ${allOf(conditions)} order by ${orderSql(columns)} limit ${wish.limit + 1}`.execute(db)
  return pageOf(rows, wish.limit, columns)
}

type Lead = { from: Sql; where: Yes; columns: SortColumn[] }

const noLead: Lead = { from: sql`runs`, where: sql`1 = 1`, columns: [] }

/** The rows of one part, read from the index of the values themselves. */
function leadBy({ entity, key, isAscending }: Keyed, part: Part, scopes: readonly number[]): Lead {
  const table = tables[entity]
  if (part === 2)
    return {
      ...noLead,
      where: sql`not exists (select 1 from ${table} f where f.run_id = runs.run_id and f.key = ${key})`,
    }
  const isThere = entity === 'metric' ? (part === 0 ? sql`f.value is not null` : sql`f.value is null`) : sql`1 = 1`
  // ordered by its head first, a long text takes the index as well
  const refs = part === 1 ? [] : entity === 'metric' ? ['f.value'] : ['f.head', 'f.value']
  return {
    from: sql`${table} f join runs on runs.run_id = f.run_id`,
    where: sql`f.scope in (${sql.join(scopes)}) and f.key = ${key} and ${isThere}`,
    columns: refs.map(ref => ({ of: sql.ref(ref), isAscending })),
  }
}

/** Missing values come last in both directions, NaN before them. */
function sortOf({ entity, key, isAscending }: Order): SortColumn[] {
  if (entity === 'attribute' || entity === 'dataset') {
    const of = attributeOf(key)
    const rank = { of: sql`case when ${of} is null then 1 else 0 end`, isAscending: true }
    return key === 'end_time' ? [rank, { of, isAscending }] : [{ of, isAscending }]
  }
  const pick = (what: Sql) =>
    sql`(select ${what} from ${tables[entity]} s where s.run_id = runs.run_id and s.key = ${key})`
  return [
    { of: sql`coalesce(${pick(sql`case when s.value is null then 1 else 0 end`)}, 2)`, isAscending: true },
    { of: pick(sql`s.value`), isAscending },
  ]
}

function tieBreak(order: readonly Order[]): SortColumn[] {
  const names = (key: string) => order.some(one => one.entity === 'attribute' && one.key === key)
  return [
    ...(names('start_time') ? [] : [{ of: attributeOf('start_time'), isAscending: false }]),
    ...(names('run_id') ? [] : [{ of: attributeOf('run_id'), isAscending: true }]),
  ]
}

type Ground = { scopes: readonly number[]; isPg: boolean }

/** A condition on a key never holds for a run that lacks the key, not even `!=`. */
function conditionSql({ entity, key, test }: Condition, { scopes, isPg }: Ground): Yes {
  if (entity === 'attribute') return testOn(attributeOf(key), test, isPg)
  if (entity === 'dataset') return datasetSql(key, testOn(datasetColumn(key), test, isPg))
  const table = tables[entity]
  const has = (more: Yes): Yes =>
    sql`exists (select 1 from ${table} v where v.run_id = runs.run_id and v.key = ${key} and ${more})`
  if (test.kind === 'presence') return test.isPresent ? has(sql`1 = 1`) : sql`not ${has(sql`1 = 1`)}`
  if (entity === 'metric') return has(testOnMetric(sql`v.value`, test, isPg))
  // few runs equal a text, so the index of texts finds them
  if (test.kind === 'text' && test.operator === '=')
    return sql`runs.run_id in (select v.run_id from ${table} v where v.scope in (${sql.join(scopes)}) and v.key = ${key}
      and v.head = ${headOf(test.value)} and v.value = ${test.value})`
  return has(testOn(sql`v.value`, test, isPg))
}

const datasetColumn = (key: string): Sql => (key === 'context' ? sql.ref('i.context') : sql.ref(`d.${key}`))

const datasetSql = (key: string, holds: Yes): Yes =>
  key === 'context'
    ? sql`exists (select 1 from run_inputs i where i.run_id = runs.run_id and i.kind = 'dataset' and ${holds})`
    : sql`exists (select 1 from run_inputs i join logged_datasets d on d.id = i.source_id
        where i.run_id = runs.run_id and i.kind = 'dataset' and ${holds})`
