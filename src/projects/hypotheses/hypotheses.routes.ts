import type { Handlers } from '../../kernel/contract.ts'
import { withProject, type Context } from '../../people/context.ts'
import type { hypothesisRoutes } from './hypotheses.schema.ts'
import { hypothesisOf, openHypothesis, readHypotheses, settleHypothesis } from './hypotheses.service.ts'
import { triedBefore } from './tried.service.ts'

export const hypothesisHandlers: Handlers<typeof hypothesisRoutes, Context> = {
  tried: (wish, ctx) => triedBefore(ctx, wish),
  list: (page, ctx) => readHypotheses(withProject(ctx), page),
  create: (wish, ctx) => openHypothesis(withProject(ctx), wish),
  get: ({ hypothesis }, ctx) => hypothesisOf(withProject(ctx), hypothesis),
  close: ({ hypothesis, ...wish }, ctx) => settleHypothesis(withProject(ctx), hypothesis, wish),
}
