import type { BackboneContext } from '../../backbone/context.ts'
import type { Handlers } from '../../kernel/contract.ts'
import { withProject } from '../../people/context.ts'
import { listModelSummaries, openVersionFile, readModel, readVersionDetail } from './models.pages.ts'
import type { modelRoutes } from './models.schema.ts'

export const modelHandlers: Handlers<typeof modelRoutes, BackboneContext> = {
  list: (page, ctx) => listModelSummaries(withProject(ctx), page),
  versions: ({ model }, ctx) => readModel(withProject(ctx), model),
  get: (at, ctx) => readVersionDetail(withProject(ctx), at),
  file: (at, ctx) => openVersionFile(withProject(ctx), at),
}
