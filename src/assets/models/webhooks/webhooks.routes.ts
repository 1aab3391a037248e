import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { webhookRoutes } from './webhooks.schema.ts'
import { deleteWebhook, listedWebhooks, testWebhook } from './webhooks.service.ts'
import type { WebhookParts } from './webhooks.worker.ts'

export const webhookHandlers: Handlers<typeof webhookRoutes, Context & WebhookParts> = {
  list: (_, ctx) => listedWebhooks(withProject(ctx)),
  test: ({ webhook }, ctx) => testWebhook(withProject(ctx), webhook),
  remove: ({ webhook }, ctx) => deleteWebhook(withProject(ctx), webhook),
}
