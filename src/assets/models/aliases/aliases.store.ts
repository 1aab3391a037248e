import type { Db } from '../../../database/schema.ts'

type Wish = { requestId: string; assetId: string; alias: string; version: number }

/** Asking again for the same is one wish. */
export async function insertWish(tx: Db, wish: Wish): Promise<void> {
  await tx
    .insertInto('alias_wishes')
    .values({ request_id: wish.requestId, asset_id: wish.assetId, alias: wish.alias, version: wish.version })
    .onConflict(c => c.doNothing())
    .execute()
}

/** What moves when a request is accepted, under the name that the model has by then. */
export const listWishes = (tx: Db, requestId: string) =>
  tx
    .selectFrom('alias_wishes')
    .innerJoin('models', 'models.asset_id', 'alias_wishes.asset_id')
    .select(['models.asset_id as assetId', 'models.name as modelName', 'alias', 'version'])
    .where('request_id', '=', requestId)
    .where('models.deleted_at', 'is', null)
    .execute()

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

/** Which of these aliases are protected. */
export async function protectedAmong(db: Db, projectId: string, aliases: readonly string[]): Promise<string[]> {
  if (aliases.length === 0) return []
  const rows = await db
    .selectFrom('protected_aliases')
    .select('alias')
    .where('project_id', '=', projectId)
    .where('alias', 'in', aliases)
    .orderBy('alias')
    .execute()
  return rows.map(row => row.alias)
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
