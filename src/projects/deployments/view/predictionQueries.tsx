import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { predictionRoutes, type Span } from '../predictions/predictions.schema.ts'

/** Predictions are no events of the project: what is kept every two seconds is asked for again. */
const every = 5_000

export const historyQuery = (project: string, { endpoint, span }: { endpoint: string; span: Span }) =>
  queryOptions({
    queryKey: ['project', project, 'endpoint', endpoint, 'traffic', span],
    queryFn: ({ signal }) => api(predictionRoutes).history({ project, endpoint, span }, { signal }),
    refetchInterval: every,
    placeholderData: keepPreviousData,
  })

export const predictionsQuery = (project: string, endpoint: string) =>
  queryOptions({
    queryKey: ['project', project, 'endpoint', endpoint, 'predictions'],
    queryFn: ({ signal }) => api(predictionRoutes).predictions({ project, endpoint, limit: 10 }, { signal }),
    refetchInterval: every,
  })
