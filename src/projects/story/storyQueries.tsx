import { queryOptions } from '@tanstack/react-query'
import { lineageRoutes } from '../../assets/catalog/lineage/lineage.schema.ts'
import { requestRoutes } from '../../people/requests/requests.schema.ts'
import { timelineRoutes } from '../../people/timeline/timeline.schema.ts'
import { api } from '../../web/api.ts'
import { charterRoutes } from '../charter/charter.schema.ts'

/** What the project's first page asks for; every event of the project makes all of it stale. */
export const charterQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'charter'],
    queryFn: ({ signal }) => api(charterRoutes).get({ project }, { signal }),
  })

export const eventsQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'events', 'newest'],
    queryFn: ({ signal }) => api(timelineRoutes).list({ project, limit: 9 }, { signal }),
  })

export const openRequestsQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'requests', 'open'],
    queryFn: ({ signal }) => api(requestRoutes).list({ project, state: 'open', limit: 50 }, { signal }),
  })

/** From what the newest model version was made; null while there is none. */
export const newestLineageQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'lineage', 'newest'],
    queryFn: async ({ signal }) => {
      const wish = { project, verb: 'publish', kind: 'model', limit: 1 }
      const { events } = await api(timelineRoutes).list(wish, { signal })
      const model = events[0]?.object
      if (!model?.version) return null
      const start = { kind: 'model' as const, id: model.id, version: model.version }
      const graph = await api(lineageRoutes).read({ project, ...start }, { signal })
      return { graph, model: { name: model.name, version: model.version } }
    },
  })
