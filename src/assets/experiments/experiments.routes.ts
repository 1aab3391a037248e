import type { BackboneContext } from '../../backbone/context.ts'
import type { Handlers } from '../../kernel/contract.ts'
import { withProject } from '../../people/context.ts'
import { compareRuns, listRunSummaries, readBulkSeries, readRunDetail, readSeries } from './experiments.pages.ts'
import type { experimentRoutes } from './experiments.schema.ts'
import { groupRuns, runKeys } from './runs/finding/groups.service.ts'
import { writeNote } from './runs/note.service.ts'
import { countRuns } from './runs/finding/search.service.ts'

export const experimentHandlers: Handlers<typeof experimentRoutes, BackboneContext> = {
  list: (query, ctx) => listRunSummaries(withProject(ctx), query),
  count: (query, ctx) => countRuns(withProject(ctx), query),
  keys: (_, ctx) => runKeys(withProject(ctx)),
  groups: (query, ctx) => groupRuns(withProject(ctx), query),
  compare: ({ runs }, ctx) => compareRuns(withProject(ctx), runs),
  bulkSeries: (wish, ctx) => readBulkSeries(withProject(ctx), wish),
  get: ({ run }, ctx) => readRunDetail(withProject(ctx), run),
  note: (wish, ctx) => writeNote(withProject(ctx), wish),
  series: (wish, ctx) => readSeries(withProject(ctx), wish),
}
