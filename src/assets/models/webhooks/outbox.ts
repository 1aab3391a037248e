import { randomUUID } from 'node:crypto'
import { enqueue } from '../../../database/jobs.ts'
import type { Db } from '../../../database/schema.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { KeyValue } from '../../experiments/rules.ts'
import type { WebhookEvent } from './webhooks.schema.ts'
import { insertDelivery, listWebhooks } from './webhooks.store.ts'

export const webhookJobKind = 'webhook'

export type Happening = { event: WebhookEvent; data: Record<string, unknown> }

/** Notes for everybody who listens what happened, in the transaction in which it happened; a worker sends it. */
export async function tellWebhooks(tx: Db, ctx: ProjectContext, { event, data }: Happening): Promise<void> {
  const listening = (await listWebhooks(tx, ctx.project.id)).filter(
    ({ status, events }) => status === 'ACTIVE' && events.includes(event),
  )
  const now = ctx.clock.now()
  const body = bodyOf({ event, data }, { now, workspace: ctx.project.slug })
  for (const webhook of listening) {
    const id = randomUUID()
    await insertDelivery(tx, { id, webhookId: webhook.id, event, body, now })
    await enqueue(tx, { kind: webhookJobKind, key: id, payload: {}, projectId: ctx.project.id })
  }
}

/** As MLflow's receivers read it. */
export function bodyOf({ event, data }: Happening, { now, workspace }: { now: number; workspace: string }): string {
  const [entity, action] = event.split('.')
  return JSON.stringify({ entity, action, timestamp: new Date(now).toISOString(), data, workspace })
}

/** What only says of a prompt that it is one, and its text, which is told beside the tags. */
const inner = new Set(['mlflow.prompt.is_prompt', '_mlflow_prompt_type', 'mlflow.prompt.text'])

export const toldTags = (tags: readonly KeyValue[], { isPrompt }: { isPrompt: boolean }) =>
  Object.fromEntries(tags.filter(({ key }) => !isPrompt || !inner.has(key)).map(({ key, value }) => [key, value]))

const model = { name: 'example_model' }
const prompt = { name: 'example_prompt' }
const tags = { tags: { example_key: 'example_value' } }
const version = { version: '1' }
const key = { key: 'example_key' }
const tag = { ...key, value: 'example_value' }
const alias = { alias: 'example_alias' }

const examples: Record<WebhookEvent, Record<string, unknown>> = {
  'registered_model.created': { ...model, ...tags, description: 'An example registered model' },
  'model_version.created': {
    ...{ ...model, ...version, source: 'models:/123', run_id: 'abcd1234abcd5678' },
    ...{ ...tags, description: 'An example model version' },
  },
  'model_version_tag.set': { ...model, ...version, ...tag },
  'model_version_tag.deleted': { ...model, ...version, ...key },
  'model_version_alias.created': { ...model, ...alias, ...version },
  'model_version_alias.deleted': { ...model, ...alias },
  'prompt.created': { ...prompt, ...tags, description: 'An example prompt' },
  'prompt_version.created': {
    ...{ ...prompt, ...version, template: 'Hello {{name}}!' },
    ...{ ...tags, description: 'An example prompt version' },
  },
  'prompt_tag.set': { ...prompt, ...tag },
  'prompt_tag.deleted': { ...prompt, ...key },
  'prompt_version_tag.set': { ...prompt, ...version, ...tag },
  'prompt_version_tag.deleted': { ...prompt, ...version, ...key },
  'prompt_alias.created': { ...prompt, ...alias, ...version },
  'prompt_alias.deleted': { ...prompt, ...alias },
}

/** What a test sends: the fields of the real thing, as MLflow documents them. */
export const exampleOf = (event: WebhookEvent) => examples[event]
