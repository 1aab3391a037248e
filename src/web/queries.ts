import { QueryClient, queryOptions } from '@tanstack/react-query'
import { deprecationRoutes } from '../assets/catalog/deprecation/deprecation.schema.ts'
import { AppError } from '../kernel/errors.ts'
import { homeRoutes } from '../people/home/home.schema.ts'
import { joiningRoutes } from '../people/organisation/joining/joining.schema.ts'
import { organisationRoutes } from '../people/organisation/organisation.schema.ts'
import { projectRoutes } from '../people/projects/projects.schema.ts'
import { sessionRoutes } from '../people/sessions/sessions.schema.ts'
import { promiseRoutes } from '../projects/expectations/promises/promises.schema.ts'
import { demoRoutes } from '../projects/demo/demo.schema.ts'
import { gateRoutes } from '../projects/gates/gates.schema.ts'
import { alarmRoutes } from '../projects/story/alarms/alarms.schema.ts'
import { portfolioRoutes } from '../projects/story/portfolio/portfolio.schema.ts'
import { api } from './api.ts'

/**
 * What the shell and many pages ask for. A key that starts with `['project', slug]` is made stale by every event of that
 * project, the keys in `followers` by any event of mine; nothing is polled.
 */
export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: ({ signal }) => api(sessionRoutes).me({}, { signal }),
    staleTime: Infinity,
  })

export const organisationQuery = () =>
  queryOptions({
    queryKey: ['organisation'],
    queryFn: ({ signal }) => api(organisationRoutes).get({}, { signal }),
    staleTime: Infinity,
  })

export const deskQuery = () =>
  queryOptions({ queryKey: ['desk'], queryFn: ({ signal }) => api(homeRoutes).desk({}, { signal }) })

/** Promises in danger of the projects that I manage. */
export const noticesQuery = () =>
  queryOptions({ queryKey: ['desk', 'notices'], queryFn: ({ signal }) => api(promiseRoutes).notices({}, { signal }) })

/** Deprecated assets that my projects took lately. */
export const endingsQuery = () =>
  queryOptions({
    queryKey: ['desk', 'endings'],
    queryFn: ({ signal }) => api(deprecationRoutes).list({ limit: 20 }, { signal }),
  })

/** What to do first in a seat that was taken lately. */
export const stepsQuery = () =>
  queryOptions({ queryKey: ['desk', 'first-steps'], queryFn: ({ signal }) => api(joiningRoutes).steps({}, { signal }) })

export const crewsQuery = () =>
  queryOptions({ queryKey: ['crews'], queryFn: ({ signal }) => api(homeRoutes).crews({}, { signal }) })

export const portfolioQuery = () =>
  queryOptions({ queryKey: ['portfolio'], queryFn: ({ signal }) => api(portfolioRoutes).get({}, { signal }) })

/** What is stuck in a project, or in all that I see. */
export const alarmsQuery = (slug?: string) =>
  queryOptions({
    queryKey: slug === undefined ? ['portfolio', 'alarms'] : ['project', slug, 'alarms'],
    queryFn: ({ signal }) =>
      slug === undefined
        ? api(alarmRoutes).all({}, { signal })
        : api(alarmRoutes).project({ project: slug }, { signal }),
  })

/** How far the demo is that the platform makes for itself. */
export const demoQuery = () =>
  queryOptions({
    queryKey: ['demo'],
    queryFn: ({ signal }) => api(demoRoutes).get({}, { signal }),
    // its steps are no events of a project, so nothing else would say that one has ended
    refetchInterval: query => (query.state.data?.state === 'running' ? 1_500 : false),
  })

/** Whether there is a simulated organisation, and how far it is. */
export const demoOrganisationQuery = () =>
  queryOptions({
    queryKey: ['demo', 'organisation'],
    queryFn: ({ signal }) => api(demoRoutes).organisation({}, { signal }),
    // no event of a project says how far it is
    refetchInterval: query => (query.state.data?.state === 'making' ? 1_000 : false),
  })

export const projectQuery = (slug: string) =>
  queryOptions({
    queryKey: ['project', slug, 'detail'],
    queryFn: ({ signal }) => api(projectRoutes).get({ project: slug }, { signal }),
  })

/** Stage, gates with their evidence, and the crew. */
export const courseQuery = (slug: string) =>
  queryOptions({
    queryKey: ['project', slug, 'course'],
    queryFn: ({ signal }) => api(gateRoutes).course({ project: slug }, { signal }),
  })

/** What is read over all projects: any event of mine may have changed it. */
export const followers = [
  ['desk'],
  ['portfolio'],
  ['crews'],
  ['catalogue'],
  ['engines'],
  ['audit'],
  ['users'],
  ['teams'],
  ['lines'],
] as const

/** Tries again only where that can help: when the server was not reached. */
export const makeQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: true,
        networkMode: 'always',
        retry: (tries, error) => tries < 2 && error instanceof AppError && error.code === 'unavailable',
      },
      mutations: { networkMode: 'always' },
    },
  })
