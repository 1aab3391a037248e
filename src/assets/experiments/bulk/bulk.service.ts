import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { demandOwnRun } from '../context.ts'
import { activeExperiment, defaultExperiment, experimentOf, findExperiments, view } from '../experiments.service.ts'
import { badValue, keptTag } from '../rules.ts'
import { runNameTag } from '../runs/runs.service.ts'
import { upsertTags } from '../runs/contents/values.store.ts'
import type { BulkAct } from './bulk.schema.ts'
import { listRunsOf, moveRuns, purgeRuns, turnRuns, type BulkRun } from './bulk.store.ts'
import { emptyExperiment } from './trash.worker.ts'

/** Does one thing to many runs of the project, all of them or none; says how many it changed. */
export async function actOnRuns(
  ctx: ProjectContext,
  { runs: ids, act }: { runs: readonly string[]; act: BulkAct },
): Promise<{ changed: number }> {
  const wanted = [...new Set(ids)]
  return ctx.db.transaction().execute(async tx => {
    const runs = await listRunsOf(tx, ctx.project.id, wanted)
    const [missing] = wanted.filter(id => !runs.some(run => run.id === id))
    if (missing !== undefined) throw new AppError('not_found', `Run with id=${missing} not found`)
    for (const run of runs) demandOwnRun(ctx, run)
    const changed = await apply(tx, ctx, { runs, act })
    return { changed: changed.length }
  })
}

type Wish = { runs: readonly BulkRun[]; act: BulkAct }

async function apply(tx: Db, ctx: ProjectContext, { runs, act }: Wish): Promise<readonly BulkRun[]> {
  if (act.kind === 'delete' || act.kind === 'restore') return turn(tx, ctx, { runs, kind: act.kind })
  if (act.kind === 'purge') return purge(tx, ctx, runs)
  const [gone] = runs.filter(run => run.lifecycle !== 'active')
  if (gone) throw badValue(`The run ${gone.id} must be in the 'active' state. Current state is ${gone.lifecycle}.`)
  if (act.kind === 'move') return move(tx, ctx, { runs, experiment: act.experiment })
  if (act.key === runNameTag) throw badValue('This tag is the name of a run; rename runs one by one')
  const tag = keptTag(act)
  for (const run of runs) await upsertTags(tx, run, [tag])
  await tell(tx, ctx, { runs, verb: 'change', payload: { fields: ['tags'] } })
  return runs
}

async function turn(
  tx: Db,
  ctx: ProjectContext,
  { runs, kind }: { runs: readonly BulkRun[]; kind: 'delete' | 'restore' },
): Promise<readonly BulkRun[]> {
  const lifecycle = kind === 'delete' ? 'deleted' : 'active'
  const turned = runs.filter(run => run.lifecycle !== lifecycle)
  if (turned.length === 0) return turned
  await turnRuns(tx, idsOf(turned), { lifecycle, now: ctx.clock.now(), by: ctx.actor.id })
  await tell(tx, ctx, { runs: turned, verb: kind === 'delete' ? 'remove' : 'restore' })
  return turned
}

async function move(
  tx: Db,
  ctx: ProjectContext,
  { runs, experiment }: { runs: readonly BulkRun[]; experiment: string },
): Promise<readonly BulkRun[]> {
  const { id, scope } = await activeExperiment({ ...ctx, db: tx }, experiment)
  const moved = runs.filter(run => run.scope !== scope)
  if (moved.length === 0) return moved
  await moveRuns(tx, idsOf(moved), scope)
  await tell(tx, ctx, { runs: moved, verb: 'change', payload: { fields: ['experiment'], experiment: id } })
  return moved
}

async function purge(tx: Db, ctx: ProjectContext, runs: readonly BulkRun[]): Promise<readonly BulkRun[]> {
  const [active] = runs.filter(run => run.lifecycle === 'active')
  if (active) throw badValue(`The run ${active.id} is not in the trash; delete it first`)
  await purgeRuns(tx, idsOf(runs))
  await tell(tx, ctx, { runs, verb: 'remove', payload: { purged: true } })
  return runs
}

type Told = {
  runs: readonly BulkRun[]
  verb: 'change' | 'remove' | 'restore'
  payload?: Record<string, unknown>
}

async function tell(tx: Db, ctx: ProjectContext, { runs, verb, payload }: Told): Promise<void> {
  for (const { id } of runs) await append(tx, ctx, { verb, object: { kind: 'run', id }, ...(payload && { payload }) })
}

const idsOf = (runs: readonly BulkRun[]) => runs.map(run => run.id)

export async function listExperiments(ctx: ProjectContext) {
  const { experiments } = await findExperiments(ctx, { lifecycles: view.all, limit: 1_000 })
  return {
    experiments: experiments.map(({ id, name, lifecycle }) => ({ id, name, isDeleted: lifecycle === 'deleted' })),
  }
}

/** Takes a deleted experiment out for good, with its runs. */
export async function purgeExperiment(ctx: ProjectContext, id: string): Promise<{ runs: number }> {
  if (ctx.actor.token?.runId) throw new AppError('forbidden', 'The token of a step purges no experiment')
  const experiment = await experimentOf(ctx, id)
  if (experiment.lifecycle !== 'deleted' || experiment.id === defaultExperiment)
    throw new AppError('conflict', `The experiment ${id} is not in the trash`, {
      hint: 'Delete it first; the default experiment stays',
    })
  return emptyExperiment(ctx.db, experiment, { author: ctx, payload: { purged: true } })
}
