import { sql } from 'kysely'
import type { Db } from '../../../database/schema.ts'
import { Seat } from '../../seats.ts'
import type { Talk, Touch } from './silos.ts'

export type Kept = { kind: string; asset: string; person: string; creations: number; changes: number }

/**
 * Who made and changed assets and endpoints, over all time; further accounts of a human are that human. What was only talked
 * about is nobody's: people may talk about any id, also one of another project.
 */
export async function listShares(db: Db, projectId: string): Promise<Kept[]> {
  const rows = await db
    .selectFrom('insight_shares')
    .innerJoin('users', 'users.id', 'insight_shares.user_id')
    .where('project_id', '=', projectId)
    .select(['object_kind', 'object_id'])
    .select(sql<string>`coalesce(users.merged_into, users.id)`.as('person'))
    .select(eb => [eb.fn.sum<number>('creations').as('creations'), eb.fn.sum<number>('changes').as('changes')])
    .groupBy(['object_kind', 'object_id', 'person'])
    .having(eb => eb(eb.fn.sum('creations'), '+', eb.fn.sum('changes')), '>', 0)
    .execute()
  return rows.map(row => ({
    kind: row.object_kind,
    asset: row.object_id,
    person: row.person,
    creations: Number(row.creations),
    changes: Number(row.changes),
  }))
}

type Window = { projectId: string; from: number; until: number }

/** By periods; `until` is not in it. Things that somebody worked on, with all that was done and said about them. */
export async function listTouches(db: Db, { projectId, from, until }: Window): Promise<(Touch & { kind: string })[]> {
  const rows = await db
    .selectFrom('insight_touches')
    .innerJoin('users', 'users.id', 'insight_touches.user_id')
    .where('project_id', '=', projectId)
    .where('period', '>=', from)
    .where('period', '<', until)
    .select(['object_kind', 'object_id', 'seat'])
    .select(sql<string>`coalesce(users.merged_into, users.id)`.as('person'))
    .select(eb => [eb.fn.sum<number>('acts').as('acts'), eb.fn.sum<number>('words').as('words')])
    .groupBy(['object_kind', 'object_id', 'seat', 'person'])
    .execute()
  const touches = rows.map(row => ({
    kind: row.object_kind,
    object: row.object_id,
    person: row.person,
    seat: Seat.parse(row.seat),
    acts: Number(row.acts),
    words: Number(row.words),
  }))
  const worked = new Set(touches.flatMap(({ acts, object }) => (acts > 0 ? [object] : [])))
  return touches.filter(({ object }) => worked.has(object))
}

export async function listTalks(db: Db, { projectId, from, until }: Window): Promise<Talk[]> {
  const rows = await db
    .selectFrom('insight_talks')
    .select(['from_seat', 'to_seat'])
    .select(eb => eb.fn.sum<number>('talks').as('talks'))
    .where('project_id', '=', projectId)
    .where('period', '>=', from)
    .where('period', '<', until)
    .groupBy(['from_seat', 'to_seat'])
    .execute()
  return rows.map(row => ({ from: Seat.parse(row.from_seat), to: Seat.parse(row.to_seat), talks: Number(row.talks) }))
}

/** Models that went to production. */
export async function listDelivered(db: Db, projectId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('insight_deliveries')
    .select('model_id')
    .distinct()
    .where('project_id', '=', projectId)
    .execute()
  return new Set(rows.map(row => row.model_id))
}
