import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { modelRoutes } from '../../../assets/models/models.schema.ts'
import { api } from '../../../web/api.ts'
import { useProject } from '../../../web/project.ts'
import type { EndpointDetail } from '../deployments.schema.ts'

/** A table as MLflow keeps the example that was logged with a model. */
const Split = z.object({ columns: z.array(z.string()), data: z.array(z.array(z.unknown())).min(1) })

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

/** Nothing where the example has another form than a table: it only fills fields, and they can be typed. */
function firstRowOf(example: string | null): Map<string, unknown> {
  const { success, data } = Split.safeParse(example === null ? null : parsed(example))
  const row = data?.data[0] ?? []
  return new Map(success ? data.columns.map((name, at) => [name, row[at]]) : [])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // a model may be logged with an example that is not JSON
    if (error instanceof SyntaxError) return null
    throw error
  }
}
