import type { Db } from '../database/schema.ts'
import type { PersonRef } from './shapes.ts'

/** Names to ids: what other slices keep of a person is the id alone. */
export async function personsOf(db: Db, ids: readonly string[]): Promise<Map<string, PersonRef>> {
  const unique = [...new Set(ids)]
  if (unique.length === 0) return new Map()
  const rows = await db.selectFrom('users').select(['id', 'name', 'kind']).where('id', 'in', unique).execute()
  return new Map(rows.map(row => [row.id, row]))
}

/** All accounts of the human who has this one: what one of them asked or made, none of them may decide. */
export async function accountsOf(db: Db, userId: string): Promise<string[]> {
  const rows = await db.selectFrom('users').select('id').where('merged_into', '=', userId).execute()
  return [userId, ...rows.map(row => row.id)]
}

/** Of these, the people who did not leave. */
export async function hereAmong(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const unique = [...new Set(ids)]
  if (unique.length === 0) return new Set()
  const rows = await db
    .selectFrom('users')
    .select('id')
    .where('id', 'in', unique)
    .where('kind', '!=', 'service')
    .where('deactivated_at', 'is', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}
