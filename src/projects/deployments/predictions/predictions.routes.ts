import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../../people/context.ts'
import type { DeploymentBase } from '../deployments.service.ts'
import type { predictionRoutes } from './predictions.schema.ts'
import { readHistory, readPredictions } from './predictions.service.ts'

export const predictionHandlers: Handlers<typeof predictionRoutes, DeploymentBase> = {
  history: ({ endpoint, span }, ctx) => readHistory(withProject(ctx), endpoint, span),
  predictions: ({ endpoint, limit }, ctx) => readPredictions(withProject(ctx), endpoint, limit),
}
