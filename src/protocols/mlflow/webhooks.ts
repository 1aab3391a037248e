import { z } from 'zod'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  testWebhook,
  webhookOf,
  webhooksOf,
  type Webhook,
} from '../../assets/models/webhooks/webhooks.service.ts'
import { badValue } from '../../assets/experiments/rules.ts'
import { endpoint } from './endpoint.ts'
import { choice, int, list, needed, neededChoice, text } from './fields.ts'

const entities = {
  REGISTERED_MODEL: 1,
  MODEL_VERSION: 2,
  MODEL_VERSION_TAG: 3,
  MODEL_VERSION_ALIAS: 4,
  PROMPT: 5,
  PROMPT_VERSION: 6,
  PROMPT_TAG: 7,
  PROMPT_VERSION_TAG: 8,
  PROMPT_ALIAS: 9,
  BUDGET_POLICY: 10,
}
const actions = { CREATED: 1, UPDATED: 2, DELETED: 3, SET: 4, EXCEEDED: 5 }

const Event = z
  .object({ entity: neededChoice(entities), action: neededChoice(actions) })
  .transform(({ entity, action }) => `${entity}.${action}`.toLowerCase())
const Status = choice({ ACTIVE: 1, DISABLED: 2 })
const Fields = z.object({ description: text, secret: text, status: Status, events: list(Event) })

// an address may hold a password of the other side, so that reading needs the right to change
const all = { path: 'webhooks', allow: 'project:write' } as const
const one = { path: 'webhooks/:webhook_id', allow: 'project:write' } as const
const WebhookRef = z.object({ webhook_id: needed })

export const webhookEndpoints = [
  endpoint({ ...all, method: 'POST', fields: Fields.extend({ name: needed, url: needed }) }, async (wish, ctx) => ({
    webhook: toWireWebhook(await createWebhook(ctx, wish)),
  })),
  endpoint(
    { ...all, method: 'GET', fields: z.object({ max_results: int, page_token: text }) },
    async ({ max_results = 100, page_token }, ctx) => {
      if (max_results < 1 || max_results > 1_000) throw badValue('max_results must be between 1 and 1000.')
      const found = await webhooksOf(ctx)
      const start = page_token === undefined ? 0 : found.findIndex(({ id }) => id === page_token) + 1
      const page = found.slice(start, start + max_results)
      const next = start + page.length < found.length ? page.at(-1)?.id : undefined
      return { webhooks: page.map(toWireWebhook), next_page_token: next ?? null }
    },
  ),
  endpoint({ ...one, method: 'GET', fields: WebhookRef }, async ({ webhook_id }, ctx) => ({
    webhook: toWireWebhook(await webhookOf(ctx, webhook_id)),
  })),
  endpoint(
    { ...one, method: 'PATCH', fields: WebhookRef.extend({ ...Fields.shape, name: text, url: text }) },
    async ({ webhook_id, name, url, events, ...wish }, ctx) => ({
      webhook: toWireWebhook(
        await changeWebhook(ctx, webhook_id, {
          ...wish,
          ...(name && { name }),
          ...(url && { url }),
          ...(events.length > 0 && { events }),
        }),
      ),
    }),
  ),
  endpoint({ ...one, method: 'DELETE', fields: WebhookRef }, async ({ webhook_id }, ctx) => {
    await deleteWebhook(ctx, webhook_id)
    return {}
  }),
  endpoint(
    {
      ...{ method: 'POST', path: 'webhooks/:webhook_id/test', allow: 'project:write' },
      fields: WebhookRef.extend({ event: Event.nullish() }),
    },
    async ({ webhook_id, event }, ctx) => {
      const { isSuccess, status, body, error } = await testWebhook(ctx, webhook_id, event ?? undefined)
      return { result: { success: isSuccess, response_status: status, response_body: body, error_message: error } }
    },
  ),
]

const toWireWebhook = (webhook: Webhook) => ({
  webhook_id: webhook.id,
  name: webhook.name,
  description: webhook.description,
  url: webhook.url,
  events: webhook.events.map(event => {
    const [entity, action] = event.toUpperCase().split('.')
    return { entity, action }
  }),
  status: webhook.status,
  creation_timestamp: webhook.createdAt,
  last_updated_timestamp: webhook.updatedAt,
})
