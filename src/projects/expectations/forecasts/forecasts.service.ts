import { append, listHappened, type Author } from '../../../events/events.ts'
import { newId } from '../../../kernel/ids.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { seatHolders } from '../../../people/projects/projects.service.ts'
import { seats } from '../../../people/seats.ts'
import { kpisIn } from '../../charter/charter.service.ts'
import type { Kpi } from '../../charter/charter.schema.ts'
import { projectTypes } from '../../evaluations/evaluations.service.ts'
import { gateTimesIn } from '../../gates/gates.service.ts'
import { firstGateBlocked, gates, stageAfter } from '../../gates/need.ts'
import { hypothesisTimesIn } from '../../hypotheses/hypotheses.service.ts'
import type { Forecast, ForecastBasis, KpiOdds } from './forecasts.schema.ts'
import { createdAt, insertForecast, lastDates, listForecasts, otherProjects } from './forecasts.store.ts'
import { chooseSamples, countPeriods, gainsOf, neededPeriods, week, type History } from './history.ts'
import { chanceToReach, drawEnds, drawFan, quantile, seedOf, shareUpTo, type Work } from './montecarlo.ts'
import { explainShift, workOf } from './shift.ts'

const day = 86_400_000
/** an empty seat is not expected to stay so for longer than this */
const longestEmptyDays = 90
/** a lone project is no class of its own */
const fewestOfType = 3

/** Where a forecast is made; the platform makes one a day where nobody does. */
export type Place = Pick<ProjectContext, 'db' | 'clock' | 'project'>

/** What follows from a kept forecast, in its transaction; registered where all parts are known. */
export type AfterForecast = (ctx: Place & Author, forecast: Forecast) => Promise<void>
export type Keeping = Place & Author & { afterForecast: AfterForecast }

/** Gates that end work; G5 asks once a year whether to keep what is live. */
const ending = gates.filter(gate => gate !== 'G5')

export const lastDatesIn = (ctx: Pick<ProjectContext, 'db'>, projectIds: readonly string[]) =>
  lastDates(ctx.db, projectIds)

export async function readForecast(ctx: Place) {
  const state = await stateOf(ctx)
  const [last] = await listForecasts(ctx.db, ctx.project.id, { limit: 1 })
  return { forecast: await forecastFrom(ctx, state, last), past: pastOf(state, ctx.clock.now()) }
}

/** Kept as a row and as an event, so that the past cannot be rewritten. */
export async function keepForecast(ctx: Keeping): Promise<Forecast & { id: string }> {
  return ctx.db.transaction().execute(async tx => {
    const { forecast } = await readForecast({ ...ctx, db: tx })
    const kept = { ...forecast, id: newId('fct') }
    await insertForecast(tx, ctx.project.id, kept)
    await append(tx, ctx, {
      verb: 'forecast-made',
      object: { kind: 'forecast', id: kept.id },
      payload: {
        p50: kept.p50,
        p85: kept.p85,
        basis: kept.basis.kind,
        seed: kept.basis.seed,
        shiftDays: kept.shift?.days ?? null,
        causes: kept.shift?.causes ?? [],
        kpis: kept.kpis.map(({ kpiId, odds }) => ({ kpiId, odds })),
      },
    })
    await ctx.afterForecast({ ...ctx, db: tx }, kept)
    return kept
  })
}

export async function pageOfForecasts(ctx: Place, page: { before?: string | undefined; limit: number }) {
  const forecasts = await listForecasts(ctx.db, ctx.project.id, page)
  return { forecasts, next: forecasts.length === page.limit ? (forecasts.at(-1)?.id ?? null) : null }
}

/** How likely all work is done, and each KPI at its target, at the end of a day. */
export async function readOdds(ctx: Place, by: string) {
  const end = Date.parse(by) + day - 1
  const state = await stateOf(ctx)
  const { basis } = state
  const ends = basis.kind === 'none' ? null : drawEnds(workOf(basis), basis.seed)
  return {
    by: end,
    done: ends && shareUpTo(ends, (end - ctx.clock.now()) / day),
    kpis: await oddsOf(ctx, state, end),
  }
}

type State = { basis: ForecastBasis; own: History; opened: number[]; kpis: Kpi[]; class: string[] }

/** Everything that a forecast is drawn from, read from what was opened, closed and decided. */
async function stateOf(ctx: Place): Promise<State> {
  const now = ctx.clock.now()
  const { id } = ctx.project
  const others = await otherProjects(ctx.db, id)
  const ids = [id, ...others.map(other => other.id)]
  const types = await projectTypes(ctx, ids)
  const type = types.get(id) ?? ''
  const ofType = others.filter(other => (types.get(other.id) ?? '') === type)
  const alike = ofType.length >= fewestOfType ? ofType : others
  const isOfType = alike === ofType && type !== ''
  const hypotheses = await hypothesisTimesIn(ctx, [id, ...alike.map(other => other.id)])
  const decisions = await gateTimesIn(ctx, [id, ...alike.map(other => other.id)])
  const historyOf = (project: string, since: number): History => ({
    since,
    ends: [
      ...hypotheses.flatMap(one => (one.projectId === project && one.closedAt !== null ? [one.closedAt] : [])),
      ...firstPassed(decisions.filter(one => one.projectId === project)),
    ],
  })
  const own = historyOf(id, await createdAt(ctx.db, id))
  const mine = hypotheses.filter(one => one.projectId === id)
  const passed = new Set<string>()
  for (const { projectId, gate, decision } of decisions)
    if (projectId === id) {
      if (decision === 'go') passed.add(gate)
      else passed.delete(gate)
    }
  const opened = mine.map(one => one.openedAt)
  const basis = {
    ...chooseSamples(
      own,
      alike.map(other => historyOf(other.id, other.createdAt)),
      now,
    ),
    ownWeeks: Math.floor((now - own.since) / week),
    neededPeriods,
    type: isOfType ? type : '',
    openHypotheses: mine.filter(one => one.closedAt === null).length,
    gatesLeft: ending.filter(gate => !passed.has(gate)).length,
    growth: opened.filter(at => at > now - 4 * week && at > own.since + week).length,
    empty: await emptySeat(ctx, { passed, since: own.since }),
    seed: seedOf(id),
  }
  const kpis = (await kpisIn(ctx, [id])).get(id) ?? []
  return { basis, own, opened, kpis, class: alike.map(other => other.id) }
}

function firstPassed(decisions: { gate: string; decision: string; at: number }[]): number[] {
  const first = new Map<string, number>()
  for (const { gate, decision, at } of decisions) if (decision === 'go' && !first.has(gate)) first.set(gate, at)
  return [...first.values()]
}

/** The seat that the gate ahead needs and that has been empty for longest. */
async function emptySeat(
  ctx: Place,
  { passed, since }: { passed: ReadonlySet<string>; since: number },
): Promise<ForecastBasis['empty']> {
  const stage = stageAfter(passed)
  const next = gates.find(gate => !passed.has(gate))
  if (!next || next === 'G5') return null
  const held = new Set((await seatHolders(ctx)).map(holder => holder.seat))
  const missing = seats.filter(seat => !held.has(seat) && firstGateBlocked(seat, stage) === next)
  if (missing.length === 0) return null
  const left = await listHappened(ctx.db, ctx.project.id, { verb: 'leave-seat', kind: 'seat' })
  const empty = missing.map(seat => {
    const at = left.find(event => event.object.id === seat)?.occurredAt ?? since
    return { seat, days: Math.min(longestEmptyDays, Math.floor((ctx.clock.now() - at) / day)) }
  })
  return empty.toSorted((a, b) => b.days - a.days)[0] ?? null
}

async function forecastFrom(ctx: Place, state: State, last: Forecast | undefined): Promise<Forecast> {
  const now = ctx.clock.now()
  const { basis } = state
  const work = workOf(basis)
  const ends = basis.kind === 'none' ? null : drawEnds(work, basis.seed)
  const dateAt = (share: number) => {
    const days = ends ? quantile(ends, share) : Infinity
    return Number.isFinite(days) ? Math.round(now + days * day) : null
  }
  const dates = { p50: dateAt(0.5), p70: dateAt(0.7), p85: dateAt(0.85), p95: dateAt(0.95) }
  return {
    id: null,
    madeAt: now,
    ...dates,
    basis,
    fan: fanOf(work, { now, until: dates.p95 ?? dates.p85, seed: basis.seed }),
    kpis: await oddsOf(ctx, state),
    shift: last ? explainShift(last, { basis, now, p85: dates.p85, ...(await sinceLast(ctx, state, last)) }) : null,
  }
}

function fanOf(work: Work, { now, until, seed }: { now: number; until: number | null; seed: number }) {
  if (until === null || until <= now) return []
  const points = drawFan(work, { seed, days: ((until - now) / day) * 1.05 })
  return points.map(({ days, ...rest }) => ({ at: Math.round(now + days * day), ...rest }))
}

/** What was opened since the last forecast, and how much of that after the scope was changed. */
async function sinceLast(ctx: Place, { opened }: State, last: Forecast) {
  const since = opened.filter(at => at > last.madeAt)
  const changes = await listHappened(ctx.db, ctx.project.id, { verb: 'scope-change', kind: 'charter' })
  const scope = changes.map(event => event.occurredAt).filter(at => at > last.madeAt)
  const first = scope.length === 0 ? Infinity : Math.min(...scope)
  return { opened: since.length, byScope: since.filter(at => at >= first).length, scopeChanges: scope.length }
}

/** Of each KPI: the chance that the best attempt has gone the whole way by its date, or by another. */
async function oddsOf(ctx: Place, state: State, by?: number): Promise<KpiOdds[]> {
  const now = ctx.clock.now()
  const past = state.kpis.some(kpi => kpi.values.length < neededPeriods) ? await kpisIn(ctx, state.class) : new Map()
  const known = [...past.values()].flat().filter((kpi: Kpi) => kpi.values.length >= neededPeriods)
  return state.kpis.map(kpi => {
    const { best, gains } = gainsOf(kpi)
    const isOwn = gains.length >= neededPeriods
    // early attempts gain most, so those of other projects are compared at the same number of attempts
    const pool = isOwn ? gains.slice(-20) : known.flatMap((one: Kpi) => gainsOf(one).gains.slice(gains.length))
    const until = by ?? Date.parse(kpi.targetDate) + day - 1
    const perWeek = weeksOf(isOwn ? [kpi] : known, now)
    const basis = isOwn ? 'own' : pool.length >= neededPeriods ? 'reference' : 'none'
    const weeks = Math.max(0, Math.floor((until - now) / week))
    const isKnown = best >= 1 || (basis !== 'none' && perWeek.length > 0)
    return {
      kpiId: kpi.id,
      name: kpi.name,
      by: until,
      odds: isKnown ? chanceToReach({ best, gains: pool, perWeek }, { weeks, seed: state.basis.seed }) : null,
      basis,
      attempts: pool.length,
      best,
      lastGain: gains.slice(-20).reduce((sum, gain) => sum + gain, 0),
    }
  })
}

const weeksOf = (kpis: readonly Kpi[], now: number) =>
  kpis.flatMap(kpi => {
    const ends = kpi.values.map(value => value.at)
    return countPeriods({ since: Math.min(kpi.createdAt, ...ends), ends }, { now, length: week })
  })

/** What was left at the end of each past week, for the line before today. */
function pastOf({ own, opened, basis }: State, now: number): { at: number; left: number }[] {
  const weeks = Math.min(26, Math.max(1, Math.ceil((now - own.since) / week)))
  const left = basis.openHypotheses + basis.gatesLeft
  return Array.from({ length: weeks + 1 }, (_, index) => {
    const at = Math.max(own.since, now - (weeks - index) * week)
    const after = (times: readonly number[]) => times.filter(time => time > at).length
    return { at, left: Math.max(0, left + after(own.ends) - after(opened)) }
  })
}
