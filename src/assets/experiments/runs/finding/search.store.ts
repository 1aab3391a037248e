import { sql } from 'kysely'
import { isPostgres } from '../../../../database/open.ts'
import type { Db } from '../../../../database/schema.ts'
import type { Lifecycle } from '../../experiments.service.ts'
import { allOf, headOf, testOn, testOnMetric, type Sql, type Yes } from '../../search/compile.ts'
import type { Condition, Entity, Order } from '../../search/conditions.ts'
import { isAfter, orderSql, pageOf, sortValues, type Place, type SortColumn } from '../../search/keyset.ts'
import { isMetric } from '../../search/subjects.ts'
import type { Run } from '../run.ts'
import { toRun, type RunRow } from '../runs.store.ts'
import type { IdText } from './ids.ts'

export type RunSearch = {
  scopes: readonly number[]
  lifecycles: readonly Lifecycle[]
  conditions: readonly Condition[]
  order: readonly Order[]
  after: Omit<Place, 'by'> | undefined
  limit: number
  /** ids of the runs that can satisfy the conditions, where these are few: then they are read, and not the order */
  few?: Few | undefined
}

/** `areAll`: each of them satisfies the conditions */
export type Few = { ids: readonly string[]; areAll: boolean }

type Part = Place['part']
export type Keyed = Exclude<Entity, 'attribute' | 'dataset'>
type KeyedOrder = Order & { entity: Keyed }
export type KeyedCondition = Condition & { entity: Keyed }

export const valueTables = {
  metric: sql.table('run_metrics'),
  min: sql.table('run_metrics'),
  max: sql.table('run_metrics'),
  param: sql.table('run_params'),
  tag: sql.table('run_tags'),
}
const valueColumns = { metric: 'value', min: 'least', max: 'greatest', param: 'value', tag: 'value' }
const valueIn = (table: string, entity: Keyed): Sql => sql.ref(`${table}.${valueColumns[entity]}`)

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
 * is NaN, those without. Those ordered by their end come so too: the ended, then the others. A page reads on in the next part
 * when one is used up.
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
    if (part === 2 && isKeyed(first) && (await haveAll(db, wish.scopes, first))) continue
    const page = await searchPart(db, { ...wish, limit }, { part, values })
    runs.push(...page.rows.map(toRun))
    if (page.last) return { runs, next: { part, values: page.last } }
  }
  return { runs, next: undefined }
}

function partsOf(first: Order | undefined): Part[] {
  if (isEnd(first)) return [0, 2]
  if (!isKeyed(first)) return [0]
  return isMetric(first.entity) ? [0, 1, 2] : [0, 2]
}

const isEnd = (order: Order | undefined): boolean => order?.entity === 'attribute' && order.key === 'end_time'

const isKeyed = (order: Order | undefined): order is KeyedOrder => order !== undefined && isHeld(order)

/** Of what a run holds, and not of what it is itself. */
export const isHeld = <T extends { entity: Entity }>(about: T): about is T & { entity: Keyed } =>
  about.entity !== 'attribute' && about.entity !== 'dataset'

/** Whether no run lacks the key: two counts in indexes instead of a look at each run. */
async function haveAll(db: Db, scopes: readonly number[], { entity, key }: KeyedOrder): Promise<boolean> {
  const list = sql.join(scopes)
  const { rows } = await sql<{ all: number; held: number }>`select
    (select count(*) from runs where scope in (${list})) as "all",
    (select count(*) from ${valueTables[entity]} where scope in (${list}) and key = ${key}) as held`.execute(db)
  return rows[0] !== undefined && rows[0].all === rows[0].held
}

/** an index has the runs of one experiment in order; beyond so many experiments all are put in order at once */
const mostInTurn = 50

/** First which runs, of each experiment as many as fit the page; then those runs themselves. */
async function searchPart(db: Db, wish: RunSearch, place: Omit<Place, 'by'>) {
  const isPg = isPostgres(db)
  const columns = columnsOf(wish, place.part)
  const ordered = columns.map(({ isAscending }, i) => ({ of: sql.ref(`found.sort${i}`), isAscending }))
  const { rows } = await sql<RunRow & Record<string, unknown>>`
    select runs.*, experiments.experiment_id, experiments.project_id, ${sql.join(sortValues(ordered))}
    from (${idsInOrder(wish, place, isPg)}) found ${inTurn(isPg)} runs on runs.run_id = found.run_id
    ${inTurn(isPg)} experiments on experiments.scope = runs.scope
    order by ${orderSql(ordered)} limit ${wish.limit + 1}`.execute(db)
  return pageOf(rows, wish.limit, columns)
}

/** how far into an order a page may be looked for */
const nearby = 2_000

/** Whether a page is full before so many runs of the order were looked at. */
export async function isPageNear(db: Db, wish: RunSearch): Promise<boolean> {
  const isPg = isPostgres(db)
  const place = wish.after ?? { part: 0, values: [] }
  const ground = { scopes: wish.scopes, isPg }
  const [lead] = wish.order
  // what is said of the value that orders is a stretch of its index
  const conditions = wish.conditions.filter(({ entity, key }) => entity === lead?.entity && key === lead.key)
  const walk = { ...wish, few: undefined, conditions, limit: nearby }
  const { rows } = await sql<{ found: number }>`select count(*) as found from (
    select 1 from (${idsInOrder(walk, place, isPg)}) near
    ${inTurn(isPg)} runs on runs.run_id = near.run_id where ${allOf(conditionsOf(wish, ground))} limit ${wish.limit + 1}
  ) page`.execute(db)
  return (rows[0]?.found ?? 0) > wish.limit
}

function columnsOf({ order }: RunSearch, part: Part): SortColumn[] {
  const [first, ...rest] = order
  const leading = isKeyed(first) ? leadColumns(first, part) : first && isEnd(first) ? endColumns(first, part) : []
  return [...leading, ...(isKeyed(first) || isEnd(first) ? rest : order).flatMap(sortOf), ...tieBreak(order)]
}

/** Ids of the runs behind a place, of each experiment as many as are wanted and one more. */
function idsInOrder(wish: RunSearch, { part, values }: Omit<Place, 'by'>, isPg: boolean): Sql {
  const [first] = wish.order
  const lead = isKeyed(first) ? { ...first, part } : undefined
  const columns = columnsOf(wish, part)
  const ended: Yes[] = isEnd(first) ? [part === 0 ? sql`runs.end_time is not null` : sql`runs.end_time is null`] : []
  const after = values.length > 0 ? [isAfter(columns, values)] : []
  const groups = wish.few || wish.scopes.length > mostInTurn ? [wish.scopes] : wish.scopes.map(scope => [scope])
  const pages = groups.map(scopes => {
    const ground = { scopes, isPg, lead }
    const { from, where } = sourceOf(ground, wish.few)
    const asked = wish.few?.areAll ? [] : wish.conditions
    const conditions = [where, ...ended, ...conditionsOf({ ...wish, scopes, conditions: asked }, ground), ...after]
    return sql`select * from (select runs.run_id, ${sql.join(sortValues(columns))} from ${from}
      where ${allOf(conditions)} order by ${orderSql(columns)} limit ${wish.limit + 1}) page`
  })
  return sql.join(pages, sql` union all `)
}

/** SQLite takes tables in this order; Postgres knows how many rows there are and chooses itself. */
const inTurn = (isPg: boolean) => (isPg ? sql`join` : sql`cross join`)

type Lead = KeyedOrder & { part: Part }
type Ground = { scopes: readonly number[]; isPg: boolean; lead?: Lead | undefined }

/** A value's index has the order; without one the runs' own has. */
function sourceOf({ scopes, isPg, lead }: Ground, few: Few | undefined): { from: Sql; where: Yes } {
  const table = lead && lead.part !== 2 ? valueTables[lead.entity] : undefined
  const lacks: Yes = lead?.part === 2 ? isLacking(lead) : sql`1 = 1`
  const isThere =
    lead && isMetric(lead.entity)
      ? sql`${valueIn('f', lead.entity)} ${lead.part === 0 ? sql`is not null` : sql`is null`}`
      : sql`1 = 1`
  const holds: Yes = lead && table ? sql`f.key = ${lead.key} and ${isThere}` : lacks
  if (few) {
    const joined = table ? sql`${inTurn(isPg)} ${table} f on f.run_id = runs.run_id` : sql``
    return {
      from: sql`${listed(few.ids, isPg)} ${inTurn(isPg)} runs on runs.run_id = n.run_id ${joined}`,
      where: holds,
    }
  }
  if (!table) return { from: sql`runs`, where: holds }
  const joined = isPg
    ? sql`join runs on runs.run_id = f.run_id`
    : sql`cross join runs indexed by runs_ties on runs.scope = f.scope and runs.run_id = f.run_id`
  return {
    from: sql`${table} f ${joined}`,
    where: sql`f.scope in (${sql.join(scopes)}) and ${holds}`,
  }
}

const isLacking = ({ entity, key }: KeyedOrder): Yes =>
  sql`not exists (select 1 from ${valueTables[entity]} f where f.run_id = runs.run_id and f.key = ${key})`

const listed = (ids: readonly string[], isPg: boolean): Sql =>
  isPg
    ? sql`(select value as run_id from json_array_elements_text(${JSON.stringify(ids)})) n`
    : sql`(select value as run_id from json_each(${JSON.stringify(ids)})) n`

// ordered by its head first, a long text takes the index as well, and a short one is not read beside it
function leadColumns({ entity, isAscending }: KeyedOrder, part: Part): SortColumn[] {
  if (part !== 0) return []
  const columns = isMetric(entity) ? [valueIn('f', entity)] : [sql.ref('f.head'), wholeText('f')]
  return columns.map(of => ({ of, isAscending }))
}

const endColumns = ({ isAscending }: Order, part: Part): SortColumn[] =>
  part === 0 ? [{ of: attributeOf('end_time'), isAscending }] : []

/** Missing values come last in both directions, NaN before them. */
function sortOf({ entity, key, isAscending }: Order): SortColumn[] {
  if (entity === 'attribute' || entity === 'dataset') {
    const of = attributeOf(key)
    const rank = { of: sql`case when ${of} is null then 1 else 0 end`, isAscending: true }
    return key === 'end_time' ? [rank, { of, isAscending }] : [{ of, isAscending }]
  }
  const pick = (what: Sql) =>
    sql`(select ${what} from ${valueTables[entity]} s where s.run_id = runs.run_id and s.key = ${key})`
  const value = valueIn('s', entity)
  return [
    { of: sql`coalesce(${pick(sql`case when ${value} is null then 1 else 0 end`)}, 2)`, isAscending: true },
    { of: pick(value), isAscending },
  ]
}

function tieBreak(order: readonly Order[]): SortColumn[] {
  const names = (key: string) => order.some(one => one.entity === 'attribute' && one.key === key)
  return [
    ...(names('start_time') ? [] : [{ of: attributeOf('start_time'), isAscending: false }]),
    ...(names('run_id') ? [] : [{ of: attributeOf('run_id'), isAscending: true }]),
  ]
}

type Wanted = Pick<RunSearch, 'scopes' | 'lifecycles' | 'conditions'>

function conditionsOf(wish: Wanted, ground: Ground): Yes[] {
  return [
    sql<boolean>`runs.scope in (${sql.join(wish.scopes)})`,
    sql<boolean>`runs.lifecycle in (${sql.join(wish.lifecycles)})`,
    ...wish.conditions.map(condition => conditionSql(condition, ground)),
  ]
}

/** Which runs there are by what they are themselves, whatever they hold. */
export async function idsOf(db: Db, wish: Wanted): Promise<IdText> {
  const ground = { scopes: wish.scopes, isPg: isPostgres(db) }
  const { rows } = await sql<{ ids: IdText }>`select string_agg(runs.run_id, ' ') as ids from runs
    where ${allOf(conditionsOf(wish, ground))}`.execute(db)
  return rows[0]?.ids
}

/** How many of the runs of a kind there are. */
export async function countRunsIn(db: Db, wish: Wanted): Promise<number> {
  const ground = { scopes: wish.scopes, isPg: isPostgres(db) }
  const { rows } = await sql<{ count: number }>`select count(*) as count from runs
    where ${allOf(conditionsOf(wish, ground))}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Runs, deleted ones too, of which a value satisfies all conditions on it; at most so many, where that is said. */
export async function idsHolding(
  db: Db,
  { scopes, conditions: [first, ...more] }: { scopes: readonly number[]; conditions: OnOneValue },
  atMost?: number,
): Promise<IdText> {
  const limit = atMost === undefined ? sql`` : sql`limit ${atMost}`
  const tests = [first, ...more].map(condition => valueTest(condition, isPostgres(db)))
  const { rows } = await sql<{ ids: IdText }>`select string_agg(run_id, ' ') as ids from (
    select v.run_id from ${valueTables[first.entity]} v where v.scope in (${sql.join(scopes)})
    and v.key = ${first.key} and ${allOf(tests)} ${limit}) held`.execute(db)
  return rows[0]?.ids
}

/** Conditions that all look at the same value of a run. */
export type OnOneValue = readonly [KeyedCondition, ...KeyedCondition[]]

/** What an index of values answers: the head of a text is the whole of it unless it is long. */
function valueTest({ entity, test }: KeyedCondition, isPg: boolean): Yes {
  if (test.kind === 'presence') return sql`1 = 1`
  if (isMetric(entity)) return testOnMetric(valueIn('v', entity), test, isPg)
  if (test.kind === 'text' && test.operator === '=')
    return sql`v.head = ${headOf(test.value)} and ${testOn(wholeText('v'), test, isPg)}`
  return testOn(wholeText('v'), test, isPg)
}

/** Read from the index where that holds all of it. */
export const wholeText = (table: string): Sql =>
  sql`case when length(${sql.ref(`${table}.head`)}) < 100 then ${sql.ref(`${table}.head`)} else ${sql.ref(`${table}.value`)} end`

/** A condition on a key never holds for a run that lacks the key, not even `!=`. */
function conditionSql({ entity, key, test }: Condition, { isPg, lead }: Ground): Yes {
  if (entity === 'attribute') return testOn(attributeOf(key), test, isPg)
  if (entity === 'dataset') return datasetSql(key, testOn(datasetColumn(key), test, isPg))
  const table = valueTables[entity]
  const has = (more: Yes): Yes =>
    sql`exists (select 1 from ${table} v where v.run_id = runs.run_id and v.key = ${key} and ${more})`
  if (test.kind === 'presence') return test.isPresent ? has(sql`1 = 1`) : sql`not ${has(sql`1 = 1`)}`
  if (isMetric(entity)) {
    // the value that orders stands there already, and its index goes straight to where the condition holds
    if (lead?.entity === entity && lead.key === key && lead.part !== 2)
      return testOnMetric(valueIn('f', entity), test, isPg)
    return has(testOnMetric(valueIn('v', entity), test, isPg))
  }
  return has(testOn(sql`v.value`, test, isPg))
}

const datasetColumn = (key: string): Sql => (key === 'context' ? sql.ref('i.context') : sql.ref(`d.${key}`))

const datasetSql = (key: string, holds: Yes): Yes =>
  key === 'context'
    ? sql`exists (select 1 from run_inputs i where i.run_id = runs.run_id and i.kind = 'dataset' and ${holds})`
    : sql`exists (select 1 from run_inputs i join logged_datasets d on d.id = i.source_id
        where i.run_id = runs.run_id and i.kind = 'dataset' and ${holds})`
