import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { webhookRoutes } from './webhooks.schema.ts'
import { createSigned, deleteWebhook, listedWebhooks, renewSecret, testWebhook } from './webhooks.service.ts'
import type { WebhookParts } from './webhooks.worker.ts'

export const webhookHandlers: Handlers<typeof webhookRoutes, Context & WebhookParts> = {
  list: (_, ctx) => listedWebhooks(withProject(ctx)),
  create: (wish, ctx) => createSigned(withProject(ctx), wish),
  renewSecret: ({ webhook }, ctx) => renewSecret(withProject(ctx), webhook),
  test: ({ webhook }, ctx) => testWebhook(withProject(ctx), webhook),
  remove: ({ webhook }, ctx) => deleteWebhook(withProject(ctx), webhook),
}
