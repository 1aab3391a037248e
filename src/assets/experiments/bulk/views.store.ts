import type { Db } from '../../../database/schema.ts'
import type { RunViewTable } from '../../../database/schema/experiments.ts'

export type ViewRow = RunViewTable

type Reader = { projectId: string; ownerId: string }

/** The project's views and the reader's own, by name. */
export async function listViews(db: Db, { projectId, ownerId }: Reader): Promise<ViewRow[]> {
  return db
    .selectFrom('run_views')
    .selectAll()
    .where('project_id', '=', projectId)
    .where(eb => eb.or([eb('owner_id', 'is', null), eb('owner_id', '=', ownerId)]))
    .orderBy('name')
    .limit(200)
    .execute()
}

/** False when the name is taken. */
export async function insertView(tx: Db, row: ViewRow): Promise<boolean> {
  const done = await tx
    .insertInto('run_views')
    .values(row)
    .onConflict(c => c.doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** False when the reader may see no such view. */
export async function deleteView(tx: Db, { id, projectId, ownerId }: Reader & { id: string }): Promise<boolean> {
  const done = await tx
    .deleteFrom('run_views')
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .where(eb => eb.or([eb('owner_id', 'is', null), eb('owner_id', '=', ownerId)]))
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}
