import { sql } from 'kysely'
import type { Db } from '../../database/schema.ts'
import { Seat } from '../../people/seats.ts'
import { AssetKind, type AssetUser, type AssetVersion } from './catalog.schema.ts'

/** The next number of an asset of this project; undefined when there is no such asset. */
export async function takeVersion(
  db: Db,
  asset: { id: string; projectId: string; now: number },
): Promise<{ version: number; kind: AssetKind } | undefined> {
  const row = await db
    .updateTable('assets')
    .set(eb => ({ last_version: eb('last_version', '+', 1), updated_at: asset.now }))
    .where('id', '=', asset.id)
    .where('project_id', '=', asset.projectId)
    .returning(['last_version', 'kind'])
    .executeTakeFirst()
  return row && { version: row.last_version, kind: AssetKind.parse(row.kind) }
}

/** Numbers up to this one are not given any more. */
export async function raiseVersion(db: Db, { assetId, version }: { assetId: string; version: number }): Promise<void> {
  await db
    .updateTable('assets')
    .set({ last_version: version })
    .where('id', '=', assetId)
    .where('last_version', '<', version)
    .execute()
}

export type NewVersion = {
  assetId: string
  version: number
  digest: string | null
  note: string
  by: string
  seat: string | null
  now: number
}

export async function insertVersion(db: Db, version: NewVersion): Promise<void> {
  await db
    .insertInto('asset_versions')
    .values({
      asset_id: version.assetId,
      version: version.version,
      digest: version.digest,
      note: version.note,
      created_by: version.by,
      created_by_seat: version.seat,
      created_at: version.now,
    })
    .execute()
}

/** The newest version with these contents, so that the same bytes need not become another one. */
export async function findVersionWith(
  db: Db,
  wish: { assetId: string; digest: string },
): Promise<AssetVersion | undefined> {
  const row = await wholeVersions(db, wish.assetId).where('v.digest', '=', wish.digest).executeTakeFirst()
  return row && toVersion(row)
}

export async function findVersion(
  db: Db,
  wish: { assetId: string; version: number },
): Promise<AssetVersion | undefined> {
  const row = await wholeVersions(db, wish.assetId).where('v.version', '=', wish.version).executeTakeFirst()
  return row && toVersion(row)
}

export async function listVersions(db: Db, assetId: string, limit = 500): Promise<AssetVersion[]> {
  return (await wholeVersions(db, assetId).limit(limit).execute()).map(toVersion)
}

export type NewUse = { assetId: string; version: string; projectId: string; usedBy: string; now: number }

export async function insertUse(db: Db, use: NewUse): Promise<void> {
  await db
    .insertInto('asset_uses')
    .values({
      asset_id: use.assetId,
      version: use.version,
      project_id: use.projectId,
      used_by: use.usedBy,
      used_at: use.now,
    })
    .onConflict(c => c.columns(['asset_id', 'version', 'project_id', 'used_by']).doNothing())
    .execute()
}

/** Who uses an asset, by project; those that the reader may not see have no name. */
export async function listUsers(db: Db, assetId: string, projectIds: readonly string[]): Promise<AssetUser[]> {
  const rows = await db
    .selectFrom('asset_uses')
    .innerJoin('projects', 'projects.id', 'asset_uses.project_id')
    .where('asset_id', '=', assetId)
    .groupBy(['projects.id', 'projects.slug', 'projects.name'])
    .select(['projects.id', 'projects.slug', 'projects.name'])
    .select(eb => [
      eb.fn.count<number>('used_by').distinct().as('uses'),
      eb.fn.max<number>('used_at').as('last_used_at'),
    ])
    .orderBy('last_used_at', 'desc')
    .limit(200)
    .execute()
  return rows.map(row => ({
    project: projectIds.includes(row.id) ? { id: row.id, slug: row.slug, name: row.name } : null,
    uses: row.uses,
    lastUsedAt: row.last_used_at,
  }))
}

/** Newest first. */
const wholeVersions = (db: Db, assetId: string) =>
  db
    .selectFrom('asset_versions as v')
    .innerJoin('users', 'users.id', 'v.created_by')
    .where('v.asset_id', '=', assetId)
    .selectAll('v')
    .select(['users.name', 'users.kind'])
    .select(eb =>
      eb
        .selectFrom('asset_uses')
        .whereRef('asset_uses.asset_id', '=', 'v.asset_id')
        .where('asset_uses.version', '=', sql<string>`cast(v.version as text)`)
        .select(e => e.fn.countAll<number>().as('n'))
        .as('uses'),
    )
    .orderBy('v.version', 'desc')

type VersionRow = Awaited<ReturnType<ReturnType<typeof wholeVersions>['executeTakeFirstOrThrow']>>

function toVersion(row: VersionRow): AssetVersion {
  return {
    version: row.version,
    digest: row.digest,
    note: row.note,
    by: { id: row.created_by, name: row.name, kind: row.kind },
    seat: row.created_by_seat === null ? null : Seat.parse(row.created_by_seat),
    createdAt: row.created_at,
    uses: row.uses ?? 0,
  }
}

/** Which of these blobs are versions of assets. */
export async function assetBlobs(db: Db, digests: readonly string[]): Promise<string[]> {
  const query = db.selectFrom('asset_versions').select('digest').distinct().where('digest', 'in', digests)
  return (await query.execute()).flatMap(({ digest }) => digest ?? [])
}
