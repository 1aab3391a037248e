import type { Db } from '../../../database/schema.ts'
import { MailWishes } from './mail.schema.ts'

const usual: MailWishes = {
  reminders: 'each',
  digestAt: 8 * 60,
  quietFrom: 20 * 60,
  quietUntil: 7 * 60,
  rests: true,
}

export async function wishesOf(db: Db, userId: string): Promise<MailWishes> {
  const row = await db.selectFrom('mail_wishes').selectAll().where('user_id', '=', userId).executeTakeFirst()
  if (!row) return usual
  return MailWishes.parse({
    reminders: row.reminders,
    digestAt: row.digest_at,
    quietFrom: row.quiet_from,
    quietUntil: row.quiet_until,
    rests: row.rests === 1,
  })
}

export async function saveWishes(db: Db, userId: string, wishes: MailWishes): Promise<void> {
  const set = {
    reminders: wishes.reminders,
    digest_at: wishes.digestAt,
    quiet_from: wishes.quietFrom,
    quiet_until: wishes.quietUntil,
    rests: wishes.rests ? 1 : 0,
  }
  await db
    .insertInto('mail_wishes')
    .values({ user_id: userId, ...set })
    .onConflict(c => c.column('user_id').doUpdateSet(set))
    .execute()
}

export type Recipient = { id: string; name: string; email: string | null; locale: string | null }

/** People who are here and whose address is known. */
export async function recipientsAmong(db: Db, ids: readonly string[]): Promise<Recipient[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('users')
    .select(['id', 'name', 'email', 'locale'])
    .where('id', 'in', [...ids])
    .where('kind', '=', 'person')
    .where('email', 'is not', null)
    .where('deactivated_at', 'is', null)
    .execute()
}

export async function addressOf(db: Db, userId: string): Promise<string | null> {
  const row = await db.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst()
  return row?.email ?? null
}
