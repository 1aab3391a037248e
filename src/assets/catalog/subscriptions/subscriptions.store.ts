import type { Db } from '../../../database/schema.ts'
import type { PageAfter } from '../../../people/shapes.ts'
import { Subscription, type Side } from './subscriptions.schema.ts'

export type NewSubscription = {
  assetId: string
  projectId: string
  requestId: string | null
  reason: string
  by: string
  now: number
}

/** False when the project uses it already. */
export async function insertSubscription(db: Db, row: NewSubscription): Promise<boolean> {
  const done = await db
    .insertInto('asset_subscriptions')
    .values({
      asset_id: row.assetId,
      project_id: row.projectId,
      request_id: row.requestId,
      reason: row.reason,
      since: row.now,
      created_by: row.by,
    })
    .onConflict(c => c.columns(['asset_id', 'project_id']).doNothing())
    .executeTakeFirst()
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function deleteSubscription(db: Db, of: { assetId: string; projectId: string }): Promise<boolean> {
  const done = await db
    .deleteFrom('asset_subscriptions')
    .where('asset_id', '=', of.assetId)
    .where('project_id', '=', of.projectId)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

/** Whether one of these projects may use it by a subscription. */
export async function isSubscribed(db: Db, assetId: string, projectIds: readonly string[]): Promise<boolean> {
  if (projectIds.length === 0) return false
  const row = await db
    .selectFrom('asset_subscriptions')
    .select('asset_id')
    .where('asset_id', '=', assetId)
    .where('project_id', 'in', projectIds)
    .executeTakeFirst()
  return row !== undefined
}

export async function listSubscriptions(
  db: Db,
  of: PageAfter & { projectId: string; as: Side },
): Promise<Subscription[]> {
  let query = db
    .selectFrom('asset_subscriptions as s')
    .innerJoin('assets as a', 'a.id', 's.asset_id')
    .innerJoin('projects as home', 'home.id', 'a.project_id')
    .innerJoin('projects as p', 'p.id', 's.project_id')
    .select(['s.asset_id', 's.reason', 's.since', 's.request_id', 'a.kind', 'a.name'])
    .select(['home.id as home_id', 'home.slug as home_slug', 'home.name as home_name'])
    .select(['p.id as user_id', 'p.slug as user_slug', 'p.name as user_name', 'a.deprecated_at'])
    .select(eb =>
      eb
        .selectFrom('asset_uses as u')
        .whereRef('u.asset_id', '=', 's.asset_id')
        .whereRef('u.project_id', '=', 's.project_id')
        .select(e => e.fn.max<number>('u.used_at').as('at'))
        .as('last_used_at'),
    )
    .where(of.as === 'user' ? 's.project_id' : 'a.project_id', '=', of.projectId)
    .orderBy('s.asset_id')
    .orderBy('s.project_id')
    .limit(of.limit)
  const [asset, project] = of.after?.split(' ') ?? []
  if (asset !== undefined && project !== undefined)
    query = query.where(eb => eb(eb.refTuple('s.asset_id', 's.project_id'), '>', eb.tuple(asset, project)))
  return (await query.execute()).map(row =>
    Subscription.parse({
      asset: {
        id: row.asset_id,
        kind: row.kind,
        name: row.name,
        home: { id: row.home_id, slug: row.home_slug, name: row.home_name },
      },
      project: { id: row.user_id, slug: row.user_slug, name: row.user_name },
      reason: row.reason,
      since: row.since,
      lastUsedAt: row.last_used_at,
      deprecatedAt: row.deprecated_at,
      requestId: row.request_id,
    }),
  )
}
