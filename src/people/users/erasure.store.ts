import type { Db } from '../../database/schema.ts'

/** What a person who was erased is called. */
const erased = 'Erased person'

/** Everything that says who somebody was, or what they wrote; the id stays, since the log and requests name it. */
export async function forgetPerson(db: Db, id: string, now: number): Promise<void> {
  await db
    .updateTable('users')
    .set({ name: erased, email: null, password_hash: null, locale: null, seen_at: null, last_visit_at: null })
    .where(eb => eb.or([eb('id', '=', id), eb('merged_into', '=', id)]))
    .execute()
  await db.deleteFrom('aliases').where('user_id', '=', id).execute()
  await db.deleteFrom('placements').where('user_id', '=', id).execute()
  await db.updateTable('placements').set({ reports_to: null }).where('reports_to', '=', id).execute()
  await db.deleteFrom('hidden_steps').where('user_id', '=', id).execute()
  await db.deleteFrom('mentions').where('user_id', '=', id).execute()
  await db
    .updateTable('users')
    .set({ name: '' })
    .where('id', 'in', eb => eb.selectFrom('agents').select('id').where('agents.user_id', '=', id))
    .execute()
  await db.updateTable('tokens').set({ name: '' }).where('user_id', '=', id).execute()
  await db.updateTable('comments').set({ body: '', deleted_at: now }).where('author', '=', id).execute()
  await db.updateTable('requests').set({ reason: '' }).where('from_user', '=', id).execute()
  await db.updateTable('requests').set({ decision_reason: '' }).where('decided_by', '=', id).execute()
}
