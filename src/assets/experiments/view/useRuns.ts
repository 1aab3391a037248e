import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../../web/api.ts'
import { useProject } from '../../../web/project.ts'
import { experimentRoutes, type RunSummary } from '../experiments.schema.ts'
import { fieldOf, keysOf, type Key } from './runs.look.ts'

type Asked = { slug: string; filter: string; trash: true | undefined }
const trashOf = (trash: true | undefined) => (trash ? ({ trash: 'true' } as const) : {})

/** How many runs there are, and how many of them satisfy the filter. */
export function useCount({ slug, filter, trash }: Asked) {
  const { data } = useQuery({
    queryKey: ['project', slug, 'run-count', filter, trash],
    queryFn: ({ signal }) =>
      api(experimentRoutes).count({ project: slug, ...(filter && { filter }), ...trashOf(trash) }, { signal }),
    placeholderData: keepPreviousData,
  })
  return data
}

/** runs of a page of the list */
export const pageSize = 100

export function useRuns({ slug, filter, order, trash }: Asked & { order: string }) {
  return useInfiniteQuery({
    queryKey: ['project', slug, 'runs', filter, order, trash],
    queryFn: ({ signal, pageParam }) =>
      api(experimentRoutes).list(
        {
          project: slug,
          limit: pageSize,
          ...trashOf(trash),
          ...(filter && { filter }),
          ...(order && { orderBy: order }),
          ...(pageParam && { after: pageParam }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    placeholderData: keepPreviousData,
  })
}

/** Which metrics, params and tags the runs of the project have. */
export function useRunKeys() {
  const { slug } = useProject()
  return useQuery({
    queryKey: ['project', slug, 'run-keys'],
    queryFn: ({ signal }) => api(experimentRoutes).keys({ project: slug }, { signal }),
  }).data
}

/** Metrics and params of the whole project: those of the first page in the order of reading, then the others. */
export function useAllKeys(first: readonly RunSummary[]): Key[] {
  const data = useRunKeys()
  return useMemo(() => {
    const known = keysOf(first)
    const ids = new Set(known.map(({ id }) => id))
    const of = (kind: Key['kind']) => (key: string) => ({ id: fieldOf(kind, key), kind, key })
    const others = [...(data?.metrics ?? []).map(of('metrics')), ...(data?.params ?? []).map(of('params'))]
    return [...known, ...others.filter(({ id }) => !ids.has(id))]
  }, [first, data])
}
