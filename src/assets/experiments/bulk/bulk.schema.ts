import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, Name, Text } from '../../../people/shapes.ts'

/** What is done to many runs at once. `purge` takes deleted runs out for good; nothing brings them back. */
export const BulkAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('delete') }),
  z.object({ kind: z.literal('restore') }),
  z.object({ kind: z.literal('purge') }),
  z.object({ kind: z.literal('tag'), key: z.string().min(1).max(250), value: Text(5_000) }),
  z.object({ kind: z.literal('move'), experiment: z.string().max(40) }),
])
export type BulkAct = z.infer<typeof BulkAct>

export const mostAtOnce = 1_000

export const RunsView = z
  .object({
    id: z.string(),
    name: z.string(),
    isShared: z.boolean(),
    /** what the page's address says */
    search: z.record(z.string(), z.union([z.string(), z.boolean()])),
  })
  .meta({ id: 'RunsView' })
export type RunsView = z.infer<typeof RunsView>

export const bulkRoutes = {
  act: route('POST', '/api/projects/:project/runs/bulk', {
    allow: 'run:write',
    params: InProject,
    body: z.object({ runs: z.array(z.string().max(64)).min(1).max(mostAtOnce), act: BulkAct }),
    reply: z.object({ changed: z.number() }),
    errors: ['bad_request', 'not_found'],
    summary: 'Tags, moves, deletes, restores or purges many runs at once, all of them or none',
  }),
  experiments: route('GET', '/api/projects/:project/experiments', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({ experiments: z.array(z.object({ id: z.string(), name: z.string(), isDeleted: z.boolean() })) }),
    summary: 'The experiments of a project, deleted ones too; at most 1,000',
  }),
  purgeExperiment: route('POST', '/api/projects/:project/experiments/:experiment/purge', {
    allow: 'run:write',
    params: InProject.extend({ experiment: z.string().max(40) }),
    reply: z.object({ runs: z.number() }),
    errors: ['conflict', 'not_found'],
    summary: 'Takes a deleted experiment and its runs out for good, so that its name is free again',
  }),
  views: route('GET', '/api/projects/:project/run-views', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({ views: z.array(RunsView) }),
    summary: 'Named views of the table of runs: the project’s and the reader’s own',
  }),
  saveView: route('POST', '/api/projects/:project/run-views', {
    allow: 'project:read',
    params: InProject,
    body: RunsView.pick({ isShared: true, search: true }).extend({ name: Name }),
    reply: RunsView,
    errors: ['conflict'],
    summary: 'Keeps what the table shows under a name, for oneself or for the project',
  }),
  dropView: route('DELETE', '/api/projects/:project/run-views/:view', {
    allow: 'project:read',
    params: InProject.extend({ view: z.string().max(60) }),
    reply: z.object({}),
    errors: ['not_found'],
  }),
}
