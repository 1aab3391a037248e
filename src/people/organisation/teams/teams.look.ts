import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { teamRoutes } from './teams.schema.ts'

/** A team as its page and its dialogs ask for it. */
export const teamQuery = (id: string) =>
  queryOptions({
    queryKey: ['teams', 'one', id],
    queryFn: ({ signal }) => api(teamRoutes).get({ team: id }, { signal }),
  })

/** All names, for a choice. */
export const teamsQuery = () =>
  queryOptions({
    queryKey: ['teams', 'all'],
    queryFn: ({ signal }) => api(teamRoutes).list({ limit: 500 }, { signal }),
  })
