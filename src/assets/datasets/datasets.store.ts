import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import { Profile } from './analytics/profiles.schema.ts'
import { DatasetColumn } from './analytics/tables.schema.ts'
import { DatasetVersion, type DatasetSummary } from './datasets.schema.ts'
import { readPlace } from '../../people/places.ts'

export type NewVersion = Pick<
  DatasetVersion,
  'assetId' | 'version' | 'digest' | 'rows' | 'bytes' | 'columns' | 'source'
> & { projectId: string }

export async function insertDatasetVersion(db: Db, wish: NewVersion): Promise<void> {
  await db
    .insertInto('dataset_versions')
    .values({
      asset_id: wish.assetId,
      version: wish.version,
      project_id: wish.projectId,
      digest: wish.digest,
      format: 'parquet',
      rows: wish.rows,
      bytes: wish.bytes,
      columns: JSON.stringify(wish.columns),
      profile: null,
      source: JSON.stringify(wish.source),
    })
    .execute()
}

export async function saveProfile(db: Db, at: { assetId: string; version: number }, profile: Profile): Promise<void> {
  await db
    .updateTable('dataset_versions')
    .set({ profile: JSON.stringify(profile) })
    .where('asset_id', '=', at.assetId)
    .where('version', '=', at.version)
    .execute()
}

const whole = (db: Db, projectId: string) =>
  db
    .selectFrom('dataset_versions as v')
    .innerJoin('assets as a', 'a.id', 'v.asset_id')
    .innerJoin('asset_versions as av', join =>
      join.onRef('av.asset_id', '=', 'v.asset_id').onRef('av.version', '=', 'v.version'),
    )
    .innerJoin('users as u', 'u.id', 'av.created_by')
    .where('a.project_id', '=', projectId)
    .where('a.kind', '=', 'dataset')
    .select([
      'v.asset_id',
      'v.version',
      'v.digest',
      'v.rows',
      'v.bytes',
      'v.columns',
      'v.profile',
      'v.source',
      'a.name',
      'av.note',
      'av.created_at',
    ])
    .select(['u.id as user_id', 'u.name as user_name', 'u.kind as user_kind'])

export async function findDatasetVersion(
  db: Db,
  at: { projectId: string; name: string; version: number },
): Promise<DatasetVersion | undefined> {
  const row = await whole(db, at.projectId)
    .where('a.name', '=', at.name)
    .where('v.version', '=', at.version)
    .executeTakeFirst()
  return row && toVersion(row)
}

export async function listDatasetVersions(db: Db, at: { projectId: string; name: string }): Promise<DatasetVersion[]> {
  const rows = await whole(db, at.projectId)
    .where('a.name', '=', at.name)
    .orderBy('v.version', 'desc')
    .limit(500)
    .execute()
  return rows.map(toVersion)
}

/** Newest change first. */
export async function listDatasets(
  db: Db,
  page: { projectId: string; before?: string | undefined; limit: number },
): Promise<DatasetSummary[]> {
  let query = summaries(db, page.projectId).orderBy('a.updated_at', 'desc').orderBy('a.id', 'desc').limit(page.limit)
  if (page.before !== undefined) {
    const { at, id } = readPlace(page.before)
    query = query.where(eb => eb(eb.refTuple('a.updated_at', 'a.id'), '<', eb.tuple(at, id)))
  }
  return withLatest(db, page.projectId, await query.execute())
}

export async function findDataset(
  db: Db,
  at: { projectId: string; name: string },
): Promise<DatasetSummary | undefined> {
  const rows = await summaries(db, at.projectId).where('a.name', '=', at.name).execute()
  return (await withLatest(db, at.projectId, rows))[0]
}

const summaries = (db: Db, projectId: string) =>
  db
    .selectFrom('assets as a')
    .innerJoin('users as u', 'u.id', 'a.owner')
    .where('a.project_id', '=', projectId)
    .where('a.kind', '=', 'dataset')
    .select([
      'a.id',
      'a.name',
      'a.description',
      'a.visibility',
      'a.updated_at',
      'u.id as user_id',
      'u.name as user_name',
      'u.kind as user_kind',
    ])

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number]

async function withLatest(db: Db, projectId: string, rows: SummaryRow[]): Promise<DatasetSummary[]> {
  if (rows.length === 0) return []
  const versions = await whole(db, projectId)
    .where(
      'v.asset_id',
      'in',
      rows.map(row => row.id),
    )
    .whereRef('v.version', '=', 'a.last_version')
    .execute()
  const latest = new Map(versions.map(row => [row.asset_id, toVersion(row)]))
  return rows.map(row => ({
    assetId: row.id,
    name: row.name,
    description: row.description,
    visibility: row.visibility,
    owner: { id: row.user_id, name: row.user_name, kind: row.user_kind },
    latest: latest.get(row.id) ?? null,
    columns: latest.get(row.id)?.columns.length ?? 0,
    updatedAt: row.updated_at,
  }))
}

type Row = Awaited<ReturnType<ReturnType<typeof whole>['executeTakeFirstOrThrow']>>
const Columns = z.array(DatasetColumn)

function toVersion(row: Row): DatasetVersion {
  return {
    assetId: row.asset_id,
    name: row.name,
    version: row.version,
    digest: row.digest,
    rows: row.rows,
    bytes: row.bytes,
    columns: Columns.parse(JSON.parse(row.columns)),
    source: DatasetVersion.shape.source.parse(JSON.parse(row.source)),
    note: row.note,
    createdBy: { id: row.user_id, name: row.user_name, kind: row.user_kind },
    createdAt: row.created_at,
    profile: row.profile === null ? null : Profile.parse(JSON.parse(row.profile)),
  }
}

/** The profile of one version, wherever its home is; undefined when there is no such version. */
export async function findProfile(
  db: Db,
  at: { assetId: string; version: number },
): Promise<{ profile: Profile | null } | undefined> {
  const row = await db
    .selectFrom('dataset_versions')
    .select('profile')
    .where('asset_id', '=', at.assetId)
    .where('version', '=', at.version)
    .executeTakeFirst()
  return row && { profile: row.profile === null ? null : Profile.parse(JSON.parse(row.profile)) }
}

const Source = z.object({ digest: z.string() })
const atOnce = 500

/** Which of these blobs are versions of datasets, or files from which they were read. */
export async function datasetBlobs(db: Db, digests: readonly string[]): Promise<string[]> {
  const wanted = new Set(digests)
  const held = new Set<string>()
  for (let after: { asset_id: string; version: number } | undefined; ;) {
    let query = db.selectFrom('dataset_versions').select(['asset_id', 'version', 'digest', 'source'])
    if (after) {
      const { asset_id, version } = after
      query = query.where(eb => eb(eb.refTuple('asset_id', 'version'), '>', eb.tuple(asset_id, version)))
    }
    const rows = await query.orderBy('asset_id').orderBy('version').limit(atOnce).execute()
    for (const { digest, source } of rows)
      for (const one of [digest, Source.parse(JSON.parse(source)).digest]) if (wanted.has(one)) held.add(one)
    after = rows[atOnce - 1]
    if (!after) return [...held]
  }
}
