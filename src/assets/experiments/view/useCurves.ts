import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useProject } from '../../../web/project.ts'
import { experimentRoutes, type Points, type RunSummary } from '../experiments.schema.ts'

/** Curves by metric, then by run. */
export type Curves = ReadonlyMap<string, ReadonlyMap<string, Points>>

type Wish = {
  keys: readonly string[]
  /** a question for each list of runs: a page of a table asks once, whatever was loaded before it */
  lists: readonly (readonly RunSummary[])[]
  points: number
}

/** The thinned points of some metrics in many runs; asked for again only while one of these runs is running. */
export function useCurves({ keys, lists, points }: Wish): Curves {
  const { slug } = useProject()
  const wishes = keys.flatMap(key => lists.filter(runs => runs.length > 0).map(runs => ({ key, runs })))
  const answers = useQueries({
    queries: wishes.map(({ key, runs }) => {
      const ids = runs.map(run => run.id).join(',')
      return {
        queryKey: ['project', slug, 'series', key, points, ids],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          api(experimentRoutes).bulkSeries({ project: slug, runs: ids, key, points }, { signal }),
        placeholderData: keepPreviousData,
        refetchInterval: runs.some(isRunning) ? 2000 : false,
      } as const
    }),
  })
  const curves = new Map<string, Map<string, Points>>(keys.map(key => [key, new Map()]))
  answers.forEach(({ data }, at) => {
    for (const one of data?.series ?? []) curves.get(wishes[at]?.key ?? '')?.set(one.run, one)
  })
  return curves
}

export const isRunning = ({ status }: RunSummary) => status === 'RUNNING'
