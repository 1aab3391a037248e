import type { Db } from '../database/schema.ts'
import { newSecret } from '../kernel/ids.ts'
import { hashSecret } from './identity.store.ts'

/** A link that signs a person in once; only its hash is kept. */
export async function createLink(
  db: Db,
  link: { kind: 'sign-in' | 'invite'; userId: string; createdBy: string | null; now: number; lastsMs: number },
): Promise<string> {
  const secret = newSecret()
  const row = {
    hash: hashSecret(secret),
    kind: link.kind,
    user_id: link.userId,
    created_by: link.createdBy,
    created_at: link.now,
    expires_at: link.now + link.lastsMs,
  }
  await db.insertInto('links').values(row).execute()
  return secret
}

/** Uses a link up; a second use, or one past its time, finds nothing. */
export async function useLink(
  db: Db,
  secret: string,
  now: number,
): Promise<{ userId: string; kind: string } | undefined> {
  const row = await db
    .updateTable('links')
    .set({ used_at: now })
    .where('hash', '=', hashSecret(secret))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['user_id', 'kind'])
    .executeTakeFirst()
  return row && { userId: row.user_id, kind: row.kind }
}
