import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { AssetContext } from '../../context.ts'
import type { launchRoutes } from './launches.schema.ts'
import { launchRun, readRepetition, rerunRun, type FindHypothesis } from './launches.service.ts'

export const launchHandlers: Handlers<
  typeof launchRoutes,
  Context & AssetContext & { findHypothesis: FindHypothesis }
> = {
  start: (launch, ctx) => launchRun(withProject(ctx), launch),
  rerun: ({ run }, ctx) => rerunRun(withProject(ctx), run),
  repetition: ({ run }, ctx) => readRepetition(withProject(ctx), run),
}
