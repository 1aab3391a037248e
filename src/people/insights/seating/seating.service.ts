import { z } from 'zod'
import { append, listHappened } from '../../../events/events.ts'
import type { ProjectContext } from '../../context.ts'
import { listSeats } from '../../seats.store.ts'
import { seats, type Seat } from '../../seats.ts'
import { offMetrics } from '../../metrics.store.ts'
import { catchUp } from '../projection/projector.ts'
import { balanceOf, coverageOf, isOverloaded, workedWithin } from './coverage.ts'
import { dutiesOf } from './duties.ts'
import type { Activity, Letter, Seating } from './seating.schema.ts'
import { listActs, listAnswered, listDuties, listNeeds, saveDuty, saveNeed } from './seating.store.ts'
import { stages, usualNeed, type Stage } from './stages.schema.ts'
import { isTypical } from './typical.ts'

const mostForReader = 500

/** What a stage needs of each seat, who is named for it, and what acts show; of the one that the project is in, or ahead. */
export async function readSeating(ctx: ProjectContext, wanted?: Stage): Promise<Seating> {
  const { db, project } = ctx
  await catchUp(db, { most: mostForReader })
  const off = await offMetrics(db)
  const now = ctx.clock.now()
  const stage = wanted ?? (await stageOf(ctx))
  const changed = await listNeeds(db, { projectId: project.id, stage })
  const holders = await listSeats(db, project.id)
  const acts = await listActs(db, project.id)
  const seatsOf = (person: string) => holders.filter(holder => holder.person.id === person).length
  const facts = seats.map(seat => {
    const here = holders.filter(holder => holder.seat === seat)
    const typical = acts.filter(act => act.seat === seat && isTypical(seat, act))
    const last = typical.toSorted((a, b) => b.last_at - a.last_at)[0]
    return {
      seat,
      need: changed.get(seat) ?? usualNeed[seat][stages.indexOf(stage)] ?? 0,
      isChanged: changed.has(seat),
      allocated: here.reduce((sum, { projects }) => sum + 1 / Math.max(1, projects), 0),
      isShown: last !== undefined && workedWithin({ since: 0, lastActAt: last.last_at }, now),
      lastAct:
        last && !off.has('coverage')
          ? { at: last.last_at, eventId: last.last_event, verb: last.verb, kind: last.object_kind }
          : null,
      isOver: off.has('load')
        ? null
        : here.some(({ person, projects }) => isOverloaded({ projects, seatsHere: seatsOf(person.id) })),
    }
  })
  return {
    now,
    stage,
    seats: facts,
    coverage: off.has('coverage') ? null : coverageOf(facts),
    balance: off.has('balance') ? null : balanceOf(facts),
    duties: off.has('duties')
      ? null
      : dutiesOf({
          acts,
          answered: await listAnswered(db, project.id),
          said: await listDuties(db, project.id),
        }),
  }
}

const Decided = z.object({ gate: z.string(), decision: z.string() })

/** The stage that follows the last gate passed without a gap, by the decisions in the log. */
export async function stageOf({ db, project }: ProjectContext): Promise<Stage> {
  const latest = new Map<string, string>()
  for (const event of await listHappened(db, project.id, { verb: 'gate-decision', kind: 'gate' })) {
    const decided = Decided.safeParse(event.payload).data
    if (decided && !latest.has(decided.gate)) latest.set(decided.gate, decided.decision)
  }
  return stages.find((_, at) => latest.get(`G${at}`) !== 'go') ?? 'operate'
}

export async function changeNeed(
  ctx: ProjectContext,
  need: { stage: Stage; seat: Seat; amount: number | null },
): Promise<Seating> {
  await ctx.db.transaction().execute(async tx => {
    await saveNeed(tx, { projectId: ctx.project.id, ...need })
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'project', id: ctx.project.id },
      payload: { fields: ['needs'], ...need },
    })
  })
  return readSeating(ctx, need.stage)
}

export async function changeDuty(
  ctx: ProjectContext,
  duty: { activity: Activity; seat: Seat; letter: Letter | null },
): Promise<Seating> {
  await ctx.db.transaction().execute(async tx => {
    await saveDuty(tx, { projectId: ctx.project.id, ...duty })
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'project', id: ctx.project.id },
      payload: { fields: ['duties'], ...duty },
    })
  })
  return readSeating(ctx)
}
