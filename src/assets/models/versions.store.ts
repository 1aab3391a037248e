import { sql } from 'kysely'
import { elementsOf } from '../../database/elements.ts'
import type { Db } from '../../database/schema.ts'
import type { ModelAliasTable, ModelVersionTable, ModelVersionTagTable } from '../../database/schema/experiments.ts'
import type { KeyValue } from '../experiments/rules.ts'
import { Stage, type ModelVersion } from './model.ts'

export type NewModelVersion = Omit<ModelVersion, 'name' | 'stage' | 'updatedAt' | 'tags' | 'aliases'> & {
  projectId: string
}

export async function insertModelVersion(tx: Db, version: NewModelVersion): Promise<void> {
  await tx
    .insertInto('model_versions')
    .values({
      asset_id: version.assetId,
      project_id: version.projectId,
      version: version.version,
      source: version.source,
      storage_location: version.storageLocation,
      run_id: version.runId,
      run_link: version.runLink,
      model_id: version.modelId,
      description: version.description,
      user_name: version.userName,
      stage: 'None',
      status: 'READY',
      created_by: version.createdBy,
      created_by_seat: version.createdBySeat,
      created_at: version.createdAt,
      updated_at: version.createdAt,
    })
    .execute()
}

export type VersionKey = { assetId: string; version: number }

export async function findModelVersion(db: Db, key: VersionKey): Promise<ModelVersion | undefined> {
  const { rows } = await sql<VersionRow>`${versions} where v.asset_id = ${key.assetId} and v.version = ${key.version}
    and v.deleted_at is null`.execute(db)
  return (await wholeVersions(db, rows))[0]
}

/** Whether a number was ever given, also to a version that is deleted. */
export async function isGiven(db: Db, key: VersionKey): Promise<boolean> {
  const query = db.selectFrom('model_versions').select('version').where('asset_id', '=', key.assetId)
  return (await query.where('version', '=', key.version).executeTakeFirst()) !== undefined
}

/** All versions that are not deleted, newest first. */
export async function listModelVersions(db: Db, assetId: string, limit: number): Promise<ModelVersion[]> {
  const { rows } = await sql<VersionRow>`${versions} where v.asset_id = ${assetId} and v.deleted_at is null
    order by v.version desc limit ${limit}`.execute(db)
  return wholeVersions(db, rows)
}

/** The newest version of each stage, of each of the models; an index finds each without reading the others. */
export async function listLatest(db: Db, assetIds: readonly string[]): Promise<ModelVersion[]> {
  const { rows } = await sql<VersionRow>`select ${versionFields} from models m
      cross join (${sql.join(
        Stage.options.map(stage => sql`select cast(${stage} as text) as stage`),
        sql` union all `,
      )}) s
      join model_versions v on v.asset_id = m.asset_id and v.version = (
        select max(l.version) from model_versions l
        where l.asset_id = m.asset_id and l.stage = s.stage and l.deleted_at is null)
      where m.asset_id in (${sql.join(assetIds)}) order by v.version`.execute(db)
  return wholeVersions(db, rows)
}

export type VersionSet = { description?: string | null; stage?: Stage; deleted_at?: number; updated_at: number }

export async function updateModelVersion(tx: Db, key: VersionKey, set: VersionSet): Promise<void> {
  await tx
    .updateTable('model_versions')
    .set(set)
    .where('asset_id', '=', key.assetId)
    .where('version', '=', key.version)
    .execute()
}

/** Moves the other versions of a stage to the archive. */
export async function archiveOthers(tx: Db, key: VersionKey, wish: { stage: Stage; now: number }): Promise<void> {
  await tx
    .updateTable('model_versions')
    .set({ stage: 'Archived', updated_at: wish.now })
    .where('asset_id', '=', key.assetId)
    .where('version', '!=', key.version)
    .where('stage', '=', wish.stage)
    .where('deleted_at', 'is', null)
    .execute()
}

export async function upsertVersionTag(tx: Db, key: VersionKey, tag: KeyValue): Promise<void> {
  await tx
    .insertInto('model_version_tags')
    .values({ asset_id: key.assetId, version: key.version, ...tag })
    .onConflict(c => c.columns(['asset_id', 'version', 'key']).doUpdateSet({ value: tag.value }))
    .execute()
}

export async function deleteVersionTag(tx: Db, key: VersionKey, name: string): Promise<void> {
  await tx
    .deleteFrom('model_version_tags')
    .where('asset_id', '=', key.assetId)
    .where('version', '=', key.version)
    .where('key', '=', name)
    .execute()
}

/** What a version is made of; a page of a hundred is read a fifth faster than with all columns. */
export const versionFields = sql`m.name, v.asset_id, v.version, v.source, v.storage_location, v.run_id, v.run_link,
  v.model_id, v.description, v.user_name, v.stage, v.created_by, v.created_by_seat, v.created_at, v.updated_at`

const versions = sql`select ${versionFields} from model_versions v join models m on m.asset_id = v.asset_id`

export type VersionRow = Omit<ModelVersionTable, 'project_id' | 'status' | 'deleted_at'> & { name: string }

/** Adds tags and aliases; two queries for a page. */
export async function wholeVersions(db: Db, rows: readonly VersionRow[]): Promise<ModelVersion[]> {
  if (rows.length === 0) return []
  const keys = rows.map(row => [row.asset_id, row.version])
  // cross joins, since SQLite would else read all tags and look each up in the list
  const { rows: tags } = await sql<ModelVersionTagTable>`select t.* from ${elementsOf(db, keys)} k
    cross join model_version_tags t where t.asset_id = k.value ->> 0 and t.version = cast(k.value ->> 1 as bigint)
    order by t.key`.execute(db)
  const models = [...new Set(rows.map(row => row.asset_id))].map(id => [id])
  const { rows: aliases } = await sql<ModelAliasTable>`select a.* from ${elementsOf(db, models)} k
    cross join model_aliases a where a.asset_id = k.value ->> 0 order by a.alias`.execute(db)
  const keyOf = (row: { asset_id: string; version: number }) => `${row.asset_id} ${row.version}`
  const tagsOf = Map.groupBy(tags, keyOf)
  const aliasesOf = Map.groupBy(aliases, keyOf)
  return rows.map(row => ({
    assetId: row.asset_id,
    name: row.name,
    version: row.version,
    source: row.source,
    storageLocation: row.storage_location,
    runId: row.run_id,
    runLink: row.run_link,
    modelId: row.model_id,
    description: row.description,
    userName: row.user_name,
    stage: stageOf(row.stage),
    createdBy: row.created_by,
    createdBySeat: row.created_by_seat,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    tags: (tagsOf.get(keyOf(row)) ?? []).map(({ key, value }) => ({ key, value })),
    aliases: (aliasesOf.get(keyOf(row)) ?? []).map(({ alias }) => alias),
  }))
}

/** A page has thousands of these, and a schema takes longer than all else. */
const stageOf = (text: string) => Stage.options.find(stage => stage === text) ?? Stage.parse(text)
