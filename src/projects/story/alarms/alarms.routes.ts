import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../../people/context.ts'
import type { TimelineContext } from '../../../people/timeline/timeline.service.ts'
import type { alarmRoutes } from './alarms.schema.ts'
import { readAlarms, readProjectAlarms } from './alarms.service.ts'

export const alarmHandlers: Handlers<typeof alarmRoutes, TimelineContext> = {
  all: (_, ctx) => readAlarms(ctx),
  project: (_, ctx) => readProjectAlarms(withProject(ctx)),
}
