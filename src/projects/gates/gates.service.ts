import type { Db } from '../../database/schema.ts'
import { append } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Context, ProjectContext } from '../../people/context.ts'
import { crewOf } from '../../people/home/home.service.ts'
import { seatHolders } from '../../people/projects/projects.service.ts'
import { answerRequest } from '../../people/requests/requests.service.ts'
import { namesOf } from '../../people/users/users.service.ts'
import { gatherEvidence } from './evidence.ts'
import type { Course, Gate } from './gates.schema.ts'
import { gateTimes, insertDecision, lastDecisions, passedGates } from './gates.store.ts'
import { firstGateBlocked, gates, isPassed, stageAfter, type GateName } from './need.ts'

export const gatesPassedIn = (ctx: Context, projectIds: readonly string[]) =>
  passedGates(ctx.db, projectIds, ctx.clock.now())

export const gateTimesIn = (ctx: Pick<Context, 'db'>, projectIds: readonly string[]) => gateTimes(ctx.db, projectIds)

export async function readCourse(ctx: ProjectContext): Promise<Course> {
  const decisions = await decisionsOf(ctx)
  const now = ctx.clock.now()
  const passed = new Set(
    [...decisions].filter(([gate, decision]) => isPassed({ gate, ...decision }, now)).map(([gate]) => gate),
  )
  const stage = stageAfter(passed)
  const holders = await seatHolders(ctx)
  const evidence = await gatherEvidence(ctx, holders)
  const next = gates.find(gate => !passed.has(gate))
  const crew = crewOf(holders, now).map(seat => ({
    ...seat,
    blocks: seat.state === 'empty' || seat.state === 'paper' ? firstGateBlocked(seat.seat, stage) : null,
  }))
  return {
    stage,
    crew,
    gates: gates.map(name => ({
      name,
      state: passed.has(name) ? 'passed' : stateOf(name, decisions.get(name), next),
      checks: evidence[name],
      decision: decisions.get(name) ?? null,
    })),
  }
}

async function decisionsOf(ctx: ProjectContext): Promise<Map<string, NonNullable<Gate['decision']>>> {
  const last = await lastDecisions(ctx.db, ctx.project.id)
  const persons = await namesOf(
    ctx,
    last.map(({ by }) => by),
  )
  return new Map(
    last.map(({ gate, by, ...decision }) => [
      gate,
      { ...decision, by: persons.get(by) ?? { id: by, name: '', kind: 'unknown' } },
    ]),
  )
}

function stateOf(name: GateName, decision: Gate['decision'] | undefined, next: GateName | undefined): Gate['state'] {
  if (decision?.decision === 'stop') return 'stopped'
  if (decision?.decision === 'hold') return 'held'
  return name === next ? 'next' : 'later'
}

type Decision = { gate: GateName; decision: 'go' | 'hold' | 'stop'; reason: string }

/** Gates are passed in order; going on without all evidence is allowed, is recorded as such, and is seen by everybody. */
export async function decideGate(
  ctx: ProjectContext,
  gate: GateName,
  wish: { decision: 'go' | 'hold' | 'stop'; reason: string },
): Promise<Course> {
  await ctx.db.transaction().execute(async tx => {
    const { checks } = await decide(tx, ctx, { gate, ...wish })
    const state = wish.decision === 'go' ? 'accepted' : 'returned'
    const about = { kind: 'gate', subject: { kind: 'gate', id: gate } }
    await answerRequest(tx, ctx, { ...about, state, reason: wish.reason, evidence: checks })
  })
  return readCourse(ctx)
}

/** In the transaction of an acceptance, which answers whoever asked. */
export async function passGate(tx: Db, ctx: ProjectContext, wish: { gate: GateName; reason: string }): Promise<void> {
  await decide(tx, ctx, { ...wish, decision: 'go' })
}

async function decide(tx: Db, ctx: ProjectContext, { gate, ...wish }: Decision): Promise<Gate> {
  const { gates: all } = await readCourse({ ...ctx, db: tx })
  const found = all.find(one => one.name === gate)
  if (!found) throw notFound('Gate', gate)
  const before = all.slice(0, all.indexOf(found)).find(other => other.state !== 'passed')
  if (before && wish.decision === 'go')
    throw new AppError(
      'conflict',
      `${gate} comes after ${before.name}, which is not passed; decide ${before.name} first`,
    )
  const missing = found.checks.filter(check => check.state === 'missing').map(check => check.name)
  if (wish.decision === 'go' && gate === 'G0' && missing.includes('kpi'))
    throw new AppError(
      'conflict',
      'No gate passes without a KPI with baseline and target; add one to the charter first',
    )
  await insertDecision(tx, {
    id: newId('gat'),
    projectId: ctx.project.id,
    gate,
    ...wish,
    by: ctx.actor.id,
    seat: ctx.actor.seat ?? null,
    now: ctx.clock.now(),
  })
  await append(tx, ctx, {
    verb: 'gate-decision',
    object: { kind: 'gate', id: `${ctx.project.id}:${gate}` },
    payload: { gate, decision: wish.decision, missing },
  })
  return found
}
