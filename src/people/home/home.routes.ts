import type { Handlers } from '../../kernel/contract.ts'
import type { Context } from '../context.ts'
import type { homeRoutes } from './home.schema.ts'
import { readCrews, readDesk } from './home.service.ts'

export const homeHandlers: Handlers<typeof homeRoutes, Context> = {
  desk: (_, ctx) => readDesk(ctx),
  crews: (_, ctx) => readCrews(ctx),
}
