import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../database/schema.ts'
import type { Erasure } from './erasure.schema.ts'

/** What a person who was erased is called. */
const erased = 'Erased person'

type Forgotten = { id: string; accounts: readonly string[]; now: number }

/** Everything that says who somebody was, or what they wrote; the id stays, since the log and requests name it. */
export async function forgetPerson(db: Db, { id, accounts, now }: Forgotten): Promise<void> {
  const all = [...accounts]
  const nobody = { name: erased, email: null, password_hash: null, locale: null, seen_at: null, last_visit_at: null }
  await db
    .updateTable('users')
    .set({ ...nobody, erased_at: now })
    .where('id', 'in', all)
    .execute()
  for (const table of ['aliases', 'placements', 'hidden_steps', 'mentions', 'sessions', 'links'] as const)
    await db.deleteFrom(table).where('user_id', 'in', all).execute()
  for (const table of ['mail_wishes', 'own_hours', 'skills', 'stand_ins'] as const)
    await db.deleteFrom(table).where('user_id', 'in', all).execute()
  await db.deleteFrom('stand_ins').where('stand_in_id', 'in', all).execute()
  await db.updateTable('placements').set({ reports_to: null }).where('reports_to', '=', id).execute()
  await db
    .updateTable('users')
    .set({ name: '' })
    .where('id', 'in', eb => eb.selectFrom('agents').select('id').where('agents.user_id', 'in', all))
    .execute()
  await db.updateTable('tokens').set({ name: '' }).where('user_id', 'in', all).execute()
  await db.updateTable('comments').set({ body: '', deleted_at: now }).where('author', 'in', all).execute()
  await db.updateTable('requests').set({ reason: '' }).where('from_user', 'in', all).execute()
  await db.updateTable('requests').set({ decision_reason: '' }).where('decided_by', 'in', all).execute()
}

export async function countGoing(db: Db, accounts: readonly string[]): Promise<Erasure['goes']> {
  const all = sql.join(accounts)
  const sum = async (...from: RawBuilder<unknown>[]) => {
    let found = 0
    for (const one of from) found += await count(db, one)
    return found
  }
  return [
    {
      what: 'addresses',
      count: await sum(sql`users where id in (${all}) and email is not null`, sql`aliases where user_id in (${all})`),
    },
    {
      what: 'sign-in',
      count: await sum(
        sql`users where id in (${all}) and password_hash is not null`,
        sql`sessions where user_id in (${all})`,
        sql`links where user_id in (${all})`,
        sql`tokens where user_id in (${all}) and name <> ''`,
      ),
    },
    { what: 'place', count: await sum(sql`placements where user_id in (${all})`) },
    {
      what: 'hours',
      count: await sum(
        sql`mail_wishes where user_id in (${all})`,
        sql`own_hours where user_id in (${all})`,
        sql`stand_ins where user_id in (${all}) or stand_in_id in (${all})`,
      ),
    },
    { what: 'skills', count: await sum(sql`skills where user_id in (${all})`) },
    { what: 'comments', count: await sum(sql`comments where author in (${all}) and deleted_at is null`) },
    {
      what: 'reasons',
      count: await sum(
        sql`requests where from_user in (${all}) and reason <> ''`,
        sql`requests where decided_by in (${all}) and decision_reason <> ''`,
      ),
    },
  ]
}

export async function countStaying(db: Db, accounts: readonly string[]): Promise<Erasure['stays']> {
  const all = sql.join(accounts)
  return [
    { what: 'acts', count: await count(db, sql`events where actor in (${all}) or on_behalf_of in (${all})`) },
    { what: 'requests', count: await count(db, sql`requests where from_user in (${all}) or decided_by in (${all})`) },
    // words of others that may hold the name
    { what: 'mentions', count: await count(db, sql`mentions where user_id in (${all})`) },
  ]
}

async function count(db: Db, from: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number | string }>`select count(*) as n from ${from}`.execute(db)
  return Number(rows[0]?.n ?? 0)
}
