import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../database/schema.ts'
import { Seat } from '../../../people/seats.ts'
import type { PageAfter } from '../../../people/shapes.ts'
import { assetKinds } from '../catalog.schema.ts'
import { Component, ownersOf } from './ownership.schema.ts'

const Stored = Component.omit({ owningSeat: true, fault: true })
export type StoredComponent = z.infer<typeof Stored>

type Wish = PageAfter & { projectIds: readonly string[]; rule: 'all' | 'broken' }

/** In the order of kind and id. */
export async function listComponents(db: Db, wish: Wish): Promise<StoredComponent[]> {
  const [kind, id] = wish.after?.split(' ') ?? []
  let query = (wish.rule === 'broken' ? broken(db, wish.projectIds) : visible(db, wish.projectIds))
    .innerJoin('projects as p', 'p.id', 'a.project_id')
    .innerJoin('users as u', 'u.id', 'a.owner')
    .select(['a.id', 'a.kind', 'a.name', 'a.visibility', 'a.owner', 'u.name as owner_name', 'u.kind as owner_kind'])
    .select(['p.id as home_id', 'p.slug', 'p.name as home_name'])
    .select(eb => [
      eb
        .selectFrom('seats as s')
        .whereRef('s.user_id', '=', 'a.owner')
        .where(e => e.or([e('s.project_id', '=', e.ref('a.project_id')), e('s.project_id', '=', '')]))
        .select(sql<string>`coalesce(string_agg(s.seat, ','), '')`.as('all'))
        .as('seats'),
      eb.case().when(isUsedByOthers).then(1).else(0).end().as('used'),
    ])
    .orderBy('a.kind')
    .orderBy('a.id')
    .limit(wish.limit)
  if (kind !== undefined && id !== undefined)
    query = query.where(eb => eb(eb.refTuple('a.kind', 'a.id'), '>', eb.tuple(kind, id)))
  return (await query.execute()).map(row =>
    Stored.parse({
      asset: { id: row.id, kind: row.kind, name: row.name },
      home: { id: row.home_id, slug: row.slug, name: row.home_name },
      owner: { id: row.owner, name: row.owner_name, kind: row.owner_kind },
      seats: z.array(Seat).parse([...new Set((row.seats ?? '').split(',').filter(Boolean))].toSorted()),
      isShared: row.visibility === 'organisation' || row.used === 1,
    }),
  )
}

export async function countBroken(db: Db, projectIds: readonly string[]): Promise<number> {
  const row = await broken(db, projectIds)
    .select(eb => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

const isUsedByOthers = sql<boolean>`exists (
  select 1 from asset_uses used where used.asset_id = a.id and used.project_id <> a.project_id
)`

const visible = (db: Db, projectIds: readonly string[]) =>
  db
    .selectFrom('assets as a')
    .where('a.deprecated_at', 'is', null)
    .where(eb =>
      eb.or([
        eb('a.visibility', '=', 'organisation'),
        eb('a.project_id', 'in', projectIds.length > 0 ? [...projectIds] : ['']),
      ]),
    )

/** Shared, and its owner sits in none of the seats to which its kind belongs, neither there nor for the platform. */
const broken = (db: Db, projectIds: readonly string[]) =>
  visible(db, projectIds)
    .where(eb => eb.or([eb('a.visibility', '=', 'organisation'), isUsedByOthers]))
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('seats as own')
            .select('own.seat')
            .whereRef('own.user_id', '=', 'a.owner')
            .where(e => e.or([e('own.project_id', '=', e.ref('a.project_id')), e('own.project_id', '=', '')]))
            .where(e =>
              e.or(assetKinds.map(kind => e.and([e('a.kind', '=', kind), e('own.seat', 'in', [...ownersOf[kind]])]))),
            ),
        ),
      ),
    )
