import type { Handlers } from '../../kernel/contract.ts'
import { withProject } from '../context.ts'
import type { timelineRoutes } from './timeline.schema.ts'
import { readNews } from './news.service.ts'
import { followMine, followProject, readSealed, readTimeline, type TimelineContext } from './timeline.service.ts'

export const timelineHandlers: Handlers<typeof timelineRoutes, TimelineContext> = {
  list: (query, ctx) => readTimeline(withProject(ctx), query),
  sealed: (page, ctx) => readSealed(withProject(ctx), page),
  news: ({ project }, ctx) => readNews(ctx, project),
  stream: ({ after }, ctx) => followProject(withProject(ctx), after),
  mine: ({ after }, ctx) => followMine(ctx, after),
}
