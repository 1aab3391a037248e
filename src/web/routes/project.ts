import { createRoute } from '@tanstack/react-router'
import { z } from 'zod'
import { CompareSearch, RunSearch, RunsSearch } from '../../assets/experiments/view/addresses.schema.ts'
import { requestStates } from '../../people/requests/requests.schema.ts'
import { ProjectFrame } from '../shell/ProjectFrame.tsx'
import { page, root, Tab } from './root.tsx'

/** The row or panel whose talk is open. */
const Talk = z.object({ talk: z.string().optional().catch(undefined) })

/** The pages of one project, inside of its frame. */
const project = createRoute({ getParentRoute: () => root, path: '/projects/$slug', component: ProjectFrame })
const inProject = { getParentRoute: () => project }

const overview = createRoute({
  ...inProject,
  path: '/',
  validateSearch: Talk,
  component: page(() => import('../../projects/story/ProjectPage.tsx').then(all => all.ProjectPage)),
})
const hypotheses = createRoute({
  ...inProject,
  path: 'hypotheses',
  validateSearch: Talk,
  component: page(() => import('../../projects/hypotheses/HypothesesPage.tsx').then(all => all.HypothesesPage)),
})
const goals = createRoute({
  ...inProject,
  path: 'goals',
  component: page(() => import('../../projects/expectations/GoalsPage.tsx').then(all => all.GoalsPage)),
})
const room = createRoute({
  ...inProject,
  path: 'room',
  component: page(() => import('../../projects/expectations/room/RoomPage.tsx').then(all => all.RoomPage)),
})
const note = createRoute({
  ...inProject,
  path: 'note',
  component: page(() => import('../../projects/expectations/notes/NotePage.tsx').then(all => all.NotePage)),
})
const datasets = createRoute({
  ...inProject,
  path: 'data',
  component: page(() => import('../../assets/datasets/DatasetsPage.tsx').then(all => all.DatasetsPage)),
})
const dataset = createRoute({
  ...inProject,
  path: 'data/$name/$version',
  validateSearch: Tab,
  component: page(() => import('../../assets/datasets/DatasetPage.tsx').then(all => all.DatasetPage)),
})
const runs = createRoute({
  ...inProject,
  path: 'runs',
  validateSearch: RunsSearch,
  component: page(() => import('../../assets/experiments/RunsPage.tsx').then(all => all.RunsPage)),
})
const compare = createRoute({
  ...inProject,
  path: 'compare',
  validateSearch: CompareSearch,
  component: page(() => import('../../assets/experiments/ComparePage.tsx').then(all => all.ComparePage)),
})
const run = createRoute({
  ...inProject,
  path: 'runs/$id',
  validateSearch: RunSearch,
  component: page(() => import('../../assets/experiments/RunPage.tsx').then(all => all.RunPage)),
})
const models = createRoute({
  ...inProject,
  path: 'models',
  component: page(() => import('../../assets/models/ModelsPage.tsx').then(all => all.ModelsPage)),
})
const model = createRoute({
  ...inProject,
  path: 'models/$name/$version',
  validateSearch: Tab.extend({ file: z.string().max(2_100).optional().catch(undefined) }),
  component: page(() => import('../../assets/models/ModelPage.tsx').then(all => all.ModelPage)),
})
const requests = createRoute({
  ...inProject,
  path: 'requests',
  validateSearch: z.object({ state: z.enum(requestStates).optional().catch(undefined) }),
  component: page(() => import('../../people/requests/RequestsPage.tsx').then(all => all.RequestsPage)),
})
const scope = createRoute({
  ...inProject,
  path: 'scope',
  component: page(() => import('../../projects/charter/ScopePage.tsx').then(all => all.ScopePage)),
})
const shared = createRoute({
  ...inProject,
  path: 'shared',
  component: page(() =>
    import('../../assets/catalog/subscriptions/SubscriptionsPage.tsx').then(all => all.SubscriptionsPage),
  ),
})
const charter = createRoute({
  ...inProject,
  path: 'charter',
  component: page(() => import('../../projects/charter/CharterPage.tsx').then(all => all.CharterPage)),
})
const handoffs = createRoute({
  ...inProject,
  path: 'handoffs',
  component: page(() => import('../../projects/promotions/handoffs/HandoffsPage.tsx').then(all => all.HandoffsPage)),
})
const request = createRoute({
  ...inProject,
  path: 'requests/$id',
  component: page(() => import('../../people/requests/RequestPage.tsx').then(all => all.RequestPage)),
})
const endpoints = createRoute({
  ...inProject,
  path: 'endpoints',
  component: page(() => import('../../projects/deployments/EndpointsPage.tsx').then(all => all.EndpointsPage)),
})
const endpoint = createRoute({
  ...inProject,
  path: 'endpoints/$name',
  validateSearch: Tab,
  component: page(() => import('../../projects/deployments/EndpointPage.tsx').then(all => all.EndpointPage)),
})
const image = createRoute({
  ...inProject,
  path: 'images/$digest',
  component: page(() => import('../../assets/images/ImagePage.tsx').then(all => all.ImagePage)),
})
const people = createRoute({
  ...inProject,
  path: 'people',
  component: page(() => import('../../people/projects/PeoplePage.tsx').then(all => all.PeoplePage)),
})
const duties = createRoute({
  ...inProject,
  path: 'duties',
  component: page(() => import('../../people/insights/DutiesPage.tsx').then(all => all.DutiesPage)),
})
const events = createRoute({
  ...inProject,
  path: 'events',
  validateSearch: z.object({
    seat: z.string().optional().catch(undefined),
    person: z.string().optional().catch(undefined),
    verb: z.string().optional().catch(undefined),
    kind: z.string().optional().catch(undefined),
    id: z.string().optional().catch(undefined),
    cause: z.string().optional().catch(undefined),
  }),
  component: page(() => import('../../events/EventsPage.tsx').then(all => all.EventsPage)),
})
const imports = createRoute({
  ...inProject,
  path: 'imports',
  component: page(() => import('../../assets/imports/ImportsPage.tsx').then(all => all.ImportsPage)),
})
const settings = createRoute({
  ...inProject,
  path: 'settings',
  component: page(() => import('../../people/projects/SettingsPage.tsx').then(all => all.SettingsPage)),
})

export const projectPages = project.addChildren([
  overview,
  hypotheses,
  goals,
  room,
  note,
  datasets,
  dataset,
  runs,
  compare,
  run,
  models,
  model,
  requests,
  request,
  handoffs,
  scope,
  charter,
  shared,
  endpoints,
  endpoint,
  image,
  people,
  duties,
  events,
  imports,
  settings,
])
