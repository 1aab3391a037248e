import type { WebhookEvent } from './webhooks.schema.ts'

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
