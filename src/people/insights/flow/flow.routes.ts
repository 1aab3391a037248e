import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../context.ts'
import type { TimelineContext } from '../../timeline/timeline.service.ts'
import type { flowRoutes } from './flow.schema.ts'
import { listWaits, readFlow, readProjectFlow } from './flow.service.ts'

export const flowHandlers: Handlers<typeof flowRoutes, TimelineContext> = {
  portfolio: (query, ctx) => readFlow(ctx, query),
  project: (query, ctx) => readProjectFlow(withProject(ctx), query),
  waits: (query, ctx) => listWaits(withProject(ctx), query),
}
