import { sql } from 'kysely'
import type { Db } from '../../../database/schema.ts'
import type { WebhookDeliveryTable, WebhookTable } from '../../../database/schema/experiments.ts'
import { DeliveryState, WebhookEvent, WebhookStatus, type Delivery } from './webhooks.schema.ts'

export type Webhook = {
  id: string
  projectId: string
  name: string
  description: string | null
  url: string
  /** sealed */
  secret: string | null
  status: WebhookStatus
  events: WebhookEvent[]
  createdAt: number
  updatedAt: number
}

export async function insertWebhook(tx: Db, webhook: Omit<Webhook, 'updatedAt'> & { by: string }): Promise<void> {
  await tx
    .insertInto('webhooks')
    .values({
      id: webhook.id,
      project_id: webhook.projectId,
      name: webhook.name,
      description: webhook.description,
      url: webhook.url,
      secret: webhook.secret,
      status: webhook.status,
      events: JSON.stringify(webhook.events),
      created_by: webhook.by,
      created_at: webhook.createdAt,
      updated_at: webhook.createdAt,
    })
    .execute()
}

export async function findWebhook(db: Db, projectId: string, id: string): Promise<Webhook | undefined> {
  const row = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toWebhook(row)
}

/** Newest first; a project has few. */
export async function listWebhooks(db: Db, projectId: string): Promise<Webhook[]> {
  const rows = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map(toWebhook)
}

export type WebhookSet = Partial<Pick<Webhook, 'name' | 'description' | 'url' | 'secret' | 'status' | 'events'>>

export async function updateWebhook(tx: Db, id: string, { events, ...set }: WebhookSet & { now: number }) {
  const { now, ...rest } = set
  await tx
    .updateTable('webhooks')
    .set({ ...rest, ...(events && { events: JSON.stringify(events) }), updated_at: now })
    .where('id', '=', id)
    .execute()
}

/** With all that was sent to it; false when it is gone already. */
export async function dropWebhook(tx: Db, id: string): Promise<boolean> {
  await tx.deleteFrom('webhook_deliveries').where('webhook_id', '=', id).execute()
  return (await tx.deleteFrom('webhooks').where('id', '=', id).executeTakeFirst()).numDeletedRows === 1n
}

export async function insertDelivery(
  tx: Db,
  delivery: { id: string; webhookId: string; event: WebhookEvent; body: string; now: number },
): Promise<void> {
  await tx
    .insertInto('webhook_deliveries')
    .values({
      id: delivery.id,
      webhook_id: delivery.webhookId,
      event: delivery.event,
      body: delivery.body,
      state: 'waiting',
      tries: 0,
      created_at: delivery.now,
    })
    .execute()
}

export type Waiting = { webhook: Webhook; body: string; tries: number }

/** What is still to be told; undefined when it was, or when nobody listens any more. */
export async function findWaiting(db: Db, deliveryId: string): Promise<Waiting | undefined> {
  const row = await db
    .selectFrom('webhook_deliveries')
    .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook_id')
    .selectAll('webhooks')
    .select(['body', 'tries'])
    .where('webhook_deliveries.id', '=', deliveryId)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return row && { webhook: toWebhook(row), body: row.body, tries: row.tries }
}

export type DeliverySet = {
  state: DeliveryState
  tries: number
  answered: number | null
  error: string | null
  finishedAt: number | null
}

export async function updateDelivery(db: Db, id: string, { finishedAt, ...set }: DeliverySet): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ ...set, finished_at: finishedAt })
    .where('id', '=', id)
    .execute()
}

/** Newest first of each webhook. */
export async function lastDeliveries(
  db: Db,
  webhookIds: readonly string[],
  each: number,
): Promise<Map<string, Delivery[]>> {
  if (webhookIds.length === 0) return new Map()
  const numbered = db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .select(sql<number>`row_number() over (partition by webhook_id order by created_at desc, id)`.as('place'))
    .where('webhook_id', 'in', webhookIds)
  const rows = await db
    .selectFrom(numbered.as('numbered'))
    .selectAll()
    .where('place', '<=', each)
    .orderBy('place')
    .execute()
  const found = Map.groupBy(rows, row => row.webhook_id)
  return new Map([...found].map(([id, of]) => [id, of.map(toDelivery)]))
}

/** Takes away what was told long ago; returns the ids. */
export async function dropOldDeliveries(db: Db, webhookId: string, kept: number): Promise<string[]> {
  const old = await db
    .selectFrom('webhook_deliveries')
    .select(['id', 'state'])
    .where('webhook_id', '=', webhookId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .offset(kept)
    .limit(kept)
    .execute()
  const ids = old.filter(row => row.state !== 'waiting').map(row => row.id)
  if (ids.length > 0) await db.deleteFrom('webhook_deliveries').where('id', 'in', ids).execute()
  return ids
}

export async function webhookNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('webhooks').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.name]))
}

const toWebhook = (row: WebhookTable): Webhook => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  description: row.description,
  url: row.url,
  secret: row.secret,
  status: WebhookStatus.parse(row.status),
  events: WebhookEvent.array().parse(JSON.parse(row.events)),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

const toDelivery = (row: Omit<WebhookDeliveryTable, 'body'>): Delivery => ({
  id: row.id,
  event: row.event,
  state: DeliveryState.parse(row.state),
  tries: row.tries,
  answered: row.answered,
  error: row.error,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
})
