import { z } from 'zod'
import { catalogRoutes } from '../../assets/catalog/catalog.schema.ts'
import { datasetRoutes } from '../../assets/datasets/datasets.schema.ts'
import { experimentRoutes } from '../../assets/experiments/experiments.schema.ts'
import { modelRoutes } from '../../assets/models/models.schema.ts'
import { attemptRoutes } from '../../backbone/engines/attempts/attempts.schema.ts'
import type { Route } from '../../kernel/contract.ts'
import { flowRoutes } from '../../people/insights/flow/flow.schema.ts'
import { seatingRoutes } from '../../people/insights/seating/seating.schema.ts'
import { projectRoutes } from '../../people/projects/projects.schema.ts'
import { requestRoutes } from '../../people/requests/requests.schema.ts'
import { talkRoutes } from '../../people/talk/talk.schema.ts'
import { timelineRoutes } from '../../people/timeline/timeline.schema.ts'
import { charterRoutes } from '../../projects/charter/charter.schema.ts'
import { riskRoutes } from '../../projects/charter/risks/risks.schema.ts'
import { evaluationRoutes } from '../../projects/evaluations/evaluations.schema.ts'
import { forecastRoutes } from '../../projects/expectations/forecasts/forecasts.schema.ts'
import { promiseRoutes } from '../../projects/expectations/promises/promises.schema.ts'
import { gateRoutes } from '../../projects/gates/gates.schema.ts'
import { hypothesisRoutes } from '../../projects/hypotheses/hypotheses.schema.ts'
import { cardRoutes } from '../../projects/promotions/cards/cards.schema.ts'
import { portfolioRoutes } from '../../projects/story/portfolio/portfolio.schema.ts'

/** A route as an agent sees it: what it takes, whether it changes anything, and the right that it needs. */
export type Tool = {
  name: string
  route: Route
  title: string
  description: string
  /** JSON schema of all that the route takes */
  input: Record<string, unknown>
  /** the names of it */
  fields: ReadonlySet<string>
  /** how long a list is when nothing is said; an answer is read by a model, which asks for the next page when it needs it */
  limit?: number
  hints: { readOnlyHint: boolean; destructiveHint: boolean; idempotentHint: boolean; openWorldHint: false }
}

/** The useful ones. What an agent may do is not decided here but by the policies, whichever way it comes. */
export const tools: readonly Tool[] = [
  tool('list_projects', projectRoutes.list, 'The projects that this agent may enter'),
  tool('get_project', projectRoutes.get, 'A project: its state, your person’s seats in it, and your rights'),
  tool('get_portfolio', portfolioRoutes.get, 'Each project: KPI now and target, stage, what waits on which seat'),
  tool(
    'search_catalogue',
    catalogRoutes.search,
    'Does it exist already? Datasets, images and models, best match first',
  ),
  tool('get_asset', catalogRoutes.get, 'An asset with its versions, its owner and who uses it'),
  tool('get_charter', charterRoutes.get, 'What a project is for: goal, scope, and KPIs with their values'),
  tool('get_gates', gateRoutes.course, 'Stage of a project, its gates with their evidence, and its crew'),
  tool('get_flow', flowRoutes.project, 'Where the time of a project goes: work, and each kind of waiting'),
  tool(
    'get_seating',
    seatingRoutes.get,
    'What each seat is needed for, what is filled on paper, and what is shown by acts',
  ),
  tool('list_seats', projectRoutes.seats, 'Who sits where in a project, and when they last acted'),
  tool('get_forecast', forecastRoutes.now, 'When the work of a project ends, as it looks now, with odds'),
  tool('list_promises', promiseRoutes.list, 'What was promised to stakeholders, with odds, and what became of it'),
  tool('list_risks', riskRoutes.list, 'Blockers and risks of a project, with their owners'),
  tool('list_events', timelineRoutes.list, 'Who did what in a project, in which seat, newest first'),
  tool('search_runs', experimentRoutes.list, 'Runs of experiments; `filter` takes MLflow’s search grammar'),
  tool('list_run_keys', experimentRoutes.keys, 'Which metrics, params and tags the runs of a project have'),
  tool('get_run', experimentRoutes.get, 'A run: params, metrics, tags, code, image, datasets and files'),
  tool('compare_runs', experimentRoutes.compare, 'Runs side by side, by their ids'),
  tool('group_runs', experimentRoutes.groups, 'Runs by a param or tag, with mean and spread of metrics in each group'),
  tool('get_run_series', experimentRoutes.series, 'The points of one metric of a run, thinned'),
  tool('list_attempts', attemptRoutes.list, 'Executions of code on the engines, with state and use of resources'),
  tool('read_log', attemptRoutes.log, 'A piece of the log of an attempt, from an offset in bytes'),
  tool('list_models', modelRoutes.list, 'Registered models of a project'),
  tool('get_model', modelRoutes.versions, 'A model and its versions'),
  tool('get_model_version', modelRoutes.get, 'A version of a model: where it comes from, signature, aliases, tags'),
  tool('get_model_card', cardRoutes.get, 'The card of a version: what people wrote, and what the platform knows'),
  tool('list_evaluations', evaluationRoutes.list, 'How a version was judged: metrics with intervals, by slice'),
  tool('list_datasets', datasetRoutes.list, 'Datasets of a project'),
  tool('get_dataset', datasetRoutes.get, 'A version of a dataset: columns, and their profile; no rows'),
  tool('list_hypotheses', hypothesisRoutes.list, 'What a project asks, what it tried, and what it found'),
  tool('search_tried', hypothesisRoutes.tried, 'Has anyone tried this? Hypotheses and runs, by words'),
  tool('list_requests', requestRoutes.list, 'What was asked of which seat, and what was answered'),
  tool('get_request', requestRoutes.get, 'A request with its checks, and who may decide it'),
  tool('list_comments', talkRoutes.list, 'What was said about an object'),
  tool(
    'comment',
    talkRoutes.add,
    'Say something about an object, by its kind and id as answers name them, in your person’s name; marked as written through you',
  ),
  tool(
    'ask_seat',
    requestRoutes.create,
    'Ask a seat for a promotion, handoff, review, gate or scope-change, for your person, who may withdraw it; a person decides. A subject or detail that is missing is named in the refusal',
  ),
  tool('open_hypothesis', hypothesisRoutes.create, 'Open a hypothesis for your person; a person closes it'),
  tool('write_run_note', experimentRoutes.note, 'Write the note of a run; it replaces the note that was there'),
]

function tool(name: string, route: Route, title: string): Tool {
  // of a log the limit counts bytes
  const size = name === 'read_log' ? { most: 50_000, standard: 20_000 } : { most: 100, standard: 20 }
  const { params, query, body } = route
  const hasLimit = query?.shape['limit'] !== undefined
  const shape = {
    ...params?.shape,
    ...query?.shape,
    ...(body instanceof z.ZodObject ? body.shape : {}),
    ...(hasLimit ? { limit: z.number().int().min(1).max(size.most).default(size.standard) } : {}),
  }
  const { $schema: _, ...input } = z.toJSONSchema(z.object(shape), { io: 'input', unrepresentable: 'any' })
  const isRead = route.method === 'GET'
  const replaces = route.method === 'PUT' || route.method === 'DELETE'
  return {
    name,
    route,
    title,
    description: `${title}. ${isRead ? 'Changes nothing' : 'Changes something'}; needs the right ${rightOf(route)}.`,
    input,
    fields: new Set(Object.keys(shape)),
    ...(hasLimit ? { limit: size.standard } : {}),
    hints: {
      readOnlyHint: isRead,
      destructiveHint: replaces,
      idempotentHint: isRead || replaces,
      openWorldHint: false,
    },
  }
}

function rightOf({ allow }: Route): string {
  return allow === 'signed-in' ? 'project:read' : allow
}
