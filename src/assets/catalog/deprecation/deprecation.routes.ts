import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../../people/context.ts'
import type { deprecationRoutes } from './deprecation.schema.ts'
import { readEndingUses } from './deprecation.service.ts'

export const deprecationHandlers: Handlers<typeof deprecationRoutes, Context> = {
  list: (page, ctx) => readEndingUses(ctx, page),
}
