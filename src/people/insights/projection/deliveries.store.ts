import type { Db } from '../../../database/schema.ts'
import type { InsightTables } from '../../../database/schema/insights.ts'

export type DeliveryRow = InsightTables['insight_deliveries']

export async function insertDelivery(db: Db, delivery: DeliveryRow): Promise<void> {
  await db
    .insertInto('insight_deliveries')
    .values(delivery)
    .onConflict(c => c.column('event_id').doNothing())
    .execute()
}

/** The latest delivery of a model service; what an alert or a repair is about. */
export const lastDelivery = (db: Db, endpointId: string): Promise<DeliveryRow | undefined> =>
  db
    .selectFrom('insight_deliveries')
    .selectAll()
    .where('endpoint_id', '=', endpointId)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()

/** A delivery that failed and after which the service is not well yet. */
export const unrestored = (db: Db, endpointId: string): Promise<DeliveryRow | undefined> =>
  db
    .selectFrom('insight_deliveries')
    .selectAll()
    .where('endpoint_id', '=', endpointId)
    .where('failed_at', 'is not', null)
    .where('restored_at', 'is', null)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()

export type DeliverySet = Partial<
  Pick<DeliveryRow, 'alert_event' | 'alert_at' | 'failed_event' | 'failed_at' | 'restored_event' | 'restored_at'>
>

export async function changeDelivery(db: Db, eventId: string, set: DeliverySet): Promise<void> {
  await db.updateTable('insight_deliveries').set(set).where('event_id', '=', eventId).execute()
}

/** Whether this version, or anything for this hypothesis, went to production before. */
export async function wasDelivered(
  db: Db,
  { model, version, hypothesis }: { model: string; version: number; hypothesis: string | null },
): Promise<boolean> {
  const same = await db
    .selectFrom('insight_deliveries')
    .select('event_id')
    .where('model_id', '=', model)
    .where('version', '=', version)
    .limit(1)
    .executeTakeFirst()
  if (same || hypothesis === null) return same !== undefined
  const row = await db
    .selectFrom('insight_deliveries')
    .select('event_id')
    .where('hypothesis_id', '=', hypothesis)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The newest deliveries of projects, newest first. */
export async function listDeliveries(
  db: Db,
  { projectIds, since, limit }: { projectIds: readonly string[]; since: number; limit: number },
): Promise<DeliveryRow[]> {
  if (projectIds.length === 0) return []
  return db
    .selectFrom('insight_deliveries')
    .selectAll()
    .where('project_id', 'in', [...projectIds])
    .where('at', '>=', since)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
}
