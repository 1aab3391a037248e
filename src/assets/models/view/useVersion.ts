import { useQuery } from '@tanstack/react-query'
import { requestRoutes, type Request } from '../../../people/requests/requests.schema.ts'
import { evaluationRoutes } from '../../../projects/evaluations/evaluations.schema.ts'
import { api } from '../../../web/api.ts'
import { useProject } from '../../../web/project.ts'
import { modelRoutes, type ModelVersion } from '../models.schema.ts'

export function useVersion(model: string, version: number) {
  const { slug } = useProject()
  return useQuery({
    queryKey: ['project', slug, 'model', model, version],
    queryFn: ({ signal }) => api(modelRoutes).get({ project: slug, model, version }, { signal }),
    enabled: version > 0,
  })
}

export function useVersions(model: string) {
  const { slug } = useProject()
  return useQuery({
    queryKey: ['project', slug, 'model', model],
    queryFn: ({ signal }) => api(modelRoutes).versions({ project: slug, model }, { signal }),
  })
}

/** The latest request to promote this version; undefined when nobody asked. */
export function usePromotion(of: ModelVersion) {
  const { slug } = useProject()
  return useQuery({
    queryKey: ['project', slug, 'requests', 'promotion'],
    queryFn: ({ signal }) => api(requestRoutes).list({ project: slug, kind: 'promotion', limit: 200 }, { signal }),
    select: ({ requests }) => ({
      latest: requests.filter(isAbout(of)).toSorted((a, b) => b.createdAt - a.createdAt)[0],
    }),
  })
}

const isAbout =
  ({ model, assetId, version }: ModelVersion) =>
  ({ subject }: Request) =>
    (subject.id === model || subject.id === assetId) && subject.version === String(version)

/** The request of `usePromotion` with its evidence; not asked for when there is none. */
export function usePromotionRequest(of: ModelVersion) {
  const { slug } = useProject()
  const id = usePromotion(of).data?.latest?.id
  return useQuery({
    queryKey: ['project', slug, 'request', id],
    queryFn: ({ signal }) => api(requestRoutes).get({ project: slug, request: id ?? '' }, { signal }),
    enabled: id !== undefined,
  })
}

/** What was judged of this version, the newest first. */
export function useEvaluations({ model, version }: ModelVersion) {
  const { slug } = useProject()
  return useQuery({
    queryKey: ['project', slug, 'model', model, version, 'evaluations'],
    queryFn: ({ signal }) => api(evaluationRoutes).list({ project: slug, model, version }, { signal }),
    select: ({ evaluations }) => evaluations.toSorted((a, b) => b.createdAt - a.createdAt),
  })
}
