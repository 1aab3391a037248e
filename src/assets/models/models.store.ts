import type { Db } from '../../database/schema.ts'
import type { ModelTable } from '../../database/schema/experiments.ts'
import type { KeyValue } from '../experiments/rules.ts'
import type { Alias, RegisteredModel } from './model.ts'
import { listLatest } from './versions.store.ts'

export type NewModel = {
  assetId: string
  projectId: string
  name: string
  description: string | null
  isPrompt: boolean
  by: string
  now: number
}

/** False when the project has a model or prompt of this name. */
export async function insertModel(tx: Db, model: NewModel): Promise<boolean> {
  const done = await tx
    .insertInto('models')
    .values({
      asset_id: model.assetId,
      project_id: model.projectId,
      name: model.name,
      description: model.description,
      is_prompt: model.isPrompt ? 1 : 0,
      last_version: 0,
      created_by: model.by,
      created_at: model.now,
      updated_at: model.now,
    })
    .onConflict(c => c.columns(['project_id', 'name']).doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

export async function findModel(db: Db, projectId: string, name: string): Promise<RegisteredModel | undefined> {
  const row = await named(db, projectId, name).selectAll().executeTakeFirst()
  return row && (await wholeModels(db, [row]))[0]
}

/** What names a model everywhere, without its tags, aliases and latest versions. */
export type ModelKey = Pick<RegisteredModel, 'assetId' | 'name'>

export async function findModelKey(db: Db, projectId: string, name: string): Promise<ModelKey | undefined> {
  return named(db, projectId, name).select(['asset_id as assetId', 'name']).executeTakeFirst()
}

const named = (db: Db, projectId: string, name: string) =>
  db.selectFrom('models').where('project_id', '=', projectId).where('name', '=', name).where('deleted_at', 'is', null)

export type ModelSet = { name?: string; description?: string | null; deleted_at?: number; updated_at: number }

/** False when the new name is taken. */
export async function updateModel(
  tx: Db,
  model: { assetId: string; projectId: string },
  set: ModelSet,
): Promise<boolean> {
  if (set.name !== undefined && (await findModel(tx, model.projectId, set.name))) return false
  await tx.updateTable('models').set(set).where('asset_id', '=', model.assetId).execute()
  return true
}

/** Counts the next version of a model and notes the time. */
export async function countVersion(tx: Db, assetId: string, now: number): Promise<number> {
  const row = await tx
    .updateTable('models')
    .set(eb => ({ last_version: eb('last_version', '+', 1), updated_at: now }))
    .where('asset_id', '=', assetId)
    .returning('last_version')
    .executeTakeFirstOrThrow()
  return row.last_version
}

/** Numbers up to this one are not given any more. */
export async function raiseVersion(tx: Db, assetId: string, version: number): Promise<void> {
  await tx
    .updateTable('models')
    .set({ last_version: version })
    .where('asset_id', '=', assetId)
    .where('last_version', '<', version)
    .execute()
}

export async function upsertModelTag(tx: Db, assetId: string, tag: KeyValue): Promise<void> {
  await tx
    .insertInto('model_tags')
    .values({ asset_id: assetId, ...tag })
    .onConflict(c => c.columns(['asset_id', 'key']).doUpdateSet({ value: tag.value }))
    .execute()
}

export async function deleteModelTag(tx: Db, assetId: string, key: string): Promise<void> {
  await tx.deleteFrom('model_tags').where('asset_id', '=', assetId).where('key', '=', key).execute()
}

/** Moves an alias to a version in one step. */
export async function upsertAlias(tx: Db, assetId: string, { alias, version }: Alias): Promise<void> {
  await tx
    .insertInto('model_aliases')
    .values({ asset_id: assetId, alias, version })
    .onConflict(c => c.columns(['asset_id', 'alias']).doUpdateSet({ version }))
    .execute()
}

export async function deleteAliases(
  tx: Db,
  assetId: string,
  of: { alias: string } | { version: number },
): Promise<void> {
  const query = tx.deleteFrom('model_aliases').where('asset_id', '=', assetId)
  await ('alias' in of ? query.where('alias', '=', of.alias) : query.where('version', '=', of.version)).execute()
}

/** Adds tags, aliases and latest versions; a fixed number of queries for a page. */
export async function wholeModels(db: Db, rows: readonly ModelTable[]): Promise<RegisteredModel[]> {
  if (rows.length === 0) return []
  const ids = rows.map(row => row.asset_id)
  const tags = await db.selectFrom('model_tags').selectAll().where('asset_id', 'in', ids).orderBy('key').execute()
  const aliases = await db
    .selectFrom('model_aliases')
    .selectAll()
    .where('asset_id', 'in', ids)
    .orderBy('alias')
    .execute()
  const tagsOf = Map.groupBy(tags, tag => tag.asset_id)
  const aliasesOf = Map.groupBy(aliases, alias => alias.asset_id)
  const latest = Map.groupBy(await listLatest(db, ids), version => version.assetId)
  return rows.map(row => ({
    assetId: row.asset_id,
    projectId: row.project_id,
    name: row.name,
    description: row.description,
    isPrompt: row.is_prompt === 1,
    lastVersion: row.last_version,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    tags: (tagsOf.get(row.asset_id) ?? []).map(({ key, value }) => ({ key, value })),
    aliases: (aliasesOf.get(row.asset_id) ?? []).map(({ alias, version }) => ({ alias, version })),
    latestVersions: latest.get(row.asset_id) ?? [],
  }))
}
