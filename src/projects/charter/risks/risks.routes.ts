import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { riskRoutes } from './risks.schema.ts'
import { endRisk, openRisk, readRisks } from './risks.service.ts'

export const riskHandlers: Handlers<typeof riskRoutes, Context> = {
  list: (page, ctx) => readRisks(withProject(ctx), page),
  open: (wish, ctx) => openRisk(withProject(ctx), wish),
  close: ({ risk, outcome }, ctx) => endRisk(withProject(ctx), risk, outcome),
}
