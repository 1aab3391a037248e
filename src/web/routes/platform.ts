import { createRoute } from '@tanstack/react-router'
import { z } from 'zod'
import { AssetKind } from '../../assets/catalog/catalog.schema.ts'
import { page, root, Tab } from './root.tsx'

/** The pages that lie in no project. */
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: page(() => import('../../people/home/HomePage.tsx').then(all => all.HomePage)),
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
  component: page(() => import('../../people/requests/inbox/InboxPage.tsx').then(all => all.InboxPage)),
})
const map = createRoute({
  getParentRoute: () => root,
  path: '/map',
  component: page(() => import('../../people/home/MapPage.tsx').then(all => all.MapPage)),
})
const insights = createRoute({
  getParentRoute: () => root,
  path: '/insights',
  validateSearch: z.object({
    project: z.string().optional().catch(undefined),
    days: z.number().optional().catch(undefined),
  }),
  component: page(() => import('../../people/insights/InsightsPage.tsx').then(all => all.InsightsPage)),
})
const aboutMe = createRoute({
  getParentRoute: () => root,
  path: '/about-me',
  component: page(() => import('../../people/insights/AboutMePage.tsx').then(all => all.AboutMePage)),
})
const newProject = createRoute({
  getParentRoute: () => root,
  path: '/new',
  component: page(() => import('../../people/projects/NewProjectPage.tsx').then(all => all.NewProjectPage)),
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
  component: page(() => import('../../assets/catalog/CataloguePage.tsx').then(all => all.CataloguePage)),
})
const asset = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/$id',
  validateSearch: Tab,
  component: page(() => import('../../assets/catalog/AssetPage.tsx').then(all => all.AssetPage)),
})
const engines = createRoute({
  getParentRoute: () => root,
  path: '/backbone/engines',
  component: page(() => import('../../backbone/engines/EnginesPage.tsx').then(all => all.EnginesPage)),
})
const access = createRoute({
  getParentRoute: () => root,
  path: '/backbone/access',
  validateSearch: Tab,
  component: page(() => import('../../backbone/access/AccessPage.tsx').then(all => all.AccessPage)),
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
  component: page(() => import('../../backbone/audit/AuditPage.tsx').then(all => all.AuditPage)),
})
const organisation = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: page(() =>
    import('../../people/organisation/lines/OrganisationPage.tsx').then(all => all.OrganisationPage),
  ),
})
const roster = createRoute({
  getParentRoute: () => root,
  path: '/people/import',
  component: page(() => import('../../people/organisation/roster/RosterPage.tsx').then(all => all.RosterPage)),
})
const hours = createRoute({
  getParentRoute: () => root,
  path: '/people/hours',
  component: page(() => import('../../people/organisation/hours/HoursPage.tsx').then(all => all.HoursPage)),
})
const begin = createRoute({
  getParentRoute: () => root,
  path: '/people/begin',
  component: page(() => import('../../people/organisation/onboarding/BeginPage.tsx').then(all => all.BeginPage)),
})
const teams = createRoute({
  getParentRoute: () => root,
  path: '/people/teams',
  component: page(() => import('../../people/organisation/teams/TeamsPage.tsx').then(all => all.TeamsPage)),
})
const team = createRoute({
  getParentRoute: () => root,
  path: '/people/teams/$id',
  component: page(() => import('../../people/organisation/teams/TeamPage.tsx').then(all => all.TeamPage)),
})
const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$id',
  component: page(() => import('../../people/organisation/lines/PersonPage.tsx').then(all => all.PersonPage)),
})
const leave = createRoute({
  getParentRoute: () => root,
  path: '/people/$id/leave',
  component: page(() => import('../../people/organisation/leaving/LeavingPage.tsx').then(all => all.LeavingPage)),
})
const erase = createRoute({
  getParentRoute: () => root,
  path: '/people/$id/erase',
  component: page(() => import('../../people/users/erasure/ErasurePage.tsx').then(all => all.ErasurePage)),
})
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  staticData: { bare: true },
  validateSearch: z.object({ to: z.string().optional().catch(undefined) }),
  component: page(() => import('../../people/sessions/SignInPage.tsx').then(all => all.SignInPage)),
})
const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: page(() => import('../../people/sessions/WelcomePage.tsx').then(all => all.WelcomePage)),
})

export const platformPages = [
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
]
