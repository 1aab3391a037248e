import type { Db } from '../../../database/schema.ts'

type Key = { projectId: string; alias: string }

export const listProtected = (db: Db, projectId: string) =>
  db
    .selectFrom('protected_aliases')
    .select(['alias', 'created_by', 'created_at'])
    .where('project_id', '=', projectId)
    .orderBy('alias')
    .execute()

export async function isProtected(db: Db, { projectId, alias }: Key): Promise<boolean> {
  const row = await db
    .selectFrom('protected_aliases')
    .select('alias')
    .where('project_id', '=', projectId)
    .where('alias', '=', alias)
    .executeTakeFirst()
  return row !== undefined
}

/** False when it was protected before. */
export async function insertProtected(tx: Db, key: Key & { by: string; now: number }): Promise<boolean> {
  const done = await tx
    .insertInto('protected_aliases')
    .values({ project_id: key.projectId, alias: key.alias, created_by: key.by, created_at: key.now })
    .onConflict(c => c.doNothing())
    .executeTakeFirst()
  return Number(done.numInsertedOrUpdatedRows) > 0
}

/** False when it was not protected. */
export async function deleteProtected(tx: Db, { projectId, alias }: Key): Promise<boolean> {
  const done = await tx
    .deleteFrom('protected_aliases')
    .where('project_id', '=', projectId)
    .where('alias', '=', alias)
    .executeTakeFirst()
  return Number(done.numDeletedRows) > 0
}
