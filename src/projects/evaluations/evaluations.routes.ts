import type { AssetContext } from '../../assets/context.ts'
import type { Handlers } from '../../kernel/contract.ts'
import { withProject } from '../../people/context.ts'
import type { evaluationRoutes } from './evaluations.schema.ts'
import { readEvaluations, startEvaluation } from './evaluations.service.ts'

export const evaluationHandlers: Handlers<typeof evaluationRoutes, AssetContext> = {
  list: (of, ctx) => readEvaluations(withProject(ctx), of),
  start: (wish, ctx) => startEvaluation(withProject(ctx), wish),
}
