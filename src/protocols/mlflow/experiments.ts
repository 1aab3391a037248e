import { z } from 'zod'
import {
  createExperiment,
  deleteExperiment,
  dropExperimentTag,
  experimentNamed,
  experimentOf,
  findExperiments,
  renameExperiment,
  restoreExperiment,
  setExperimentTag,
  view,
} from '../../assets/experiments/experiments.service.ts'
import { datasetsOf } from '../../assets/experiments/runs/contents/links.service.ts'
import { AppError } from '../../kernel/errors.ts'
import { endpoint, type Message } from './endpoint.ts'
import { choice, int, KeyValue, list, needed, text, words } from './fields.ts'
import { pageSize } from './paging.ts'
import { toWireExperiment } from './wire.ts'

const viewTypes = { ACTIVE_ONLY: 1, DELETED_ONLY: 2, ALL: 3 }
const views = { ACTIVE_ONLY: view.active, DELETED_ONLY: view.deleted, ALL: view.all }

export const viewType = choice(viewTypes).transform(name => views[name ?? 'ACTIVE_ONLY'])

const ExperimentRef = z.object({ experiment_id: needed })
const read = { method: 'GET', allow: 'project:read' } as const
const write = { method: 'POST', allow: 'run:write' } as const

const search = {
  path: 'experiments/search',
  allow: 'project:read',
  fields: z.object({
    view_type: viewType,
    max_results: int,
    filter: text,
    order_by: list(words),
    page_token: text,
  }),
} as const satisfies Omit<Message, 'method'>

const searching = (method: 'GET' | 'POST') =>
  endpoint({ ...search, method }, async (input, ctx) => {
    const { experiments, next } = await findExperiments(ctx, {
      filter: input.filter,
      orderBy: input.order_by,
      lifecycles: input.view_type,
      limit: pageSize(input.max_results, { usual: 1_000, most: 50_000 }),
      token: input.page_token,
    })
    return {
      experiments: experiments.map(one => toWireExperiment(one, ctx.project.slug)),
      next_page_token: next ?? null,
    }
  })

export const experimentEndpoints = [
  endpoint(
    {
      ...write,
      path: 'experiments/create',
      fields: z.object({ name: needed, artifact_location: text, tags: list(KeyValue) }),
    },
    async ({ name, artifact_location, tags }, ctx) => ({
      experiment_id: await createExperiment(ctx, { name, artifactLocation: artifact_location, tags }),
    }),
  ),
  endpoint({ ...read, path: 'experiments/get', fields: ExperimentRef }, async ({ experiment_id }, ctx) => ({
    experiment: toWireExperiment(await experimentOf(ctx, experiment_id), ctx.project.slug),
  })),
  endpoint(
    { ...read, path: 'experiments/get-by-name', fields: z.object({ experiment_name: needed }) },
    async ({ experiment_name }, ctx) => ({
      experiment: toWireExperiment(await experimentNamed(ctx, experiment_name), ctx.project.slug),
    }),
  ),
  searching('POST'),
  searching('GET'),
  endpoint(
    { ...write, path: 'experiments/update', fields: ExperimentRef.extend({ new_name: needed }) },
    async ({ experiment_id, new_name }, ctx) => {
      await renameExperiment(ctx, experiment_id, new_name)
      return {}
    },
  ),
  endpoint({ ...write, path: 'experiments/delete', fields: ExperimentRef }, async ({ experiment_id }, ctx) => {
    await deleteExperiment(ctx, experiment_id)
    return {}
  }),
  endpoint({ ...write, path: 'experiments/restore', fields: ExperimentRef }, async ({ experiment_id }, ctx) => {
    await restoreExperiment(ctx, experiment_id)
    return {}
  }),
  endpoint(
    { ...write, path: 'experiments/set-experiment-tag', fields: ExperimentRef.extend(KeyValue.shape) },
    async ({ experiment_id, key, value }, ctx) => {
      await setExperimentTag(ctx, experiment_id, { key, value })
      return {}
    },
  ),
  endpoint(
    { ...write, path: 'experiments/delete-experiment-tag', fields: ExperimentRef.extend({ key: needed }) },
    async ({ experiment_id, key }, ctx) => {
      await dropExperimentTag(ctx, experiment_id, key)
      return {}
    },
  ),
  endpoint(
    {
      method: 'POST',
      path: 'experiments/search-datasets',
      allow: 'project:read',
      fields: z.object({ experiment_ids: list(words) }),
    },
    async ({ experiment_ids: ids }, ctx) => {
      if (ids.length === 0)
        throw new AppError('bad_request', 'SearchDatasets request must specify at least one experiment_id.')
      if (ids.length > mostSearched)
        throw new AppError(
          'bad_request',
          `SearchDatasets request cannot specify more than ${mostSearched} experiment_ids. Received ${ids.length} experiment_ids.`,
        )
      const found = await datasetsOf(ctx, ids)
      return {
        dataset_summaries: found.map(({ experimentId, ...rest }) => ({ experiment_id: experimentId, ...rest })),
      }
    },
  ),
]

const mostSearched = 20
