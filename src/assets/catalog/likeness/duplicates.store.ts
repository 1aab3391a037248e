import type { Db } from '../../../database/schema.ts'
import type { Asset } from '../catalog.schema.ts'
import { assetsByIds } from '../catalog.store.ts'

const most = 50

/** Tables and models in use that were made since then, the newest first. */
export async function listNewest(
  db: Db,
  { projectIds, since }: { projectIds: readonly string[]; since: number },
): Promise<Asset[]> {
  if (projectIds.length === 0) return []
  const rows = await db
    .selectFrom('assets')
    .select('id')
    .where('project_id', 'in', [...projectIds])
    .where('kind', 'in', ['dataset', 'model'])
    .where('deprecated_at', 'is', null)
    .where('created_at', '>=', since)
    .orderBy('created_at', 'desc')
    .limit(most)
    .execute()
  return assetsByIds(
    db,
    rows.map(({ id }) => id),
  )
}

/** What each was made from, as lineage says: pairs "id origin". */
export async function listMadeFrom(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('lineage')
    .select(['from_id', 'to_id'])
    .where('from_id', 'in', [...ids])
    .execute()
  return new Set(rows.map(row => `${row.from_id} ${row.to_id}`))
}
