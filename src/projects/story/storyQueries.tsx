import { queryOptions } from '@tanstack/react-query'
import { lineageRoutes, type LineageRef } from '../../assets/catalog/lineage/lineage.schema.ts'
import { modelRoutes } from '../../assets/models/models.schema.ts'
import { requestRoutes } from '../../people/requests/requests.schema.ts'
import { timelineRoutes } from '../../people/timeline/timeline.schema.ts'
import { api } from '../../web/api.ts'
import { charterRoutes } from '../charter/charter.schema.ts'
import { deploymentRoutes } from '../deployments/deployments.schema.ts'

/** What the project's first page asks for; every event of the project makes all of it stale. */
export const charterQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'charter'],
    queryFn: ({ signal }) => api(charterRoutes).get({ project }, { signal }),
  })

export const eventsQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'events', 'newest'],
    queryFn: ({ signal }) => api(timelineRoutes).list({ project, limit: 6 }, { signal }),
  })

export const openRequestsQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'requests', 'open'],
    queryFn: ({ signal }) => api(requestRoutes).list({ project, state: 'open', limit: 50 }, { signal }),
  })

/** From data to what answers now; else to the newest model version; null while there is neither. */
export const lineageQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'lineage', 'whole'],
    queryFn: async ({ signal }) => {
      const end = (await liveEndpoint(project, signal)) ?? (await newestVersion(project, signal))
      return end && { end, graph: await api(lineageRoutes).read({ project, ...end.start }, { signal }) }
    },
  })

type End = { start: LineageRef; kind: string; name: string; version: string | null }

async function liveEndpoint(project: string, signal: AbortSignal): Promise<End | null> {
  const { endpoints } = await api(deploymentRoutes).list({ project }, { signal })
  const live = endpoints.findLast(endpoint => endpoint.live !== null)
  if (!live) return null
  return { start: { kind: 'endpoint', id: live.id, version: '' }, kind: 'endpoint', name: live.name, version: null }
}

async function newestVersion(project: string, signal: AbortSignal): Promise<End | null> {
  const { models } = await api(modelRoutes).list({ project, limit: 100 }, { signal })
  const [newest] = models.filter(model => model.lastVersion > 0).toSorted((a, b) => b.updatedAt - a.updatedAt)
  if (!newest) return null
  const { assetId: id, name, lastVersion } = newest
  const version = String(lastVersion)
  return { start: { kind: 'model', id, version }, kind: 'model', name, version }
}
