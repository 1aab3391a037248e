import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../../people/context.ts'
import type { EngineContext } from '../context.ts'
import { followLog, openLogFile, readLogText } from './attempts.log.ts'
import type { attemptRoutes, engineRoutes } from './attempts.schema.ts'
import { cancelAttempt, describeEngines, readAttempt, searchAttempts } from './attempts.service.ts'

export const attemptHandlers: Handlers<typeof attemptRoutes, EngineContext> = {
  list: (filter, ctx) => searchAttempts(withProject(ctx), filter),
  get: ({ attempt }, ctx) => readAttempt(withProject(ctx), attempt),
  log: (wish, ctx) => readLogText(withProject(ctx), wish),
  logFile: ({ attempt }, ctx) => openLogFile(withProject(ctx), attempt),
  logStream: (wish, ctx) => followLog(withProject(ctx), wish),
  cancel: ({ attempt }, ctx) => cancelAttempt(withProject(ctx), attempt),
}

export const engineHandlers: Handlers<typeof engineRoutes, EngineContext> = {
  list: (_, ctx) => describeEngines(ctx),
}
