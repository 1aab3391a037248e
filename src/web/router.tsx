import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  useMatches,
} from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { z } from 'zod'
import { AssetKind } from '../assets/catalog/catalog.schema.ts'
import { CompareSearch, RunSearch, RunsSearch } from '../assets/experiments/view/addresses.schema.ts'
import { requestStates } from '../people/requests/requests.schema.ts'
import { BrokenPage, MissingPage, PendingPage } from './shell/Outcomes.tsx'
import { ProjectFrame } from './shell/ProjectFrame.tsx'
import { Shell } from './shell/Shell.tsx'

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface StaticDataRouteOption {
    /** pages for people who are not signed in stand without the shell */
    bare?: true
  }
}

/** A page's code is loaded when the page is opened, or when a link to it is touched. */
const page = (load: () => Promise<ComponentType>) => lazyRouteComponent(async () => ({ Page: await load() }), 'Page')

const root = createRootRoute({ component: Frame, notFoundComponent: MissingPage })

function Frame() {
  const isBare = useMatches({ select: matches => matches.some(match => match.staticData.bare) })
  return isBare ? (
    <Outlet />
  ) : (
    <Shell>
      <Outlet />
    </Shell>
  )
}

/** Which tab of a page is open; pages name their own tabs. */
const Tab = z.object({ tab: z.string().optional().catch(undefined) })

/** The row or panel whose talk is open. */
const Talk = z.object({ talk: z.string().optional().catch(undefined) })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: page(() => import('../people/home/HomePage.tsx').then(all => all.HomePage)),
})
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  validateSearch: z.object({
    kind: z.string().optional().catch(undefined),
    project: z.string().optional().catch(undefined),
    days: z.number().optional().catch(undefined),
    overdue: z.literal(true).optional().catch(undefined),
  }),
  component: page(() => import('../people/requests/inbox/InboxPage.tsx').then(all => all.InboxPage)),
})
const map = createRoute({
  getParentRoute: () => root,
  path: '/map',
  component: page(() => import('../people/home/MapPage.tsx').then(all => all.MapPage)),
})
const insights = createRoute({
  getParentRoute: () => root,
  path: '/insights',
  validateSearch: z.object({
    project: z.string().optional().catch(undefined),
    days: z.number().optional().catch(undefined),
  }),
  component: page(() => import('../people/insights/InsightsPage.tsx').then(all => all.InsightsPage)),
})
const aboutMe = createRoute({
  getParentRoute: () => root,
  path: '/about-me',
  component: page(() => import('../people/insights/AboutMePage.tsx').then(all => all.AboutMePage)),
})
const newProject = createRoute({
  getParentRoute: () => root,
  path: '/new',
  component: page(() => import('../people/projects/NewProjectPage.tsx').then(all => all.NewProjectPage)),
})
const catalogue = createRoute({
  getParentRoute: () => root,
  path: '/catalogue',
  validateSearch: z.object({
    kind: AssetKind.optional().catch(undefined),
    q: z.string().optional().catch(undefined),
    tag: z.string().optional().catch(undefined),
    owner: z.string().optional().catch(undefined),
    project: z.string().optional().catch(undefined),
    asset: z.string().optional().catch(undefined),
    state: z.enum(['deprecated', 'all']).optional().catch(undefined),
  }),
  component: page(() => import('../assets/catalog/CataloguePage.tsx').then(all => all.CataloguePage)),
})
const asset = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/$id',
  validateSearch: Tab,
  component: page(() => import('../assets/catalog/AssetPage.tsx').then(all => all.AssetPage)),
})
const engines = createRoute({
  getParentRoute: () => root,
  path: '/backbone/engines',
  component: page(() => import('../backbone/engines/EnginesPage.tsx').then(all => all.EnginesPage)),
})
const access = createRoute({
  getParentRoute: () => root,
  path: '/backbone/access',
  validateSearch: Tab,
  component: page(() => import('../backbone/access/AccessPage.tsx').then(all => all.AccessPage)),
})
const audit = createRoute({
  getParentRoute: () => root,
  path: '/backbone/audit',
  validateSearch: z.object({
    person: z.string().optional().catch(undefined),
    project: z.string().optional().catch(undefined),
    verb: z.string().optional().catch(undefined),
    kind: z.string().optional().catch(undefined),
    from: z.iso.date().optional().catch(undefined),
    until: z.iso.date().optional().catch(undefined),
  }),
  component: page(() => import('../backbone/audit/AuditPage.tsx').then(all => all.AuditPage)),
})
const organisation = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: page(() => import('../people/organisation/lines/OrganisationPage.tsx').then(all => all.OrganisationPage)),
})
const roster = createRoute({
  getParentRoute: () => root,
  path: '/people/import',
  component: page(() => import('../people/organisation/roster/RosterPage.tsx').then(all => all.RosterPage)),
})
const hours = createRoute({
  getParentRoute: () => root,
  path: '/people/hours',
  component: page(() => import('../people/organisation/hours/HoursPage.tsx').then(all => all.HoursPage)),
})
const begin = createRoute({
  getParentRoute: () => root,
  path: '/people/begin',
  component: page(() => import('../people/organisation/onboarding/BeginPage.tsx').then(all => all.BeginPage)),
})
const teams = createRoute({
  getParentRoute: () => root,
  path: '/people/teams',
  component: page(() => import('../people/organisation/teams/TeamsPage.tsx').then(all => all.TeamsPage)),
})
const team = createRoute({
  getParentRoute: () => root,
  path: '/people/teams/$id',
  component: page(() => import('../people/organisation/teams/TeamPage.tsx').then(all => all.TeamPage)),
})
const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$id',
  component: page(() => import('../people/organisation/lines/PersonPage.tsx').then(all => all.PersonPage)),
})
const leave = createRoute({
  getParentRoute: () => root,
  path: '/people/$id/leave',
  component: page(() => import('../people/organisation/leaving/LeavingPage.tsx').then(all => all.LeavingPage)),
})
const erase = createRoute({
  getParentRoute: () => root,
  path: '/people/$id/erase',
  component: page(() => import('../people/users/erasure/ErasurePage.tsx').then(all => all.ErasurePage)),
})
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  staticData: { bare: true },
  validateSearch: z.object({ to: z.string().optional().catch(undefined) }),
  component: page(() => import('../people/sessions/SignInPage.tsx').then(all => all.SignInPage)),
})
const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: page(() => import('../people/sessions/WelcomePage.tsx').then(all => all.WelcomePage)),
})

const project = createRoute({ getParentRoute: () => root, path: '/projects/$slug', component: ProjectFrame })
const inProject = { getParentRoute: () => project }

const overview = createRoute({
  ...inProject,
  path: '/',
  validateSearch: Talk,
  component: page(() => import('../projects/story/ProjectPage.tsx').then(all => all.ProjectPage)),
})
const hypotheses = createRoute({
  ...inProject,
  path: 'hypotheses',
  validateSearch: Talk,
  component: page(() => import('../projects/hypotheses/HypothesesPage.tsx').then(all => all.HypothesesPage)),
})
const goals = createRoute({
  ...inProject,
  path: 'goals',
  component: page(() => import('../projects/expectations/GoalsPage.tsx').then(all => all.GoalsPage)),
})
const room = createRoute({
  ...inProject,
  path: 'room',
  component: page(() => import('../projects/expectations/room/RoomPage.tsx').then(all => all.RoomPage)),
})
const note = createRoute({
  ...inProject,
  path: 'note',
  component: page(() => import('../projects/expectations/notes/NotePage.tsx').then(all => all.NotePage)),
})
const datasets = createRoute({
  ...inProject,
  path: 'data',
  component: page(() => import('../assets/datasets/DatasetsPage.tsx').then(all => all.DatasetsPage)),
})
const dataset = createRoute({
  ...inProject,
  path: 'data/$name/$version',
  validateSearch: Tab,
  component: page(() => import('../assets/datasets/DatasetPage.tsx').then(all => all.DatasetPage)),
})
const runs = createRoute({
  ...inProject,
  path: 'runs',
  validateSearch: RunsSearch,
  component: page(() => import('../assets/experiments/RunsPage.tsx').then(all => all.RunsPage)),
})
const compare = createRoute({
  ...inProject,
  path: 'compare',
  validateSearch: CompareSearch,
  component: page(() => import('../assets/experiments/ComparePage.tsx').then(all => all.ComparePage)),
})
const run = createRoute({
  ...inProject,
  path: 'runs/$id',
  validateSearch: RunSearch,
  component: page(() => import('../assets/experiments/RunPage.tsx').then(all => all.RunPage)),
})
const models = createRoute({
  ...inProject,
  path: 'models',
  component: page(() => import('../assets/models/ModelsPage.tsx').then(all => all.ModelsPage)),
})
const model = createRoute({
  ...inProject,
  path: 'models/$name/$version',
  validateSearch: Tab.extend({ file: z.string().max(2_100).optional().catch(undefined) }),
  component: page(() => import('../assets/models/ModelPage.tsx').then(all => all.ModelPage)),
})
const requests = createRoute({
  ...inProject,
  path: 'requests',
  validateSearch: z.object({ state: z.enum(requestStates).optional().catch(undefined) }),
  component: page(() => import('../people/requests/RequestsPage.tsx').then(all => all.RequestsPage)),
})
const scope = createRoute({
  ...inProject,
  path: 'scope',
  component: page(() => import('../projects/charter/ScopePage.tsx').then(all => all.ScopePage)),
})
const shared = createRoute({
  ...inProject,
  path: 'shared',
  component: page(() =>
    import('../assets/catalog/subscriptions/SubscriptionsPage.tsx').then(all => all.SubscriptionsPage),
  ),
})
const charter = createRoute({
  ...inProject,
  path: 'charter',
  component: page(() => import('../projects/charter/CharterPage.tsx').then(all => all.CharterPage)),
})
const handoffs = createRoute({
  ...inProject,
  path: 'handoffs',
  component: page(() => import('../projects/promotions/handoffs/HandoffsPage.tsx').then(all => all.HandoffsPage)),
})
const request = createRoute({
  ...inProject,
  path: 'requests/$id',
  component: page(() => import('../people/requests/RequestPage.tsx').then(all => all.RequestPage)),
})
const endpoints = createRoute({
  ...inProject,
  path: 'endpoints',
  component: page(() => import('../projects/deployments/EndpointsPage.tsx').then(all => all.EndpointsPage)),
})
const endpoint = createRoute({
  ...inProject,
  path: 'endpoints/$name',
  validateSearch: Tab,
  component: page(() => import('../projects/deployments/EndpointPage.tsx').then(all => all.EndpointPage)),
})
const image = createRoute({
  ...inProject,
  path: 'images/$digest',
  component: page(() => import('../assets/images/ImagePage.tsx').then(all => all.ImagePage)),
})
const people = createRoute({
  ...inProject,
  path: 'people',
  component: page(() => import('../people/projects/PeoplePage.tsx').then(all => all.PeoplePage)),
})
const duties = createRoute({
  ...inProject,
  path: 'duties',
  component: page(() => import('../people/insights/DutiesPage.tsx').then(all => all.DutiesPage)),
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
  component: page(() => import('../events/EventsPage.tsx').then(all => all.EventsPage)),
})
const imports = createRoute({
  ...inProject,
  path: 'imports',
  component: page(() => import('../assets/imports/ImportsPage.tsx').then(all => all.ImportsPage)),
})
const settings = createRoute({
  ...inProject,
  path: 'settings',
  component: page(() => import('../people/projects/SettingsPage.tsx').then(all => all.SettingsPage)),
})

const tree = root.addChildren([
  home,
  inbox,
  map,
  insights,
  aboutMe,
  newProject,
  catalogue,
  asset,
  engines,
  access,
  audit,
  organisation,
  roster,
  begin,
  hours,
  teams,
  team,
  person,
  leave,
  erase,
  signIn,
  welcome,
  project.addChildren([
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
  ]),
  ...galleryWhileDeveloping(),
])

/** Every part with invented data, for those who write pages; not in what is shipped. */
function galleryWhileDeveloping() {
  if (!import.meta.env.DEV) return []
  const component = page(() => import('./gallery/GalleryPage.tsx').then(all => all.GalleryPage))
  return [createRoute({ getParentRoute: () => root, path: '/gallery', component })]
}

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
  defaultPendingComponent: PendingPage,
  defaultPendingMs: 150,
  defaultStructuralSharing: true,
  scrollRestoration: true,
})
