import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../../people/context.ts'
import type { TimelineContext } from '../../../people/timeline/timeline.service.ts'
import type { lineageRoutes } from './lineage.schema.ts'
import { readLineage } from './lineage.service.ts'

export const lineageHandlers: Handlers<typeof lineageRoutes, TimelineContext> = {
  read: (ref, ctx) => readLineage(withProject(ctx), ref),
}
