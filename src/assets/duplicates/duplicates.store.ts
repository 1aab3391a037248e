import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import type { Face } from './likeness.ts'

const Columns = z.array(z.object({ name: z.string() }))
const most = 2_000

/** The newest version of each table that is in use. */
export async function listFaces(db: Db, projectIds: readonly string[]): Promise<Face[]> {
  if (projectIds.length === 0) return []
  const rows = await db
    .selectFrom('assets')
    .innerJoin('dataset_versions', join =>
      join
        .onRef('dataset_versions.asset_id', '=', 'assets.id')
        .onRef('dataset_versions.version', '=', 'assets.last_version'),
    )
    .select(['assets.id', 'assets.project_id', 'assets.name', 'assets.description', 'assets.created_at'])
    .select('dataset_versions.columns')
    .where('assets.project_id', 'in', [...projectIds])
    .where('assets.kind', '=', 'dataset')
    .where('assets.deprecated_at', 'is', null)
    .orderBy('assets.id', 'desc')
    .limit(most)
    .execute()
  return rows.map(row => ({
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    description: row.description,
    columns: Columns.parse(JSON.parse(row.columns)).map(({ name }) => name),
    at: row.created_at,
  }))
}

/** Which of these was made from which other, as lineage says: `from to`. */
export async function listMadeFrom(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('lineage')
    .select(['from_id', 'to_id'])
    .where('from_id', 'in', [...ids])
    .execute()
  return new Set(rows.map(row => `${row.from_id} ${row.to_id}`))
}
