import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../context.ts'
import type { joiningRoutes } from './joining.schema.ts'
import { bringIn, hideFirstSteps, readFirstSteps } from './joining.service.ts'

export const joiningHandlers: Handlers<typeof joiningRoutes, Context> = {
  steps: (_, ctx) => readFirstSteps(ctx),
  hide: (_, ctx) => hideFirstSteps(withProject(ctx)),
  join: (wish, ctx) => bringIn(ctx, wish),
}
