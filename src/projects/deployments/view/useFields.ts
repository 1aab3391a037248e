import { useQuery } from '@tanstack/react-query'
import { modelRoutes } from '../../../assets/models/models.schema.ts'
import { firstRowOf } from '../../../assets/models/example.schema.ts'
import { api } from '../../../web/api.ts'
import { useProject } from '../../../web/project.ts'
import type { EndpointDetail } from '../deployments.schema.ts'

type Field = EndpointDetail['fields'][number]

/** The fields, filled from the first row of the example that the live version was logged with; undefined until known. */
export function useFields({ live, fields }: EndpointDetail): readonly Field[] | undefined {
  const { slug } = useProject()
  const { model, version } = live ?? { model: '', version: 0 }
  const query = useQuery({
    queryKey: ['project', slug, 'model', model, version],
    queryFn: ({ signal }) => api(modelRoutes).get({ project: slug, model, version }, { signal }),
    enabled: live !== null,
    staleTime: Infinity,
  })
  if (query.isPending && live) return undefined
  const values = firstRowOf(query.data?.inputExample ?? null)
  return fields.map(field => ({ ...field, example: field.example ?? values.get(field.name) ?? null }))
}
