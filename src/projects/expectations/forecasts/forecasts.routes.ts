import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { forecastRoutes } from './forecasts.schema.ts'
import { keepForecast, pageOfForecasts, readForecast, readOdds, type AfterForecast } from './forecasts.service.ts'

export const forecastHandlers: Handlers<typeof forecastRoutes, Context & { afterForecast: AfterForecast }> = {
  now: (_, ctx) => readForecast(withProject(ctx)),
  odds: ({ by }, ctx) => readOdds(withProject(ctx), by),
  keep: (_, ctx) => keepForecast(withProject(ctx)),
  list: (page, ctx) => pageOfForecasts(withProject(ctx), page),
}
