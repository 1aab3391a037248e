import type { Context } from '../../../people/context.ts'
import { crewOf } from '../../../people/home/home.service.ts'
import { myProjects, seatHoldersIn } from '../../../people/projects/projects.service.ts'
import { openRequestsIn } from '../../../people/requests/requests.service.ts'
import { kpisIn } from '../../charter/charter.service.ts'
import { lastDatesIn } from '../../expectations/forecasts/forecasts.service.ts'
import { promisesOpenIn } from '../../expectations/promises/promises.service.ts'
import type { Promised } from '../../expectations/promises/promises.schema.ts'
import { gatesPassedIn } from '../../gates/gates.service.ts'
import { firstGateBlocked, gates, stageAfter } from '../../gates/need.ts'
import type { Standing } from './portfolio.schema.ts'

export async function readPortfolio(ctx: Context): Promise<{ now: number; projects: Standing[] }> {
  const now = ctx.clock.now()
  const { projects } = await myProjects(ctx)
  const ids = projects.map(project => project.id)
  const [kpis, passed, open] = [await kpisIn(ctx, ids), await gatesPassedIn(ctx, ids), await openRequestsIn(ctx, ids)]
  const [forecasts, promises] = [await lastDatesIn(ctx, ids), await promisesOpenIn(ctx, ids)]
  const holders = await seatHoldersIn(ctx, ids)
  const standings: Standing[] = []
  for (const project of projects) {
    const done = passed.get(project.id) ?? new Set<string>()
    const stage = stageAfter(done)
    const crew = crewOf(holders.get(project.id) ?? [], now)
    const requests = open.filter(request => request.project.id === project.id)
    const oldest = requests[0]
    standings.push({
      project: { id: project.id, slug: project.slug, name: project.name, isDemo: project.isDemo },
      stage,
      nextGate: gates.find(gate => !done.has(gate)) ?? null,
      kpi: kpis.get(project.id)?.[0] ?? null,
      crew: crew.map(seat => ({
        ...seat,
        blocks: seat.state === 'empty' || seat.state === 'paper' ? firstGateBlocked(seat.seat, stage) : null,
      })),
      waiting: oldest
        ? {
            requestId: oldest.id,
            kind: oldest.kind,
            subject: oldest.subject.name,
            seat: oldest.toSeat,
            since: oldest.createdAt,
            isEmpty: crew.find(seat => seat.seat === oldest.toSeat)?.state === 'empty',
          }
        : null,
      openRequests: requests.length,
      forecast: forecasts.get(project.id) ?? null,
      promise: mostInDanger(promises.get(project.id) ?? [], forecasts.get(project.id)?.p85 ?? null),
    })
  }
  return { now, projects: standings }
}

const day = 86_400_000

/** They come in the order of their dates, so the first one is also the one that lies furthest before what is expected. */
function mostInDanger([next]: readonly Promised[], p85: number | null): Standing['promise'] {
  if (!next) return null
  const { statement, dueAt, odds } = next
  return { statement, dueAt, odds, lateDays: p85 === null ? null : Math.max(0, Math.ceil((p85 - dueAt) / day)) }
}
