import { append } from '../../events/events.ts'
import { AppError } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Context, ProjectContext } from '../../people/context.ts'
import { crewOf } from '../../people/home/home.service.ts'
import { seatHolders } from '../../people/projects/projects.service.ts'
import { namesOf } from '../../people/users/users.service.ts'
import { gatherEvidence } from './evidence.ts'
import type { Course, Gate } from './gates.schema.ts'
import { insertDecision, lastDecisions, passedGates } from './gates.store.ts'
import { firstGateBlocked, gates, stageAfter, type GateName } from './need.ts'

export const gatesPassedIn = (ctx: Context, projectIds: readonly string[]) => passedGates(ctx.db, projectIds)

export async function readCourse(ctx: ProjectContext): Promise<Course> {
  const decisions = await decisionsOf(ctx)
  const passed = new Set([...decisions].filter(([, decision]) => decision.decision === 'go').map(([gate]) => gate))
  const stage = stageAfter(passed)
  const holders = await seatHolders(ctx)
  const evidence = await gatherEvidence(ctx, holders)
  const next = gates.find(gate => !passed.has(gate))
  const crew = crewOf(holders, ctx.clock.now()).map(seat => ({
    ...seat,
    blocks: seat.state === 'empty' || seat.state === 'paper' ? firstGateBlocked(seat.seat, stage) : null,
  }))
  return {
    stage,
    crew,
    gates: gates.map(name => ({
      name,
      state: stateOf(name, decisions.get(name), next),
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
  if (decision?.decision === 'go') return 'passed'
  if (decision?.decision === 'stop') return 'stopped'
  if (decision?.decision === 'hold') return 'held'
  return name === next ? 'next' : 'later'
}

/** Gates are passed in order; going on without all evidence is allowed, is recorded as such, and is seen by everybody. */
export async function decideGate(
  ctx: ProjectContext,
  gate: GateName,
  wish: { decision: 'go' | 'hold' | 'stop'; reason: string },
): Promise<Course> {
  const course = await readCourse(ctx)
  const at = gates.indexOf(gate)
  const before = course.gates.slice(0, at).find(other => other.state !== 'passed')
  if (before && wish.decision === 'go')
    throw new AppError(
      'conflict',
      `${gate} comes after ${before.name}, which is not passed; decide ${before.name} first`,
    )
  const missing = course.gates[at]?.checks.filter(check => check.state === 'missing').map(check => check.name) ?? []
  if (wish.decision === 'go' && gate === 'G0' && missing.includes('kpi'))
    throw new AppError(
      'conflict',
      'No gate passes without a KPI with baseline and target; add one to the charter first',
    )
  await ctx.db.transaction().execute(async tx => {
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
  })
  return readCourse(ctx)
}
