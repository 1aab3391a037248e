import type { Db } from '../database/schema.ts'
import { departmentNames } from './organisation/lines/lines.store.ts'
import { teamNames } from './organisation/teams/teams.store.ts'
import type { Namers } from './timeline/timeline.service.ts'

/** How the people tier's objects are called in a timeline. */
export const peopleNames: Namers = {
  user: async (db, ids) => pairs(await db.selectFrom('users').select(['id', 'name']).where('id', 'in', ids).execute()),
  project: async (db, ids) =>
    pairs(await db.selectFrom('projects').select(['id', 'name']).where('id', 'in', ids).execute()),
  charter: async (db, ids) =>
    pairs(await db.selectFrom('projects').select(['id', 'name']).where('id', 'in', ids).execute()),
  token: async (db, ids) =>
    pairs(await db.selectFrom('tokens').select(['id', 'name']).where('id', 'in', ids).execute()),
  team: teamNames,
  department: departmentNames,
  request: requestNames,
  comment: commentNames,
}

const pairs = (rows: { id: string; name: string }[]) => new Map(rows.map(row => [row.id, row.name]))

async function requestNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('requests').select(['id', 'subject_name as name']).where('id', 'in', ids).execute()
  return pairs(rows)
}

/** The first words of what was said. */
async function commentNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('comments').select(['id', 'body']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.body.length > 120 ? `${row.body.slice(0, 119)}…` : row.body]))
}
