import { sql } from 'kysely'
import { isPostgres } from '../../database/open.ts'
import type { Db } from '../../database/schema.ts'
import type { ExperimentTable } from '../../database/schema/experiments.ts'
import type { KeyValue } from './rules.ts'
import { allOf, testOn, type Sql, type Yes } from './search/compile.ts'
import type { Condition } from './search/conditions.ts'
import { isAfter, orderSql, pageOf, sortValues, type SortColumn, type SortValue } from './search/keyset.ts'

export type Lifecycle = 'active' | 'deleted'

export type Experiment = {
  /** its own number over all projects; for stores */
  scope: number
  projectId: string
  /** unique in the project; '0' is the default */
  id: string
  name: string
  artifactLocation: string
  lifecycle: Lifecycle
  createdAt: number
  updatedAt: number
  tags: KeyValue[]
}

export type NewExperiment = {
  projectId: string
  /** the next free number when not given */
  id?: string | undefined
  name: string
  artifactLocation?: string | undefined
  by: string
  now: number
  lifecycle?: Lifecycle | undefined
  updatedAt?: number | undefined
  /** since when it is in the trash, where that is its lifecycle */
  deletedAt?: number | undefined
}

/** Undefined when the project has an experiment of this name that is not deleted. */
export async function insertExperiment(tx: Db, wish: NewExperiment): Promise<string | undefined> {
  const id = wish.id ?? (await nextId(tx, wish.projectId))
  await freeName(tx, wish)
  const row = {
    project_id: wish.projectId,
    experiment_id: id,
    name: wish.name,
    artifact_location: wish.artifactLocation || `mlflow-artifacts:/${id}`,
    lifecycle: wish.lifecycle ?? 'active',
    created_by: wish.by,
    created_at: wish.now,
    updated_at: wish.updatedAt ?? wish.now,
    ...(wish.lifecycle === 'deleted' ? { deleted_at: wish.deletedAt ?? wish.now, deleted_by: wish.by } : {}),
  }
  const done = await tx
    .insertInto('experiments')
    .values(row)
    .onConflict(c => c.doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n ? id : undefined
}

/** A deleted experiment gives its name to whoever wants it, and is told apart by its number from then on. */
async function freeName(tx: Db, { projectId, name }: { projectId: string; name: string }): Promise<void> {
  await tx
    .updateTable('experiments')
    .set({ name: sql<string>`name || ' (deleted ' || experiment_id || ')'` })
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .where('lifecycle', '=', 'deleted')
    .execute()
}

/** Ids may be larger than JavaScript's whole numbers when they come from elsewhere, so the database counts. */
async function nextId(tx: Db, projectId: string): Promise<string> {
  if (isPostgres(tx))
    await tx.selectFrom('projects').select('id').where('id', '=', projectId).forNoKeyUpdate().execute()
  const { id } = await tx
    .selectFrom('experiments')
    .select(sql<string>`cast(coalesce(max(cast(experiment_id as bigint)), 0) + 1 as text)`.as('id'))
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow()
  return id
}

export type ExperimentKey = { projectId: string; id: string } | { projectId: string; name: string } | { scope: number }

export async function findExperiment(db: Db, key: ExperimentKey): Promise<Experiment | undefined> {
  const all = db.selectFrom('experiments').selectAll().where('lifecycle', '!=', 'purged')
  const query =
    'scope' in key
      ? all.where('scope', '=', key.scope)
      : 'id' in key
        ? all.where('project_id', '=', key.projectId).where('experiment_id', '=', key.id)
        : all.where('project_id', '=', key.projectId).where('name', '=', key.name)
  const row = await query.executeTakeFirst()
  return row && (await withTags(db, [row]))[0]
}

export async function listScopes(db: Db, projectId: string, ids: readonly string[] | undefined): Promise<number[]> {
  if (ids?.length === 0) return []
  let query = db.selectFrom('experiments').select('scope').where('project_id', '=', projectId)
  if (ids) query = query.where('experiment_id', 'in', ids)
  return (await query.execute()).map(row => row.scope)
}

/** False when the name is taken by one that is not deleted. */
export async function renameExperiment(
  tx: Db,
  { scope, projectId }: Experiment,
  { name, now }: { name: string; now: number },
): Promise<boolean> {
  const taken = await tx
    .selectFrom('experiments')
    .select('scope')
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .where('scope', '!=', scope)
    .where('lifecycle', '!=', 'deleted')
    .executeTakeFirst()
  if (taken) return false
  await freeName(tx, { projectId, name })
  await tx.updateTable('experiments').set({ name, updated_at: now }).where('scope', '=', scope).execute()
  return true
}

export async function turnExperiment(
  tx: Db,
  scope: number,
  { lifecycle, now, by }: { lifecycle: Lifecycle; now: number; by: string },
): Promise<void> {
  const deleted = lifecycle === 'deleted' ? { at: now, by } : undefined
  await tx
    .updateTable('experiments')
    .set({ lifecycle, updated_at: now, deleted_at: deleted?.at ?? null, deleted_by: deleted?.by ?? null })
    .where('scope', '=', scope)
    .execute()
}

/** Deleting an experiment deletes its runs, restoring it restores them all, as in the original. */
export async function updateRunsOf(
  tx: Db,
  scope: number,
  set: { lifecycle: Lifecycle; now: number; by: string },
): Promise<void> {
  const deleted = set.lifecycle === 'deleted' ? { at: set.now, by: set.by } : undefined
  await tx
    .updateTable('runs')
    .set({ lifecycle: set.lifecycle, deleted_at: deleted?.at ?? null, deleted_by: deleted?.by ?? null })
    .where('scope', '=', scope)
    .where('lifecycle', '!=', set.lifecycle)
    .execute()
}

export async function upsertExperimentTag(tx: Db, scope: number, tag: KeyValue): Promise<void> {
  await tx
    .insertInto('experiment_tags')
    .values({ scope, ...tag })
    .onConflict(c => c.columns(['scope', 'key']).doUpdateSet({ value: tag.value }))
    .execute()
}

/** False when there is no such tag. */
export async function deleteExperimentTag(tx: Db, scope: number, key: string): Promise<boolean> {
  const done = await tx
    .deleteFrom('experiment_tags')
    .where('scope', '=', scope)
    .where('key', '=', key)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

const columns: Record<string, Sql> = {
  name: sql.ref('experiments.name'),
  experiment_id: sql.ref('experiments.experiment_id'),
  creation_time: sql.ref('experiments.created_at'),
  last_update_time: sql.ref('experiments.updated_at'),
}

export type ExperimentSearch = {
  projectId: string
  lifecycles: readonly Lifecycle[]
  conditions: readonly Condition[]
  order: readonly { key: string; isAscending: boolean }[]
  after: SortValue[] | undefined
  limit: number
}

export async function searchExperiments(
  db: Db,
  wish: ExperimentSearch,
): Promise<{ experiments: Experiment[]; last: SortValue[] | undefined }> {
  const order = wish.order.flatMap(sortOf)
  const rows = await db
    .selectFrom('experiments')
    .selectAll()
    .select(sortValues(order))
    .where('project_id', '=', wish.projectId)
    .where('lifecycle', 'in', wish.lifecycles)
    .where(allOf(wish.conditions.map(condition => conditionSql(condition, isPostgres(db)))))
    .where(wish.after ? isAfter(order, wish.after) : sql<boolean>`1 = 1`)
    .orderBy(orderSql(order))
    .limit(wish.limit + 1)
    .execute()
  const page = pageOf(rows, wish.limit, order)
  return { experiments: await withTags(db, page.rows), last: page.last }
}

/** Ids are numbers written as text: the longer is the greater. */
function sortOf({ key, isAscending }: { key: string; isAscending: boolean }): SortColumn[] {
  const of = columns[key] ?? sql.ref('experiments.name')
  return key === 'experiment_id'
    ? [
        { of: sql`length(${of})`, isAscending },
        { of, isAscending },
      ]
    : [{ of, isAscending }]
}

function conditionSql({ entity, key, test }: Condition, isPg: boolean): Yes {
  if (entity !== 'tag') return testOn(columns[key] ?? sql.ref('experiments.name'), test, isPg)
  const has = (more: Yes): Yes =>
    sql`exists (select 1 from experiment_tags t where t.scope = experiments.scope and t.key = ${key} and ${more})`
  if (test.kind === 'presence') return test.isPresent ? has(sql`1 = 1`) : sql`not ${has(sql`1 = 1`)}`
  return has(testOn(sql.ref('t.value'), test, isPg))
}

async function withTags(db: Db, rows: readonly ExperimentRow[]): Promise<Experiment[]> {
  if (rows.length === 0) return []
  const tags = await db
    .selectFrom('experiment_tags')
    .selectAll()
    .where(
      'scope',
      'in',
      rows.map(row => row.scope),
    )
    .orderBy('key')
    .execute()
  const byScope = Map.groupBy(tags, tag => tag.scope)
  return rows.map(row => toExperiment(row, byScope.get(row.scope) ?? []))
}

type ExperimentRow = Omit<ExperimentTable, 'scope'> & { scope: number }

const toExperiment = (row: ExperimentRow, tags: readonly KeyValue[]): Experiment => ({
  scope: row.scope,
  projectId: row.project_id,
  id: row.experiment_id,
  name: row.name,
  artifactLocation: row.artifact_location,
  lifecycle: row.lifecycle === 'active' ? 'active' : 'deleted',
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  tags: tags.map(({ key, value }) => ({ key, value })),
})
