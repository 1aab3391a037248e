import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Context, ProjectContext } from '../../../people/context.ts'
import { seatHolders } from '../../../people/projects/projects.service.ts'
import type { Seat } from '../../../people/seats.ts'
import { kpisIn } from '../../charter/charter.service.ts'
import { projectTypes } from '../../evaluations/evaluations.service.ts'
import { lastDatesIn, readOdds, type AfterForecast } from '../forecasts/forecasts.service.ts'
import type { Promised, PromiseNow } from './promises.schema.ts'
import {
  acceptPromise,
  findPromise,
  insertPromise,
  listOutcomes,
  listPromises,
  noticesFor,
  openPromisesIn,
  setGap,
  settlePromise,
  setTold,
  type Outcome,
  type PromiseFilter,
} from './promises.store.ts'

const day = 86_400_000
/** a gap that grew by less is the same news */
const gapIsNewAfterDays = 7

export const promisesOpenIn = (ctx: Pick<Context, 'db'>, projectIds: readonly string[]) =>
  openPromisesIn(ctx.db, projectIds)
export const noticesOf = async (ctx: Context) => ({ notices: await noticesFor(ctx.db, [ctx.actor.id]) })
export const readCalibration = async (ctx: Context) => ({ types: calibrate(await listOutcomes(ctx.db)) })

export async function pageOfPromises(ctx: ProjectContext, filter: PromiseFilter) {
  const found = await listPromises(ctx.db, ctx.project.id, filter)
  return {
    promises: await withNow(ctx, found),
    next: found.length === filter.limit ? (found.at(-1)?.id ?? null) : null,
  }
}

type RangeWish = { low: number | null; high: number | null; by: string; odds?: number | undefined }
export type PromiseWish = RangeWish & {
  statement: string
  kpi?: string | undefined
  metric: string
  toSeat: Seat
}

export async function makePromise(ctx: ProjectContext, wish: PromiseWish): Promise<PromiseNow> {
  const kpi = wish.kpi === undefined ? undefined : await kpiNamed(ctx, wish.kpi)
  const metric = wish.metric || (kpi ? `${kpi.name}, ${kpi.unit}` : '')
  const about = { statement: wish.statement, kpiId: kpi?.id ?? null, metric, toSeat: wish.toSeat }
  return writePromise(ctx, { ...wish, ...about, replaces: null, reason: '' })
}

/** Another range or date for an open promise. The old one holds until the other side accepts the new one. */
export async function offerChange(
  ctx: ProjectContext,
  id: string,
  wish: RangeWish & { reason: string },
): Promise<PromiseNow> {
  const { statement, kpiId, metric, toSeat } = await openPromise(ctx, id)
  return writePromise(ctx, { statement, kpiId, metric, toSeat, ...wish, replaces: id })
}

type Written = RangeWish & Pick<Promised, 'statement' | 'kpiId' | 'metric' | 'toSeat' | 'replaces' | 'reason'>

async function writePromise(ctx: ProjectContext, wish: Written): Promise<PromiseNow> {
  const now = ctx.clock.now()
  if (wish.low !== null && wish.high !== null && wish.low > wish.high)
    throw new AppError('bad_request', `The range begins at ${wish.low}, behind its end ${wish.high}; turn it round`)
  const dueAt = Date.parse(wish.by) + day - 1
  if (dueAt < now) throw new AppError('bad_request', `${wish.by} is over; promise a day that is to come`)
  const found = await readOdds(ctx, wish.by)
  const computed = wish.kpiId === null ? found.done : (found.kpis.find(kpi => kpi.kpiId === wish.kpiId)?.odds ?? null)
  const odds = wish.odds ?? computed
  if (odds === null)
    throw new AppError('bad_request', 'There is no forecast yet that could say how likely this is', {
      hint: 'Say the odds yourself, between 0 and 1',
    })
  const id = newId('prm')
  const type = (await projectTypes(ctx, [ctx.project.id])).get(ctx.project.id) ?? ''
  await ctx.db.transaction().execute(async tx => {
    await insertPromise(tx, {
      id,
      projectId: ctx.project.id,
      statement: wish.statement,
      kpiId: wish.kpiId,
      metric: wish.metric,
      low: wish.low,
      high: wish.high,
      dueAt,
      odds,
      computedOdds: computed,
      toldSeat: ctx.actor.seat ?? null,
      toSeat: wish.toSeat,
      type,
      by: ctx.actor.id,
      replaces: wish.replaces,
      reason: wish.reason,
      now,
    })
    await append(tx, ctx, {
      verb: 'promise-made',
      object: { kind: 'promise', id },
      payload: { dueAt, odds, low: wish.low, high: wish.high, toSeat: wish.toSeat, replaces: wish.replaces },
    })
  })
  return promiseNow(ctx, id)
}

export async function takePromise(ctx: ProjectContext, id: string): Promise<PromiseNow> {
  const promise = await openPromise(ctx, id)
  if (promise.acceptedAt !== null) throw new AppError('conflict', 'This promise is accepted already')
  if (promise.toldBy.id === ctx.actor.id)
    throw new AppError('forbidden', `You gave this promise; who sits as ${wordOf(promise.toSeat)} accepts it`)
  await demandSeat(ctx, promise.toSeat, 'accepts it')
  await ctx.db.transaction().execute(async tx => {
    if (!(await acceptPromise(tx, { id, by: ctx.actor.id, now: ctx.clock.now() })))
      throw new AppError('conflict', 'This promise was answered in the meantime; look again')
    // the decision is made in the seat that was promised to, whichever seats the person holds besides
    const author = { ...ctx, actor: { ...ctx.actor, seat: promise.toSeat } }
    await append(tx, author, { verb: 'accept', object: { kind: 'promise', id }, payload: { odds: promise.odds } })
    if (promise.replaces === null) return
    const settling = { id: promise.replaces, state: 'changed', value: null, reason: promise.reason } as const
    // the old one may have been kept or missed meanwhile; then that stays true
    if (!(await settlePromise(tx, { ...settling, by: ctx.actor.id, now: ctx.clock.now() }))) return
    await append(tx, author, {
      verb: 'promise-settled',
      object: { kind: 'promise', id: promise.replaces },
      payload: { state: 'changed', by: id },
    })
  })
  return promiseNow(ctx, id)
}

export async function closePromise(
  ctx: ProjectContext,
  id: string,
  wish: { state: 'kept' | 'missed'; value?: number | undefined; reason: string },
): Promise<PromiseNow> {
  const promise = await openPromise(ctx, id)
  if (wish.state === 'kept') await demandSeat(ctx, promise.toSeat, 'says that it was kept')
  await ctx.db.transaction().execute(async tx => {
    const settling = { id, state: wish.state, value: wish.value ?? null, reason: wish.reason }
    if (!(await settlePromise(tx, { ...settling, by: ctx.actor.id, now: ctx.clock.now() })))
      throw new AppError('conflict', 'This promise was settled in the meantime; look again')
    await append(tx, ctx, {
      verb: 'promise-settled',
      object: { kind: 'promise', id },
      payload: { state: wish.state, value: wish.value ?? null, odds: promise.odds },
    })
  })
  return promiseNow(ctx, id)
}

export async function sayTold(ctx: ProjectContext, id: string): Promise<PromiseNow> {
  await openPromise(ctx, id)
  await ctx.db.transaction().execute(async tx => {
    if (!(await setTold(tx, id, ctx.clock.now())))
      throw new AppError('conflict', 'This promise is not in danger, or the other side knows already')
    await append(tx, ctx, { verb: 'ack', object: { kind: 'promise', id } })
  })
  return promiseNow(ctx, id)
}

/** Whenever a forecast is kept: promises whose date now lies before p85 are told to the project manager. */
export const noteGaps: AfterForecast = async (ctx, forecast) => {
  const open = (await openPromisesIn(ctx.db, [ctx.project.id])).get(ctx.project.id) ?? []
  for (const promise of open) {
    const late = forecast.p85 === null ? null : Math.ceil((forecast.p85 - promise.dueAt) / day)
    if (late === null || late <= 0) {
      if (promise.alertedAt !== null) await setGap(ctx.db, promise.id, null)
      continue
    }
    if (promise.gapDays !== null && late < promise.gapDays + gapIsNewAfterDays) continue
    await setGap(ctx.db, promise.id, { days: late, now: ctx.clock.now() })
    await append(ctx.db, ctx, {
      verb: 'alert',
      object: { kind: 'promise', id: promise.id },
      payload: { gapDays: late, dueAt: promise.dueAt, p85: forecast.p85 },
    })
  }
}

/** The mean squared distance between the odds and what came of it (1 kept, 0 missed): 0 is best, a coin scores 0.25. */
export function calibrate(outcomes: readonly Outcome[]) {
  return [...Map.groupBy(outcomes, ({ type }) => type)]
    .map(([type, all]) => {
      const mean = (of: (one: Outcome) => number) => all.reduce((sum, one) => sum + of(one), 0) / all.length
      const kept = all.filter(({ isKept }) => isKept).length
      const brier = mean(({ odds, isKept }) => (odds - (isKept ? 1 : 0)) ** 2)
      return { type, n: all.length, kept, meanOdds: mean(({ odds }) => odds), brier }
    })
    .toSorted((a, b) => b.n - a.n)
}

async function withNow(ctx: ProjectContext, promises: readonly Promised[]): Promise<PromiseNow[]> {
  const expected = (await lastDatesIn(ctx, [ctx.project.id])).get(ctx.project.id)?.p85 ?? null
  return promises.map(promise => {
    const isOpen = promise.state === 'open' && expected !== null
    const late = isOpen ? Math.max(0, Math.ceil((expected - promise.dueAt) / day)) : null
    return { ...promise, expected: isOpen ? expected : null, lateDays: late }
  })
}

async function promiseNow(ctx: ProjectContext, id: string): Promise<PromiseNow> {
  const [now] = await withNow(ctx, [await promiseOf(ctx, id)])
  if (!now) throw notFound('Promise', id)
  return now
}

async function promiseOf(ctx: ProjectContext, id: string): Promise<Promised> {
  const promise = await findPromise(ctx.db, ctx.project.id, id)
  if (!promise) throw notFound('Promise', id)
  return promise
}

async function openPromise(ctx: ProjectContext, id: string): Promise<Promised> {
  const promise = await promiseOf(ctx, id)
  if (promise.state !== 'open')
    throw new AppError('conflict', `This promise is ${promise.state} already; make another one`)
  return promise
}

const wordOf = (seat: Seat) => seat.replaceAll('_', ' ')

async function demandSeat(ctx: ProjectContext, seat: Seat, act: string): Promise<void> {
  const holders = (await seatHolders(ctx)).filter(holder => holder.seat === seat)
  if (holders.some(holder => holder.person.id === ctx.actor.id)) return
  const names = holders.map(holder => holder.person.name).join(' or ')
  const ask = names ? `ask ${names}` : 'nobody sits there; fill the seat first'
  throw new AppError('forbidden', `You cannot, because who sits as ${wordOf(seat)} ${act}; ${ask}`)
}

async function kpiNamed(ctx: ProjectContext, id: string) {
  const kpi = (await kpisIn(ctx, [ctx.project.id])).get(ctx.project.id)?.find(one => one.id === id)
  if (!kpi) throw notFound('KPI', id)
  return kpi
}
