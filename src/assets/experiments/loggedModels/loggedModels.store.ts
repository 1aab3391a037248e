import { sql } from 'kysely'
import { isPostgres } from '../../../database/open.ts'
import type { Db } from '../../../database/schema.ts'
import type { LoggedModelTable } from '../../../database/schema/experiments.ts'
import type { Lifecycle } from '../experiments.service.ts'
import type { KeyValue } from '../rules.ts'
import { allOf, testOn, testOnMetric, type Sql, type Yes } from '../search/compile.ts'
import type { Condition, Order } from '../search/conditions.ts'
import { isAfter, orderSql, pageOf, sortValues, type SortColumn, type SortValue } from '../search/keyset.ts'
import { LoggedModelStatus, type LoggedModel } from './loggedModel.ts'
import { listModelMetrics } from './metrics.store.ts'

export type NewLoggedModel = Pick<
  LoggedModel,
  'id' | 'name' | 'modelType' | 'sourceRunId' | 'artifactUri' | 'createdBy' | 'createdAt'
> & { scope: number }

export async function insertLoggedModel(tx: Db, model: NewLoggedModel): Promise<void> {
  await tx
    .insertInto('logged_models')
    .values({
      model_id: model.id,
      scope: model.scope,
      name: model.name,
      model_type: model.modelType,
      status: 'PENDING',
      lifecycle: 'active',
      source_run_id: model.sourceRunId,
      artifact_uri: model.artifactUri,
      created_by: model.createdBy,
      created_at: model.createdAt,
      updated_at: model.createdAt,
    })
    .execute()
}

export async function findLoggedModel(db: Db, projectId: string, id: string): Promise<LoggedModel | undefined> {
  const { rows } = await sql<Row>`${whole} where m.model_id = ${id} and e.project_id = ${projectId}`.execute(db)
  return (await withValues(db, rows))[0]
}

/** Whether any project has a logged model of this id. */
export const isTaken = async (db: Db, id: string): Promise<boolean> =>
  (await db.selectFrom('logged_models').select('model_id').where('model_id', '=', id).executeTakeFirst()) !== undefined

/** Those of the ids that are logged models of the project. */
export async function listKnownModels(db: Db, projectId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('logged_models')
    .innerJoin('experiments', 'experiments.scope', 'logged_models.scope')
    .select('model_id')
    .where('model_id', 'in', ids)
    .where('project_id', '=', projectId)
    .execute()
  return rows.map(row => row.model_id)
}

export async function updateLoggedModel(
  tx: Db,
  id: string,
  set: { status?: LoggedModelStatus; lifecycle?: Lifecycle; now: number },
): Promise<void> {
  const { now, ...rest } = set
  await tx
    .updateTable('logged_models')
    .set({ ...rest, updated_at: now })
    .where('model_id', '=', id)
    .execute()
}

export async function upsertModelValues(
  tx: Db,
  modelId: string,
  wish: { table: 'logged_model_params' | 'logged_model_tags'; values: readonly KeyValue[] },
): Promise<void> {
  const rows = new Map(wish.values.map(({ key, value }) => [key, { model_id: modelId, key, value }]))
  if (rows.size === 0) return
  await tx
    .insertInto(wish.table)
    .values([...rows.values()])
    .onConflict(c => c.columns(['model_id', 'key']).doUpdateSet(eb => ({ value: eb.ref('excluded.value') })))
    .execute()
}

/** False when there is no such tag. */
export async function deleteModelTag(tx: Db, modelId: string, key: string): Promise<boolean> {
  const done = await tx
    .deleteFrom('logged_model_tags')
    .where('model_id', '=', modelId)
    .where('key', '=', key)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

export type DatasetFilter = { name: string; digest?: string | undefined }
export type ModelOrder = Order & { dataset?: DatasetFilter | undefined }
export type LoggedModelSearch = {
  scopes: readonly number[]
  conditions: readonly Condition[]
  /** metrics count only where they were measured on one of these */
  datasets: readonly DatasetFilter[]
  order: readonly ModelOrder[]
  after: SortValue[] | undefined
  limit: number
}

export async function searchLoggedModels(
  db: Db,
  wish: LoggedModelSearch,
): Promise<{ models: LoggedModel[]; last: SortValue[] | undefined }> {
  if (wish.scopes.length === 0) return { models: [], last: undefined }
  const isPg = isPostgres(db)
  const columns = [...wish.order.flatMap(sortOf), ...tieBreak(wish.order)]
  const hasMetric = wish.conditions.some(condition => condition.entity === 'metric')
  const conditions = [
    sql<boolean>`m.scope in (${sql.join(wish.scopes)})`,
    sql<boolean>`m.lifecycle = 'active'`,
    ...wish.conditions.map(condition => conditionSql(condition, { datasets: wish.datasets, isPg })),
    ...(wish.datasets.length > 0 && !hasMetric ? [hasMetricSql(onDatasets(wish.datasets))] : []),
    ...(wish.after ? [isAfter(columns, wish.after)] : []),
  ]
  const { rows } = await sql<Row & Record<string, unknown>>`
    select m.*, e.experiment_id, e.project_id, ${sql.join(sortValues(columns))}
    from logged_models m join experiments e on e.scope = m.scope
    where ${allOf(conditions)} order by ${orderSql(columns)} limit ${wish.limit + 1}`.execute(db)
  const page = pageOf(rows, wish.limit, columns)
  return { models: await withValues(db, page.rows), last: page.last }
}

const attributes: Record<string, Sql> = {
  name: sql.ref('m.name'),
  model_id: sql.ref('m.model_id'),
  model_type: sql.ref('m.model_type'),
  status: sql.ref('m.status'),
  source_run_id: sql.ref('m.source_run_id'),
  artifact_uri: sql.ref('m.artifact_uri'),
  experiment_id: sql.ref('e.experiment_id'),
  creation_timestamp: sql.ref('m.created_at'),
  last_updated_timestamp: sql.ref('m.updated_at'),
}
const attributeOf = (key: string): Sql => attributes[key] ?? sql.ref('m.model_id')

function sortOf({ entity, key, isAscending, dataset }: ModelOrder): SortColumn[] {
  const of = entity === 'metric' ? latestMetric(key, dataset) : attributeOf(key)
  return [
    { of: sql`case when ${of} is null then 1 else 0 end`, isAscending: true },
    { of, isAscending },
  ]
}

/** Of a metric that was logged often the newest counts, then the greatest step. */
const latestMetric = (key: string, dataset: DatasetFilter | undefined): Sql => sql`(select v.value
  from logged_model_metrics v where v.model_id = m.model_id and v.key = ${key} and ${onDatasets(dataset ? [dataset] : [])}
  order by v.time desc, v.step desc, v.run_id limit 1)`

function tieBreak(order: readonly ModelOrder[]): SortColumn[] {
  const names = (key: string) => order.some(one => one.entity === 'attribute' && one.key === key)
  return [
    ...(names('creation_timestamp') ? [] : [{ of: attributeOf('creation_timestamp'), isAscending: false }]),
    ...(names('model_id') ? [] : [{ of: attributeOf('model_id'), isAscending: true }]),
  ]
}

type Ground = { datasets: readonly DatasetFilter[]; isPg: boolean }

function conditionSql({ entity, key, test }: Condition, { datasets, isPg }: Ground): Yes {
  if (entity === 'attribute') return testOn(attributeOf(key), key === 'status' ? statusTest(test) : test, isPg)
  if (entity === 'metric')
    return hasMetricSql(
      sql`v.key = ${key} and ${testOnMetric(sql.ref('v.value'), test, isPg)} and ${onDatasets(datasets)}`,
    )
  const table = entity === 'param' ? sql.table('logged_model_params') : sql.table('logged_model_tags')
  return sql`exists (select 1 from ${table} v where v.model_id = m.model_id and v.key = ${key}
    and ${testOn(sql.ref('v.value'), test, isPg)})`
}

/** Clients write a status with or without the protocol's prefix. */
const statusTest = (test: Condition['test']): Condition['test'] =>
  test.kind === 'text' ? { ...test, value: test.value.replace(/^LOGGED_MODEL_/, '') } : test

const hasMetricSql = (holds: Yes): Yes =>
  sql`exists (select 1 from logged_model_metrics v where v.model_id = m.model_id and ${holds})`

function onDatasets(datasets: readonly DatasetFilter[]): Yes {
  if (datasets.length === 0) return sql`1 = 1`
  const each = datasets.map(({ name, digest }) =>
    digest ? sql`(v.dataset_name = ${name} and v.dataset_digest = ${digest})` : sql`v.dataset_name = ${name}`,
  )
  return sql`(${sql.join(each, sql` or `)})`
}

const whole = sql`select m.*, e.experiment_id, e.project_id from logged_models m join experiments e on e.scope = m.scope`

type Row = LoggedModelTable & { experiment_id: string; project_id: string }

async function withValues(db: Db, rows: readonly Row[]): Promise<LoggedModel[]> {
  if (rows.length === 0) return []
  const ids = rows.map(row => row.model_id)
  const params = await listModelValues(db, 'logged_model_params', ids)
  const tags = await listModelValues(db, 'logged_model_tags', ids)
  const metrics = await listModelMetrics(db, ids)
  return rows.map(row => ({
    id: row.model_id,
    projectId: row.project_id,
    experimentId: row.experiment_id,
    name: row.name,
    modelType: row.model_type,
    status: LoggedModelStatus.parse(row.status),
    lifecycle: row.lifecycle === 'active' ? 'active' : 'deleted',
    sourceRunId: row.source_run_id,
    artifactUri: row.artifact_uri,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    params: params.get(row.model_id) ?? [],
    tags: tags.get(row.model_id) ?? [],
    metrics: metrics.get(row.model_id) ?? [],
  }))
}

async function listModelValues(
  db: Db,
  table: 'logged_model_params' | 'logged_model_tags',
  ids: readonly string[],
): Promise<Map<string, KeyValue[]>> {
  const rows = await db.selectFrom(table).selectAll().where('model_id', 'in', ids).orderBy('key').execute()
  const found = new Map<string, KeyValue[]>(ids.map(id => [id, []]))
  for (const { model_id, key, value } of rows) found.get(model_id)?.push({ key, value })
  return found
}

export async function loggedModelNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('logged_models').select(['model_id', 'name']).where('model_id', 'in', ids).execute()
  return new Map(rows.map(row => [row.model_id, row.name]))
}
