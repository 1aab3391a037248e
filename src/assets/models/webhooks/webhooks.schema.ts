import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, Time } from '../../../people/shapes.ts'

/** What a webhook may listen to, in the protocol's words. */
export const WebhookEvent = z.enum([
  'registered_model.created',
  'model_version.created',
  'model_version_tag.set',
  'model_version_tag.deleted',
  'model_version_alias.created',
  'model_version_alias.deleted',
  'prompt.created',
  'prompt_version.created',
  'prompt_tag.set',
  'prompt_tag.deleted',
  'prompt_version_tag.set',
  'prompt_version_tag.deleted',
  'prompt_alias.created',
  'prompt_alias.deleted',
])
export type WebhookEvent = z.infer<typeof WebhookEvent>

export const WebhookStatus = z.enum(['ACTIVE', 'DISABLED'])
export type WebhookStatus = z.infer<typeof WebhookStatus>

export const DeliveryState = z.enum(['waiting', 'delivered', 'failed'])
export type DeliveryState = z.infer<typeof DeliveryState>

export const Delivery = z
  .object({
    id: z.string(),
    event: z.string(),
    state: DeliveryState,
    tries: z.number(),
    answered: z.number().nullable(),
    error: z.string().nullable(),
    createdAt: Time,
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'WebhookDelivery' })
export type Delivery = z.infer<typeof Delivery>

/** Who elsewhere is told of changes. The path of the address may be a password, so that only its origin is shown. */
export const ListedWebhook = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    origin: z.string(),
    events: z.array(WebhookEvent),
    status: WebhookStatus,
    isSigned: z.boolean(),
    /** its secret was sealed by another installation, as after a restore elsewhere: nothing is sent before it has a new one */
    needsSecret: z.boolean(),
    createdAt: Time,
    /** newest first */
    deliveries: z.array(Delivery),
  })
  .meta({ id: 'Webhook' })
export type ListedWebhook = z.infer<typeof ListedWebhook>

export const WebhookTest = z
  .object({
    isSuccess: z.boolean(),
    status: z.number().nullable(),
    body: z.string().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'WebhookTest' })
export type WebhookTest = z.infer<typeof WebhookTest>

/** A secret is said once, when it is made; the receiver checks signatures with it. */
export const NewSecret = z.object({ id: z.string(), secret: z.string().nullable() }).meta({ id: 'NewWebhookSecret' })
export type NewSecret = z.infer<typeof NewSecret>

export const WebhookWish = z.object({
  name: z.string().min(1).max(63),
  url: z.string().min(1).max(2_048),
  events: z.array(WebhookEvent).min(1),
  description: z.string().max(1_000).optional(),
  isSigned: z.boolean().default(true),
})

const OneWebhook = InProject.extend({ webhook: z.string().min(1).max(80) })

export const webhookRoutes = {
  list: route('GET', '/api/projects/:project/webhooks', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({ webhooks: z.array(ListedWebhook) }),
    summary: 'Who elsewhere is told of changes of the models, and how the last times went',
  }),
  create: route('POST', '/api/projects/:project/webhooks', {
    allow: 'project:write',
    params: InProject,
    body: WebhookWish,
    reply: NewSecret,
    status: 201,
    errors: ['bad_request'],
    summary: 'Tell an address of changes of the models; the secret that signs what is sent is said this once',
  }),
  renewSecret: route('POST', '/api/projects/:project/webhooks/:webhook/secret', {
    allow: 'project:write',
    params: OneWebhook,
    reply: NewSecret,
    errors: ['not_found'],
    summary: 'Give a webhook a new secret, which is said this once; the old one signs nothing any more',
  }),
  test: route('POST', '/api/projects/:project/webhooks/:webhook/test', {
    allow: 'project:write',
    params: OneWebhook,
    reply: WebhookTest,
    errors: ['not_found'],
    summary: 'Send an example to a webhook and see what it answers',
  }),
  remove: route('DELETE', '/api/projects/:project/webhooks/:webhook', {
    allow: 'project:write',
    params: OneWebhook,
    errors: ['not_found'],
    summary: 'Tell a webhook nothing more',
  }),
}
