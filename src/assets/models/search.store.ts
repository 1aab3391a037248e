import { sql } from 'kysely'
import { isPostgres } from '../../database/open.ts'
import type { Db } from '../../database/schema.ts'
import type { ModelTable } from '../../database/schema/experiments.ts'
import { allOf, testOn, type Sql, type Yes } from '../experiments/search/compile.ts'
import type { Condition, Order } from '../experiments/search/conditions.ts'
import { isAfter, orderSql, pageOf, sortValues, type SortColumn, type SortValue } from '../experiments/search/keyset.ts'
import type { ModelVersion, RegisteredModel } from './model.ts'
import { wholeModels } from './models.store.ts'
import { versionFields, wholeVersions, type VersionRow } from './versions.store.ts'

export const promptTag = 'mlflow.prompt.is_prompt'
export const promptTextTag = 'mlflow.prompt.text'

export type RegistrySearch = {
  projectId: string
  conditions: readonly Condition[]
  order: readonly Order[]
  after: SortValue[] | undefined
  limit: number
}

const modelColumns: Record<string, Sql> = {
  name: sql.ref('m.name'),
  last_updated_timestamp: sql.ref('m.updated_at'),
}
const versionColumns: Record<string, Sql> = {
  name: sql.ref('m.name'),
  version_number: sql.ref('v.version'),
  run_id: sql.ref('v.run_id'),
  source_path: sql.ref('v.source'),
  creation_timestamp: sql.ref('v.created_at'),
  last_updated_timestamp: sql.ref('v.updated_at'),
}

export async function searchModels(
  db: Db,
  wish: RegistrySearch,
): Promise<{ models: RegisteredModel[]; last: SortValue[] | undefined }> {
  const tags: Tags = { table: sql`model_tags t`, same: sql`t.asset_id = m.asset_id` }
  const columns = sorted(modelColumns, wish.order)
  const conditions = [
    sql<boolean>`m.project_id = ${wish.projectId}`,
    sql<boolean>`m.deleted_at is null`,
    ...conditionsOf(wish.conditions, { columns: modelColumns, tags, isPg: isPostgres(db) }),
    ...(wish.after ? [isAfter(columns, wish.after)] : []),
  ]
  const { rows } = await sql<ModelTable & Record<string, unknown>>`select m.*, ${sql.join(sortValues(columns))}
    from models m where ${allOf(conditions)} order by ${orderSql(columns)} limit ${wish.limit + 1}`.execute(db)
  const page = pageOf(rows, wish.limit, columns)
  return { models: await wholeModels(db, page.rows), last: page.last }
}

export async function searchVersions(
  db: Db,
  wish: RegistrySearch,
): Promise<{ versions: ModelVersion[]; last: SortValue[] | undefined }> {
  const tags: Tags = { table: sql`model_version_tags t`, same: sql`t.asset_id = v.asset_id and t.version = v.version` }
  const columns = sorted(versionColumns, wish.order)
  const conditions = [
    sql<boolean>`v.project_id = ${wish.projectId}`,
    sql<boolean>`m.deleted_at is null`,
    sql<boolean>`v.deleted_at is null`,
    ...conditionsOf(wish.conditions, { columns: versionColumns, tags, isPg: isPostgres(db) }),
    ...(wish.after ? [isAfter(columns, wish.after)] : []),
  ]
  const { rows } = await sql<
    VersionRow & Record<string, unknown>
  >`select ${versionFields}, ${sql.join(sortValues(columns))}
    from model_versions v ${isByTime(wish) && !isPostgres(db) ? sql`cross join` : sql`join`} models m on m.asset_id = v.asset_id
    where ${allOf(conditions)} order by ${orderSql(columns)} limit ${wish.limit + 1}`.execute(db)
  const page = pageOf(rows, wish.limit, columns)
  return { versions: await wholeVersions(db, page.rows), last: page.last }
}

/** An index has a project's versions in this order; SQLite reads it only where the versions come first. */
const isByTime = ({ order, conditions }: RegistrySearch) =>
  order[0]?.key === 'last_updated_timestamp' && conditions.every(({ entity }) => entity === 'tag')

const sorted = (columns: Record<string, Sql>, order: readonly Order[]): SortColumn[] =>
  order.map(({ key, isAscending }) => ({ of: columns[key] ?? sql.ref('m.name'), isAscending }))

type Tags = { table: Sql; same: Yes }
type Ground = { columns: Record<string, Sql>; tags: Tags; isPg: boolean }

/** Prompts are left out unless the filter asks for them by their tag; a missing tag then counts as "not a prompt". */
function conditionsOf(conditions: readonly Condition[], ground: Ground): Yes[] {
  const { table, same } = ground.tags
  const wantsPrompts = conditions.some(asksForPrompts)
  const others = conditions.filter(({ entity, key }) => wantsPrompts || entity !== 'tag' || key !== promptTag)
  const isPrompt: Yes = sql`exists (select 1 from ${table} where ${same} and t.key = ${promptTag} and t.value = 'true')`
  return [
    ...others.map(condition => conditionSql(condition, ground)),
    ...(wantsPrompts ? [] : [sql<boolean>`not ${isPrompt}`]),
  ]
}

function asksForPrompts({ entity, key, test }: Condition): boolean {
  if (entity !== 'tag' || key !== promptTag || test.kind !== 'text') return false
  const value = test.value.toLowerCase()
  return (test.operator === '=' && value === 'true') || (test.operator === '!=' && value === 'false')
}

function conditionSql({ entity, key, test }: Condition, { columns, tags, isPg }: Ground): Yes {
  if (entity !== 'tag') return testOn(columns[key] ?? sql.ref('m.name'), test, isPg)
  return sql`exists (select 1 from ${tags.table} where ${tags.same} and t.key = ${key}
    and ${testOn(sql.ref('t.value'), test, isPg)})`
}
