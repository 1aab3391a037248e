import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../../people/context.ts'
import type { EngineContext } from '../context.ts'
import type { environmentRoutes } from './environments.schema.ts'
import { changeEnvironment, describeEnvironments } from './environments.service.ts'

export const environmentHandlers: Handlers<typeof environmentRoutes, EngineContext> = {
  list: (_, ctx) => describeEnvironments(withProject(ctx)),
  change: (change, ctx) => changeEnvironment(withProject(ctx), change),
}
