import type { BackboneContext } from '../../../backbone/context.ts'
import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../../people/context.ts'
import type { bulkRoutes } from './bulk.schema.ts'
import { actOnRuns, listExperiments, purgeExperiment } from './bulk.service.ts'
import { dropView, runViews, saveView } from './views.service.ts'

export const bulkHandlers: Handlers<typeof bulkRoutes, BackboneContext> = {
  act: (wish, ctx) => actOnRuns(withProject(ctx), wish),
  experiments: (_, ctx) => listExperiments(withProject(ctx)),
  purgeExperiment: ({ experiment }, ctx) => purgeExperiment(withProject(ctx), experiment),
  views: (_, ctx) => runViews(withProject(ctx)),
  saveView: (wish, ctx) => saveView(withProject(ctx), wish),
  dropView: ({ view }, ctx) => dropView(withProject(ctx), view),
}
