import { queryOptions, useQuery } from '@tanstack/react-query'
import { timelineRoutes } from '../../people/timeline/timeline.schema.ts'
import { api } from '../api.ts'
import { useProject } from '../project.ts'
import { EventTimeline } from './EventTimeline.tsx'
import { Loaded } from './Loaded.tsx'
import { Panel } from './Panel.tsx'

type Thing = { kind: 'run' | 'request'; id: string }

/** What happened to one thing of a project, for pages that wait for all of their parts. */
export const historyQuery = (project: string, { kind, id }: Thing) =>
  queryOptions({
    queryKey: ['project', project, 'events', kind, id],
    queryFn: ({ signal }) => api(timelineRoutes).list({ project, kind, id, limit: 50 }, { signal }),
  })

export function EventHistory({ of, title }: { of: Thing; title: string }) {
  const { slug } = useProject()
  const query = useQuery(historyQuery(slug, of))
  return (
    <Panel title={title}>
      <Loaded query={query}>{({ events }) => <EventTimeline events={events} slug={slug} label={title} />}</Loaded>
    </Panel>
  )
}
