import type { Db } from '../../../database/schema.ts'

export type OwnedEndpoint = {
  id: string
  name: string
  stage: string
  project: { id: string; slug: string; name: string }
}

/** The endpoints that answer, for which a person answers. */
export async function listOwned(db: Db, userId: string): Promise<OwnedEndpoint[]> {
  const rows = await db
    .selectFrom('endpoints')
    .innerJoin('environments', 'environments.id', 'endpoints.environment_id')
    .innerJoin('projects', 'projects.id', 'endpoints.project_id')
    .where('endpoints.owner', '=', userId)
    .where('endpoints.deployment_id', 'is not', null)
    .select(['endpoints.id', 'endpoints.name', 'environments.stage'])
    .select(['projects.id as project_id', 'projects.slug', 'projects.name as project'])
    .orderBy('endpoints.id')
    .execute()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    stage: row.stage,
    project: { id: row.project_id, slug: row.slug, name: row.project },
  }))
}

export async function passEndpoint(db: Db, move: { id: string; to: string }): Promise<void> {
  await db.updateTable('endpoints').set({ owner: move.to }).where('id', '=', move.id).execute()
}
