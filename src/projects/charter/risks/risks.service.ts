import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { seatHolders } from '../../../people/projects/projects.service.ts'
import type { Seat } from '../../../people/seats.ts'
import type { Risk } from './risks.schema.ts'
import { closeRisk, findRisk, insertRisk, listRisks, type StoredRisk } from './risks.store.ts'

export async function readRisks(
  ctx: ProjectContext,
  page: { state: 'open' | 'closed'; before?: string | undefined; limit: number },
) {
  const risks = await withOwners(ctx, await listRisks(ctx.db, ctx.project.id, page))
  return { risks, next: risks.length === page.limit ? (risks.at(-1)?.id ?? null) : null }
}

export type RiskWish = { kind: 'risk' | 'blocker'; title: string; effect: string; ownerSeat: Seat }

export async function openRisk(ctx: ProjectContext, wish: RiskWish): Promise<Risk> {
  const id = newId('rsk')
  await ctx.db.transaction().execute(async tx => {
    await insertRisk(tx, { ...wish, id, projectId: ctx.project.id, by: ctx.actor.id, now: ctx.clock.now() })
    await append(tx, ctx, {
      verb: 'open',
      object: { kind: 'risk', id },
      payload: { kind: wish.kind, ownerSeat: wish.ownerSeat },
    })
  })
  return riskOf(ctx, id)
}

export async function endRisk(ctx: ProjectContext, id: string, outcome: string): Promise<Risk> {
  const risk = await riskOf(ctx, id)
  await ctx.db.transaction().execute(async tx => {
    const now = ctx.clock.now()
    if (!(await closeRisk(tx, { id, outcome, now }))) throw new AppError('conflict', 'This is closed already')
    const payload = { kind: risk.kind, openMs: now - risk.openedAt }
    await append(tx, ctx, { verb: 'close', object: { kind: 'risk', id }, payload })
  })
  return riskOf(ctx, id)
}

async function riskOf(ctx: ProjectContext, id: string): Promise<Risk> {
  const stored = await findRisk(ctx.db, ctx.project.id, id)
  const [risk] = await withOwners(ctx, stored ? [stored] : [])
  if (!risk) throw notFound('Risk', id)
  return risk
}

async function withOwners(ctx: ProjectContext, risks: readonly StoredRisk[]): Promise<Risk[]> {
  const held = new Set((await seatHolders(ctx)).map(holder => holder.seat))
  return risks.map(risk => ({ ...risk, isOwnerless: !held.has(risk.ownerSeat) }))
}
