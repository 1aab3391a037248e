import type { Handlers } from '../../kernel/contract.ts'
import { withProject } from '../context.ts'
import type { timelineRoutes } from './timeline.schema.ts'
import { followMine, followProject, readTimeline, type TimelineContext } from './timeline.service.ts'

export const timelineHandlers: Handlers<typeof timelineRoutes, TimelineContext> = {
  list: (query, ctx) => readTimeline(withProject(ctx), query),
  stream: ({ after }, ctx) => followProject(withProject(ctx), after),
  mine: ({ after }, ctx) => followMine(ctx, after),
}
