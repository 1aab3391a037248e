import type { Handlers } from '../../kernel/contract.ts'
import { withProject, type Context } from '../../people/context.ts'
import type { hypothesisRoutes } from './hypotheses.schema.ts'
import { hypothesisOf, openHypothesis, settleHypothesis } from './hypotheses.service.ts'
import { listHypotheses } from './hypotheses.store.ts'

export const hypothesisHandlers: Handlers<typeof hypothesisRoutes, Context> = {
  list: async (_, ctx) => ({ hypotheses: await listHypotheses(ctx.db, withProject(ctx).project.id) }),
  create: (wish, ctx) => openHypothesis(withProject(ctx), wish),
  get: ({ hypothesis }, ctx) => hypothesisOf(withProject(ctx), hypothesis),
  close: ({ hypothesis, ...wish }, ctx) => settleHypothesis(withProject(ctx), hypothesis, wish),
}
