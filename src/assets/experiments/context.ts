import type { BackboneContext } from '../../backbone/context.ts'
import { AppError } from '../../kernel/errors.ts'
import type { ProjectRef } from '../../people/context.ts'
import type { Recall } from '../../people/recall.ts'
import type { MetricJournal } from './metrics/journal.ts'
import type { Run } from './runs/run.ts'

/** What services of runs may touch besides. */
export type ExperimentContext = BackboneContext & {
  journal: MetricJournal
  /** runs that scripts log into, for those that log a thousand times a second */
  loggedInto: Recall<Run>
  project: ProjectRef
}

type Owned = { id: string; madeIn: string | null }

/** A step's token writes into its own run and into those that it started, nowhere else. */
export function demandOwnRun(ctx: Pick<ExperimentContext, 'actor'>, run: Owned): void {
  const bound = ctx.actor.token?.runId ?? null
  if (bound === null || bound === run.id || bound === run.madeIn) return
  throw new AppError('forbidden', `This token belongs to run ${bound} and cannot write into run ${run.id}`)
}
