import type { Db } from '../../../database/schema.ts'

export async function listAliases(db: Db, userId: string): Promise<string[]> {
  const rows = await db.selectFrom('aliases').select('email').where('user_id', '=', userId).orderBy('email').execute()
  return rows.map(row => row.email)
}

export async function insertAlias(db: Db, row: { email: string; userId: string; now: number }): Promise<void> {
  await db.insertInto('aliases').values({ email: row.email, user_id: row.userId, created_at: row.now }).execute()
}

export async function deleteAlias(db: Db, row: { email: string; userId: string }): Promise<boolean> {
  const done = await db
    .deleteFrom('aliases')
    .where('email', '=', row.email)
    .where('user_id', '=', row.userId)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

/** The accounts that are the same human as this one. */
export async function listMerged(db: Db, userId: string): Promise<{ id: string; createdAt: number }[]> {
  const rows = await db
    .selectFrom('users')
    .select(['id', 'created_at'])
    .where('merged_into', '=', userId)
    .orderBy('id')
    .execute()
  return rows.map(row => ({ id: row.id, createdAt: row.created_at }))
}

/** The account becomes a part of another: its e-mails, the accounts that were part of it, and its name are that one's. */
export async function mergeAccount(
  db: Db,
  wish: { account: { id: string; email: string | null }; into: { id: string; name: string }; now: number },
): Promise<void> {
  const { account, into } = wish
  await db.updateTable('aliases').set({ user_id: into.id }).where('user_id', '=', account.id).execute()
  if (account.email !== null) await insertAlias(db, { email: account.email, userId: into.id, now: wish.now })
  await db
    .updateTable('users')
    .set({ merged_into: into.id, name: into.name })
    .where(eb => eb.or([eb('id', '=', account.id), eb('merged_into', '=', account.id)]))
    .execute()
  // the address is the human's, and nobody signs in to the old account again
  await db.updateTable('users').set({ email: null, password_hash: null }).where('id', '=', account.id).execute()
}

export async function isMerged(db: Db, userId: string): Promise<boolean> {
  const row = await db.selectFrom('users').select('merged_into').where('id', '=', userId).executeTakeFirst()
  return row !== undefined && row.merged_into !== null
}
