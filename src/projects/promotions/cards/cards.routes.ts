import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../../people/context.ts'
import type { DeploymentContext } from '../../deployments/deployments.service.ts'
import type { cardRoutes } from './cards.schema.ts'
import { cardFile, readCard, writeParts } from './cards.service.ts'

type CardContext = Omit<DeploymentContext, 'project'>

export const cardHandlers: Handlers<typeof cardRoutes, CardContext> = {
  get: (at, ctx) => readCard(withProject(ctx), at),
  write: ({ model, purpose, limits, licence }, ctx) =>
    writeParts(withProject(ctx), model, { purpose, limits, licence }),
  file: (at, ctx) => cardFile(withProject(ctx), at),
}
