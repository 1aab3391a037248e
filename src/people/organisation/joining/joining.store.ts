import type { Db } from '../../../database/schema.ts'
import { Seat } from '../../seats.ts'

export type FreshPlace = { project: { id: string; slug: string; name: string }; seats: Seat[]; since: number }

/** Active projects in which a person sits, with the seats taken since a moment, unless they hid the steps. */
export async function listFreshPlaces(db: Db, userId: string, since: number): Promise<FreshPlace[]> {
  const rows = await db
    .selectFrom('seats')
    .innerJoin('projects', 'projects.id', 'seats.project_id')
    .leftJoin('hidden_steps', join =>
      join
        .onRef('hidden_steps.project_id', '=', 'seats.project_id')
        .onRef('hidden_steps.user_id', '=', 'seats.user_id'),
    )
    .where('seats.user_id', '=', userId)
    .where('seats.since', '>', since)
    .where('projects.state', '=', 'active')
    .where('projects.is_demo', '=', 0)
    .where('hidden_steps.user_id', 'is', null)
    .select(['seats.seat', 'seats.since', 'projects.id', 'projects.slug', 'projects.name'])
    .orderBy('seats.since')
    .limit(100)
    .execute()
  const places = Map.groupBy(rows, row => row.id)
  return [...places.values()].flatMap(held => {
    const first = held[0]
    if (!first) return []
    const seats = held.map(row => Seat.parse(row.seat))
    return [{ project: { id: first.id, slug: first.slug, name: first.name }, seats, since: first.since }]
  })
}

/** Which kinds of acts a person has done in a project. */
export async function listActsOf(
  db: Db,
  who: { userId: string; projectId: string },
): Promise<{ verb: string; kind: string }[]> {
  const rows = await db
    .selectFrom('events')
    .where('project_id', '=', who.projectId)
    .where(eb =>
      eb.or([
        eb('on_behalf_of', '=', who.userId),
        eb.and([eb('actor', '=', who.userId), eb('on_behalf_of', 'is', null)]),
      ]),
    )
    .select(['verb', 'object_kind as kind'])
    .distinct()
    .execute()
  return rows
}

export async function hasPassword(db: Db, userId: string): Promise<boolean> {
  const row = await db.selectFrom('users').select('password_hash').where('id', '=', userId).executeTakeFirst()
  return row !== undefined && row.password_hash !== null
}

export async function hideSteps(db: Db, row: { userId: string; projectId: string }): Promise<void> {
  await db
    .insertInto('hidden_steps')
    .values({ user_id: row.userId, project_id: row.projectId })
    .onConflict(c => c.columns(['user_id', 'project_id']).doNothing())
    .execute()
}
