import { z } from 'zod'
import { listArtifacts } from '../../assets/experiments/artifacts/artifacts.service.ts'
import {
  addModelParams,
  createLoggedModel,
  deleteLoggedModel,
  dropModelTag,
  finalizeLoggedModel,
  findLoggedModels,
  loggedModelOf,
  setModelTags,
} from '../../assets/experiments/loggedModels/loggedModels.service.ts'
import type { LoggedModelStatus } from '../../assets/experiments/loggedModels/loggedModel.ts'
import { endpoint } from './endpoint.ts'
import { flag, int, KeyValue, list, needed, neededChoice, text, words } from './fields.ts'
import { pageSize } from './paging.ts'
import { toWireFile } from './runs.ts'
import { toWireLoggedModel } from './wire.ts'

const ModelRef = z.object({ model_id: needed })
const model = 'logged-models/:model_id'

const statusNames = {
  LOGGED_MODEL_PENDING: 1,
  LOGGED_MODEL_READY: 2,
  LOGGED_MODEL_UPLOAD_FAILED: 3,
}
const statuses: Record<keyof typeof statusNames, LoggedModelStatus> = {
  LOGGED_MODEL_PENDING: 'PENDING',
  LOGGED_MODEL_READY: 'READY',
  LOGGED_MODEL_UPLOAD_FAILED: 'UPLOAD_FAILED',
}

const DatasetFilter = z
  .object({ dataset_name: text, dataset_digest: text })
  .transform(({ dataset_name, dataset_digest }) => ({ name: dataset_name ?? '', digest: dataset_digest }))
const Order = z
  .object({ field_name: needed, ascending: flag, dataset_name: text, dataset_digest: text })
  .transform(order => ({ ...order, ascending: order.ascending ?? true }))

export const loggedModelEndpoints = [
  endpoint(
    {
      method: 'POST',
      path: 'logged-models',
      allow: 'run:write',
      fields: z.object({
        experiment_id: needed,
        name: text,
        model_type: text,
        source_run_id: text,
        params: list(KeyValue),
        tags: list(KeyValue),
      }),
    },
    async ({ experiment_id, name, model_type, source_run_id, params, tags }, ctx) => ({
      model: toWireLoggedModel(
        await createLoggedModel(ctx, {
          experimentId: experiment_id,
          name,
          modelType: model_type,
          sourceRunId: source_run_id,
          params,
          tags,
        }),
      ),
    }),
  ),
  endpoint(
    {
      method: 'POST',
      path: 'logged-models/search',
      allow: 'project:read',
      fields: z.object({
        experiment_ids: z.array(words),
        filter: text,
        datasets: list(DatasetFilter),
        max_results: int,
        order_by: list(Order),
        page_token: text,
      }),
    },
    async (input, ctx) => {
      const { models, next } = await findLoggedModels(ctx, {
        experimentIds: input.experiment_ids,
        filter: input.filter,
        datasets: input.datasets,
        orderBy: input.order_by,
        limit: pageSize(input.max_results || undefined, { usual: 50, most: 50_000 }),
        token: input.page_token,
      })
      return { models: models.map(toWireLoggedModel), next_page_token: next ?? null }
    },
  ),
  endpoint(
    { method: 'GET', path: model, allow: 'project:read', fields: ModelRef.extend({ allow_deleted: flag }) },
    async ({ model_id, allow_deleted }, ctx) => ({
      model: toWireLoggedModel(await loggedModelOf(ctx, model_id, allow_deleted ? 'with deleted' : 'without deleted')),
    }),
  ),
  endpoint(
    {
      method: 'PATCH',
      path: model,
      allow: 'run:write',
      fields: ModelRef.extend({ status: neededChoice(statusNames) }),
    },
    async ({ model_id, status }, ctx) => {
      return { model: toWireLoggedModel(await finalizeLoggedModel(ctx, model_id, statuses[status])) }
    },
  ),
  endpoint({ method: 'DELETE', path: model, allow: 'run:write', fields: ModelRef }, async ({ model_id }, ctx) => {
    await deleteLoggedModel(ctx, model_id)
    return {}
  }),
  endpoint(
    { method: 'PATCH', path: `${model}/tags`, allow: 'run:write', fields: ModelRef.extend({ tags: list(KeyValue) }) },
    async ({ model_id, tags }, ctx) => {
      await setModelTags(ctx, model_id, tags)
      return {}
    },
  ),
  endpoint(
    { method: 'DELETE', path: `${model}/tags/:key`, allow: 'run:write', fields: ModelRef.extend({ key: needed }) },
    async ({ model_id, key }, ctx) => {
      await dropModelTag(ctx, model_id, key)
      return {}
    },
  ),
  endpoint(
    {
      method: 'POST',
      path: `${model}/params`,
      allow: 'run:write',
      fields: ModelRef.extend({ params: list(KeyValue) }),
    },
    async ({ model_id, params }, ctx) => {
      await addModelParams(ctx, model_id, params)
      return {}
    },
  ),
  endpoint(
    {
      method: 'GET',
      path: `${model}/artifacts/directories`,
      allow: 'project:read',
      fields: ModelRef.extend({ artifact_directory_path: text, page_token: text }),
    },
    async ({ model_id, artifact_directory_path }, ctx) => {
      const found = await loggedModelOf(ctx, model_id)
      const owner = { kind: 'model', id: model_id } as const
      const entries = await listArtifacts(ctx, { owner, path: artifact_directory_path ?? '' })
      return { root_uri: found.artifactUri, files: entries.map(toWireFile) }
    },
  ),
]
