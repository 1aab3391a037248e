import type { ExpressionBuilder, SelectQueryBuilder } from 'kysely'
import type { Database, Db } from '../database/schema.ts'
import { isPlaced, toEvent, type Event, type EventRow } from './events.ts'
import type { Verb } from './verbs.ts'

type NewestOfEach = {
  kind: string
  verbs: readonly Verb[]
  things: readonly { projectId: string; id: string }[]
  /** of each thing */
  most: number
}

/** The newest events of each of some things of a kind, in one question for all of them; newest first. */
export async function newestOfEach(db: Db, { kind, verbs, things, most }: NewestOfEach): Promise<Event[]> {
  if (things.length === 0) return []
  const told = db
    .selectFrom('events')
    .selectAll()
    .select(eb => placeIn(eb, ['project_id', 'object_id']))
    .where('object_kind', '=', kind)
    .where('object_id', 'in', [...new Set(things.map(({ id }) => id))])
    .where('project_id', 'in', [...new Set(things.map(({ projectId }) => projectId))])
    .where('verb', 'in', [...verbs])
  return newestFirst(db, told, most)
}

type HappenedLately = {
  kind: string
  verbs: readonly Verb[]
  projectIds: readonly string[]
  /** occurred from then on */
  since: number
  /** of each verb in each seat of each project */
  most: number
}

/** What seats lately did with things of a kind, in one question for all projects; newest first. */
export async function listLately(db: Db, wish: HappenedLately): Promise<Event[]> {
  if (wish.projectIds.length === 0) return []
  // nothing is recorded before it occurs, so what was recorded earlier is not read; a day is for clocks that went back
  const recorded = db
    .selectFrom('events')
    .select(['tx', 'seq'])
    .where('recorded_at', '>=', wish.since - 86_400_000)
  const first = await recorded.orderBy('recorded_at').limit(1).executeTakeFirst()
  if (!first) return []
  const told = db
    .selectFrom('events')
    .selectAll()
    .select(eb => placeIn(eb, ['project_id', 'acting_seat', 'verb']))
    .where('project_id', 'in', [...wish.projectIds])
    .where('verb', 'in', [...wish.verbs])
    .where('object_kind', '=', wish.kind)
    .where(isPlaced(db, '>=', first))
    .where('occurred_at', '>=', wish.since)
  return newestFirst(db, told, wish.most)
}

/** Which one it is of its group, from the newest on. */
const placeIn = (
  eb: ExpressionBuilder<Database, 'events'>,
  group: readonly ('project_id' | 'object_id' | 'acting_seat' | 'verb')[],
) =>
  eb.fn
    .agg<number>('row_number')
    .over(over =>
      over
        .partitionBy([...group])
        .orderBy('tx', 'desc')
        .orderBy('seq', 'desc'),
    )
    .as('place')

type Placed = SelectQueryBuilder<Database, 'events', EventRow & { place: number }>

async function newestFirst(db: Db, told: Placed, most: number): Promise<Event[]> {
  const newest = db.selectFrom(told.as('told')).selectAll().where('place', '<=', most)
  return (await newest.orderBy('tx', 'desc').orderBy('seq', 'desc').execute()).map(toEvent)
}
