import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../../people/context.ts'
import type { portfolioRoutes } from './portfolio.schema.ts'
import { readPortfolio } from './portfolio.service.ts'

export const portfolioHandlers: Handlers<typeof portfolioRoutes, Context> = {
  get: (_, ctx) => readPortfolio(ctx),
}
