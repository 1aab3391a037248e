import { append } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Context, ProjectContext } from '../../people/context.ts'
import { nextAfter, type PageAfter } from '../../people/shapes.ts'
import type { Hypothesis } from './hypotheses.schema.ts'
import {
  closeHypothesis,
  findHypothesis,
  hypothesisTimes,
  insertHypothesis,
  listHypotheses,
  type NewHypothesis,
} from './hypotheses.store.ts'

export const hypothesisTimesIn = (ctx: Pick<Context, 'db'>, projectIds: readonly string[]) =>
  hypothesisTimes(ctx.db, projectIds)

export type HypothesisWish = Omit<NewHypothesis, 'id' | 'projectId' | 'by' | 'now'>

export async function openHypothesis(ctx: ProjectContext, wish: HypothesisWish): Promise<Hypothesis> {
  const id = newId('hyp')
  return ctx.db.transaction().execute(async tx => {
    await insertHypothesis(tx, { ...wish, id, projectId: ctx.project.id, by: ctx.actor.id, now: ctx.clock.now() })
    await append(tx, ctx, { verb: 'open', object: { kind: 'hypothesis', id }, hypothesis: id })
    return hypothesisOf({ ...ctx, db: tx }, id)
  })
}

export async function readHypotheses(ctx: ProjectContext, page: PageAfter) {
  const hypotheses = await listHypotheses(ctx.db, ctx.project.id, page)
  return { hypotheses, next: nextAfter(hypotheses, page.limit, ({ number }) => String(number)) }
}

export async function settleHypothesis(
  ctx: ProjectContext,
  ref: string,
  wish: { state: 'validated' | 'refuted' | 'inconclusive'; outcome: string; runs: string[] },
): Promise<Hypothesis> {
  const { id } = await hypothesisOf(ctx, ref)
  return ctx.db.transaction().execute(async tx => {
    const isFirst = await closeHypothesis(tx, { id, ...wish, now: ctx.clock.now() })
    if (!isFirst) throw new AppError('conflict', 'This hypothesis is closed already; open a new one to ask again')
    await append(tx, ctx, {
      verb: 'close',
      object: { kind: 'hypothesis', id },
      hypothesis: id,
      payload: { state: wish.state, runs: wish.runs },
    })
    return hypothesisOf({ ...ctx, db: tx }, id)
  })
}

export async function hypothesisOf(ctx: ProjectContext, ref: string): Promise<Hypothesis> {
  const found = await findHypothesis(ctx.db, ctx.project.id, ref)
  if (!found) throw notFound('Hypothesis', ref)
  return found
}
