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

/** What it was made from, as lineage says. */
export async function listMadeFrom(db: Db, id: string): Promise<Set<string>> {
  const rows = await db.selectFrom('lineage').select('to_id').where('from_id', '=', id).execute()
  return new Set(rows.map(row => row.to_id))
}
