import { randomBytes, randomUUID } from 'node:crypto'
import { append } from '../../../events/events.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { badValue } from '../../experiments/rules.ts'
import { bodyOf, exampleOf } from './outbox.ts'
import { sendTo, type WebhookParts } from './webhooks.worker.ts'
import {
  WebhookEvent,
  type ListedWebhook,
  type NewSecret,
  type WebhookStatus,
  type WebhookTest,
} from './webhooks.schema.ts'
import {
  dropWebhook,
  findWebhook,
  insertWebhook,
  lastDeliveries,
  listWebhooks,
  updateWebhook,
  type Webhook,
} from './webhooks.store.ts'

export type { Webhook } from './webhooks.store.ts'

type WebhookContext = ProjectContext & WebhookParts

export type WebhookWish = {
  name: string
  url: string
  events: readonly string[]
  description?: string | undefined
  secret?: string | undefined
  status?: WebhookStatus | undefined
}

/** each change of the registry asks all of them */
const mostWebhooks = 50

export async function createWebhook(ctx: WebhookContext, wish: WebhookWish): Promise<Webhook> {
  demandName(wish.name)
  const url = await checkedUrl(ctx, wish.url)
  const events = checkedEvents(wish.events)
  if ((await listWebhooks(ctx.db, ctx.project.id)).length >= mostWebhooks)
    throw badValue(`A project has at most ${mostWebhooks} webhooks; delete one that nobody needs.`)
  const id = randomUUID()
  return ctx.db.transaction().execute(async tx => {
    await insertWebhook(tx, {
      id,
      projectId: ctx.project.id,
      name: wish.name,
      description: wish.description ?? null,
      url,
      secret: wish.secret ? ctx.sealer.seal(wish.secret) : null,
      status: wish.status ?? 'ACTIVE',
      events,
      by: ctx.actor.id,
      createdAt: ctx.clock.now(),
    })
    await append(tx, ctx, { verb: 'create', object: { kind: 'webhook', id } })
    return webhookOf({ ...ctx, db: tx }, id)
  })
}

/** The same with a secret made here, which is told to nobody again. */
export async function createSigned(
  ctx: WebhookContext,
  { isSigned, ...wish }: WebhookWish & { isSigned: boolean },
): Promise<NewSecret> {
  const secret = isSigned ? newSecret() : null
  const { id } = await createWebhook(ctx, { ...wish, secret: secret ?? undefined })
  return { id, secret }
}

export async function renewSecret(ctx: WebhookContext, id: string): Promise<NewSecret> {
  const secret = newSecret()
  await changeWebhook(ctx, id, { secret })
  return { id, secret }
}

const newSecret = () => randomBytes(32).toString('base64url')

export async function webhookOf(ctx: Pick<ProjectContext, 'db' | 'project'>, id: string): Promise<Webhook> {
  const webhook = await findWebhook(ctx.db, ctx.project.id, id)
  if (!webhook) throw new AppError('not_found', `Webhook with ID ${id} not found.`)
  return webhook
}

export const webhooksOf = (ctx: ProjectContext) => listWebhooks(ctx.db, ctx.project.id)

/** What a person may see: no path of an address and no secret. */
export async function listedWebhooks(
  ctx: ProjectContext & Pick<WebhookParts, 'sealer'>,
): Promise<{ webhooks: ListedWebhook[] }> {
  const found = await webhooksOf(ctx)
  const told = await lastDeliveries(
    ctx.db,
    found.map(({ id }) => id),
    shownDeliveries,
  )
  return {
    webhooks: found.map(({ id, name, description, url, events, status, secret, createdAt }) => ({
      ...{ id, name, description, events, status, createdAt },
      origin: new URL(url).origin,
      isSigned: secret !== null,
      needsSecret: secret !== null && ctx.sealer.unseal(secret) === undefined,
      deliveries: told.get(id) ?? [],
    })),
  }
}

const shownDeliveries = 5

/** What is not said stays; an empty secret takes the signature away. */
export async function changeWebhook(ctx: WebhookContext, id: string, wish: Partial<WebhookWish>): Promise<Webhook> {
  const webhook = await webhookOf(ctx, id)
  if (wish.name !== undefined) demandName(wish.name)
  const { name, description, status } = wish
  const set = {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(status !== undefined && { status }),
    ...(wish.url !== undefined && { url: await checkedUrl(ctx, wish.url) }),
    ...(wish.events !== undefined && { events: checkedEvents(wish.events) }),
    ...(wish.secret !== undefined && { secret: wish.secret === '' ? null : ctx.sealer.seal(wish.secret) }),
  }
  return ctx.db.transaction().execute(async tx => {
    await updateWebhook(tx, webhook.id, { ...set, now: ctx.clock.now() })
    await append(tx, ctx, { verb: 'change', object: { kind: 'webhook', id }, payload: { fields: Object.keys(set) } })
    return webhookOf({ ...ctx, db: tx }, id)
  })
}

/** What still waits for it is told nobody. */
export async function deleteWebhook(ctx: ProjectContext, id: string): Promise<void> {
  const webhook = await webhookOf(ctx, id)
  await ctx.db.transaction().execute(async tx => {
    if (await dropWebhook(tx, webhook.id)) await append(tx, ctx, { verb: 'remove', object: { kind: 'webhook', id } })
  })
}

/** Sends an example at once, signed as the real ones are, and says what came back. */
export async function testWebhook(ctx: WebhookContext, id: string, wished?: string): Promise<WebhookTest> {
  const webhook = await webhookOf(ctx, id)
  const event = wished === undefined ? webhook.events[0] : checkedEvents([wished])[0]
  if (event === undefined) throw badValue('Webhook events must be a non-empty list.')
  const body = bodyOf({ event, data: exampleOf(event) }, { now: ctx.clock.now(), workspace: ctx.project.slug })
  const result = await sendTo(ctx, webhook, { id: randomUUID(), body, signal: ctx.signal })
  return result.kind === 'answered'
    ? { isSuccess: result.status >= 200 && result.status < 300, status: result.status, body: result.body, error: null }
    : { isSuccess: false, status: null, body: null, error: result.reason }
}

function demandName(name: string): void {
  if (!/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/i.test(name))
    throw badValue(
      `Webhook name '${name}' is invalid. It must start and end with a letter or digit, be less than 63 characters long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-).`,
    )
}

async function checkedUrl({ outbound }: WebhookParts, given: string): Promise<string> {
  const url = URL.parse(given)
  if (!url || url.hostname === '') throw badValue(`Invalid webhook URL: '${given}'`)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw badValue(`Invalid webhook URL scheme: '${url.protocol.slice(0, -1)}'. Allowed schemes are: https, http.`)
  if (url.username !== '' || url.password !== '')
    throw badValue('A webhook URL holds no name and no password; give a secret, with which each message is signed.')
  if (given.length > 2_048) throw badValue('A webhook URL is at most 2048 characters long.')
  const why = await outbound.whyNot(url.href)
  if (why !== undefined) throw badValue(`Invalid webhook URL: ${why}`)
  return url.href
}

function checkedEvents(given: readonly string[]): WebhookEvent[] {
  if (given.length === 0) throw badValue('Webhook events must be a non-empty list of WebhookEvent objects: [].')
  return [...new Set(given)].map(event => {
    const found = WebhookEvent.safeParse(event)
    if (found.success) return found.data
    throw badValue(`Nothing here is told as '${event}'. There are: ${WebhookEvent.options.join(', ')}.`)
  })
}
