import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { kpisIn } from '../../charter/charter.service.ts'
import type { Kpi } from '../../charter/charter.schema.ts'
import { liveVersions } from '../../deployments/deployments.service.ts'
import { lastEvaluation } from '../../evaluations/evaluations.service.ts'
import type { EvaluationResult } from '../../evaluations/evaluations.schema.ts'
import { hypothesisOf } from '../../hypotheses/hypotheses.service.ts'
import { seedOf } from '../forecasts/montecarlo.ts'
import { layers, type Driver, type DriverEdge, type KpiTree, type WorthPlan } from './drivers.schema.ts'
import {
  deleteDriver,
  findWorth,
  insertDriver,
  listDrivers,
  listEdges,
  saveEdge,
  saveWorth,
  type StoredDriver,
  type StoredEdge,
} from './drivers.store.ts'
import { valueOf } from './worth.ts'

export async function readTree(ctx: ProjectContext): Promise<KpiTree> {
  const kpis = (await kpisIn(ctx, [ctx.project.id])).get(ctx.project.id) ?? []
  const judged = await judgedLive(ctx)
  const stored = await listDrivers(ctx.db, ctx.project.id)
  const drivers = stored.map(driver => ({ ...driver, now: nowOf(driver, { kpis, judged }) }))
  const edges: DriverEdge[] = []
  for (const edge of await listEdges(ctx.db, ctx.project.id))
    edges.push({ ...edge, isProven: await isProven(ctx, edge) })
  return { drivers, edges, worth: await worthOf(ctx, drivers) }
}

export type DriverWish = Omit<StoredDriver, 'id' | 'kpiId'> & { kpi: string | null }

export async function addDriver(ctx: ProjectContext, { kpi, ...wish }: DriverWish): Promise<KpiTree> {
  const kpis = (await kpisIn(ctx, [ctx.project.id])).get(ctx.project.id) ?? []
  if (kpi !== null && !kpis.some(one => one.id === kpi)) throw notFound('KPI', kpi)
  const id = newId('drv')
  return ctx.db.transaction().execute(async tx => {
    await insertDriver(tx, { ...wish, id, kpiId: kpi, projectId: ctx.project.id, now: ctx.clock.now() })
    await append(tx, ctx, { verb: 'create', object: { kind: 'driver', id }, payload: { layer: wish.layer } })
    return readTree({ ...ctx, db: tx })
  })
}

export async function removeDriver(ctx: ProjectContext, id: string): Promise<KpiTree> {
  return ctx.db.transaction().execute(async tx => {
    if (!(await deleteDriver(tx, ctx.project.id, id))) throw notFound('Driver', id)
    await append(tx, ctx, { verb: 'remove', object: { kind: 'driver', id } })
    return readTree({ ...ctx, db: tx })
  })
}

export type EdgeWish = { to: string; kind: DriverEdge['kind']; note: string; hypothesis: string | null }

export async function connectDrivers(ctx: ProjectContext, from: string, wish: EdgeWish): Promise<KpiTree> {
  const hypothesisId = wish.hypothesis === null ? null : (await hypothesisOf(ctx, wish.hypothesis)).id
  return ctx.db.transaction().execute(async tx => {
    const drivers = await listDrivers(tx, ctx.project.id)
    const [lower, upper] = [from, wish.to].map(id => drivers.find(driver => driver.id === id))
    if (!lower) throw notFound('Driver', from)
    if (!upper) throw notFound('Driver', wish.to)
    demandUpwards(lower, upper, await listEdges(tx, ctx.project.id))
    const edge = { from, to: wish.to, kind: wish.kind, note: wish.note, hypothesisId }
    await saveEdge(tx, { ...edge, projectId: ctx.project.id, now: ctx.clock.now() })
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'driver', id: from },
      ...(hypothesisId === null ? {} : { hypothesis: hypothesisId }),
      payload: { drives: wish.to, kind: wish.kind },
    })
    return readTree({ ...ctx, db: tx })
  })
}

export async function setWorth(ctx: ProjectContext, plan: WorthPlan): Promise<KpiTree> {
  return ctx.db.transaction().execute(async tx => {
    const drivers = await listDrivers(tx, ctx.project.id)
    if (plan.driver !== null && !drivers.some(({ id }) => id === plan.driver)) throw notFound('Driver', plan.driver)
    await saveWorth(tx, { projectId: ctx.project.id, plan, by: ctx.actor.id, now: ctx.clock.now() })
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'charter', id: ctx.project.id },
      payload: { fields: ['worth'], kind: plan.kind },
    })
    return readTree({ ...ctx, db: tx })
  })
}

/** What drives stands on the same layer or below, and no driver drives itself by a detour. */
function demandUpwards(lower: StoredDriver, upper: StoredDriver, edges: readonly StoredEdge[]): void {
  if (layers.indexOf(lower.layer) < layers.indexOf(upper.layer))
    throw new AppError('conflict', `${lower.name} lies above ${upper.name}; let ${upper.name} drive it instead`)
  const reached = new Set([upper.id])
  for (const id of reached) for (const edge of edges) if (edge.from === id) reached.add(edge.to)
  if (reached.has(lower.id))
    throw new AppError('conflict', `${upper.name} drives ${lower.name} already; the two cannot drive each other`)
}

/** A formula and a sum of parts are exact; an influence is believed until a hypothesis with runs was validated. */
async function isProven(ctx: ProjectContext, { kind, hypothesisId }: StoredEdge): Promise<boolean> {
  if (kind !== 'influence') return true
  if (hypothesisId === null) return false
  const { state, evidenceRuns } = await hypothesisOf(ctx, hypothesisId)
  return state === 'validated' && evidenceRuns.length > 0
}

type Judged = { from: string; result: EvaluationResult }

/** What the evaluation of each deployed version found. */
async function judgedLive(ctx: ProjectContext): Promise<Judged[]> {
  const found: Judged[] = []
  for (const { model, version } of await liveVersions(ctx)) {
    const result = await lastEvaluation(ctx, { model, version })
    if (result) found.push({ from: `${model} v${version}`, result })
  }
  return found
}

function nowOf(
  driver: StoredDriver,
  { kpis, judged }: { kpis: readonly Kpi[]; judged: readonly Judged[] },
): Driver['now'] {
  const value = kpis.find(kpi => kpi.id === driver.kpiId)?.values.at(-1)
  if (value)
    return { value: value.value, low: value.low, high: value.high, n: value.n, from: value.source, at: value.at }
  for (const { from, result } of judged) {
    const metrics = driver.slice === null ? result.metrics : sliceOf(result, driver.slice)?.metrics
    const one = metrics?.find(metric => metric.name === driver.metric)
    if (one && one.value !== null) return { value: one.value, low: one.low, high: one.high, n: one.n, from, at: null }
  }
  return null
}

const sliceOf = (result: EvaluationResult, slice: string) =>
  result.slices.find(({ name, value }) => slice === name || slice === `${name}=${String(value)}`)

async function worthOf(ctx: ProjectContext, drivers: readonly Driver[]): Promise<KpiTree['worth']> {
  const worth = await findWorth(ctx.db, ctx.project.id)
  if (!worth) return null
  const metric = drivers.find(({ id }) => id === worth.plan.driver)?.now?.value ?? null
  return { ...worth, found: valueOf(worth.plan, { metric, seed: seedOf(ctx.project.id) }) }
}
