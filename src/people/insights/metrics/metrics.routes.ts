import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { metricRoutes } from './metrics.schema.ts'
import { listMetrics, readAboutMe, switchMetric } from './metrics.service.ts'

export const metricHandlers: Handlers<typeof metricRoutes, Context> = {
  list: (_, ctx) => listMetrics(ctx),
  change: (wish, ctx) => switchMetric(ctx, wish),
  aboutMe: (_, ctx) => readAboutMe(ctx),
}
