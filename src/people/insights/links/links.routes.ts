import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../context.ts'
import type { TimelineContext } from '../../timeline/timeline.service.ts'
import type { linkRoutes } from './links.schema.ts'
import { readLinks } from './links.service.ts'

export const linkHandlers: Handlers<typeof linkRoutes, TimelineContext> = {
  get: (_, ctx) => readLinks(withProject(ctx)),
}
