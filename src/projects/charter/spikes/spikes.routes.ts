import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { spikeRoutes } from './spikes.schema.ts'
import { endSpike, readSpikes, startSpike } from './spikes.service.ts'

export const spikeHandlers: Handlers<typeof spikeRoutes, Context> = {
  list: (page, ctx) => readSpikes(withProject(ctx), page),
  start: (wish, ctx) => startSpike(withProject(ctx), wish),
  close: ({ spike, ...wish }, ctx) => endSpike(withProject(ctx), spike, wish),
}
