import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { handoffRoutes } from './handoffs.schema.ts'
import { readHandoffDesk } from './handoffs.service.ts'

export const handoffHandlers: Handlers<typeof handoffRoutes, Context> = {
  desk: (wish, ctx) => readHandoffDesk(withProject(ctx), wish),
}
