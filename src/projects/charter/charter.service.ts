import { append } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Context, ProjectContext } from '../../people/context.ts'
import { requestsOfKind } from '../../people/requests/requests.service.ts'
import type { Charter, Kpi } from './charter.schema.ts'
import {
  findKpi,
  insertKpi,
  insertKpiValue,
  kpisOf,
  readCharter,
  saveCharter,
  updateKpi,
  type KpiFields,
} from './charter.store.ts'

export const charterOf = (ctx: ProjectContext) => readCharter(ctx.db, ctx.project.id)
export const kpisIn = (ctx: Pick<Context, 'db'>, projectIds: readonly string[]) => kpisOf(ctx.db, projectIds)

export async function writeCharter(ctx: ProjectContext, wish: { goal: string; scope: string }): Promise<Charter> {
  return ctx.db.transaction().execute(async tx => {
    const before = await readCharter(tx, ctx.project.id)
    await saveCharter(tx, { projectId: ctx.project.id, ...wish, now: ctx.clock.now() })
    const verb = before.updatedAt === null ? 'create' : before.scope === wish.scope ? 'change' : 'scope-change'
    await append(tx, ctx, {
      verb,
      object: { kind: 'charter', id: ctx.project.id },
      payload: { hasGoal: wish.goal !== '', hasScope: wish.scope !== '' },
    })
    return readCharter(tx, ctx.project.id)
  })
}

/** The scope as it stands, with the changes that the stakeholder's seat accepted. */
export async function readScope(ctx: ProjectContext) {
  const { scope } = await readCharter(ctx.db, ctx.project.id)
  const asked = await requestsOfKind(ctx, { kind: 'scope-change', since: 0 })
  return { scope, changes: asked.filter(one => one.state === 'accepted') }
}

export async function addKpi(ctx: ProjectContext, wish: KpiFields): Promise<Kpi> {
  demandWay(wish)
  const id = newId('kpi')
  return ctx.db.transaction().execute(async tx => {
    await insertKpi(tx, { ...wish, id, projectId: ctx.project.id, now: ctx.clock.now() })
    await append(tx, ctx, {
      verb: 'create',
      object: { kind: 'kpi', id },
      payload: { baseline: wish.baseline, target: wish.target, targetDate: wish.targetDate },
    })
    return kpiOf({ ...ctx, db: tx }, id)
  })
}

type Maybe<T> = { [K in keyof T]?: T[K] | undefined }

export async function changeKpi(ctx: ProjectContext, id: string, change: Maybe<KpiFields>): Promise<Kpi> {
  return ctx.db.transaction().execute(async tx => {
    const before = await kpiOf({ ...ctx, db: tx }, id)
    const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const after = { ...before, ...said }
    demandWay(after)
    await updateKpi(tx, id, after)
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'kpi', id },
      payload: { baseline: after.baseline, target: after.target, targetDate: after.targetDate },
    })
    return kpiOf({ ...ctx, db: tx }, id)
  })
}

export type ValueWish = {
  value: number
  at?: number | undefined
  low?: number | undefined
  high?: number | undefined
  n?: number | undefined
  note: string
}

export async function recordKpi(ctx: ProjectContext, id: string, wish: ValueWish): Promise<Kpi> {
  const at = wish.at ?? ctx.clock.now()
  if (at > ctx.clock.now() + 60_000) throw new AppError('bad_request', 'A KPI value cannot be dated in the future')
  return ctx.db.transaction().execute(async tx => {
    await kpiOf({ ...ctx, db: tx }, id)
    await insertKpiValue(tx, id, {
      at,
      value: wish.value,
      low: wish.low ?? null,
      high: wish.high ?? null,
      n: wish.n ?? null,
      source: ctx.source,
      note: wish.note,
    })
    await append(tx, ctx, { verb: 'kpi-value', object: { kind: 'kpi', id }, payload: { value: wish.value, at } })
    return kpiOf({ ...ctx, db: tx }, id)
  })
}

/** A target on the wrong side of the baseline is a slip of the pen. */
function demandWay(kpi: KpiFields): void {
  const isBetter = kpi.direction === 'lower' ? kpi.target < kpi.baseline : kpi.target > kpi.baseline
  if (!isBetter)
    throw new AppError(
      'bad_request',
      `When ${kpi.direction} is better, the target ${kpi.target} must be ${kpi.direction} than the baseline ${kpi.baseline}`,
    )
}

async function kpiOf(ctx: ProjectContext, id: string): Promise<Kpi> {
  const kpi = await findKpi(ctx.db, ctx.project.id, id)
  if (!kpi) throw notFound('KPI', id)
  return kpi
}
