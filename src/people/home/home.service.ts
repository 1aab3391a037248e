import type { Context } from '../context.ts'
import { myProjects } from '../projects/projects.service.ts'
import type { SeatHolder } from '../projects/projects.schema.ts'
import { listSeats, listSeatsIn } from '../seats.store.ts'
import { askedByMe, veiled, waitingForMe } from '../requests/requests.service.ts'
import { seats, type Seat } from '../seats.ts'
import { unseenMentions } from '../talk/talk.service.ts'
import type { Desk, MapSeat, ProjectCrew } from './home.schema.ts'

/** A seat counts as worked in when its holder acted in it within 28 days. */
const paperAfterMs = 28 * 86_400_000

export async function readDesk(ctx: Context): Promise<Desk> {
  const { projects } = await myProjects(ctx)
  const byId = new Map(projects.map(project => [project.id, project]))
  const asked = await askedByMe(ctx)
  // who asks for a way in is not told who sits there
  const inside = new Set(asked.map(request => request.project.id).filter(id => byId.has(id)))
  const holdersIn = await listSeatsIn(ctx.db, [...inside])
  const waitingForOthers = []
  for (const request of asked) {
    const holders = holdersIn.get(request.project.id) ?? []
    const isOutside = !byId.has(request.project.id)
    waitingForOthers.push({
      ...(isOutside ? veiled(request) : request),
      isOutside,
      deciders: holders.filter(holder => holder.seat === request.toSeat).map(holder => holder.person),
    })
  }
  const mentions = (await unseenMentions(ctx)).flatMap(({ comment, projectId }) => {
    const project = byId.get(projectId)
    return project ? [{ comment, project: { id: project.id, slug: project.slug, name: project.name } }] : []
  })
  return { now: ctx.clock.now(), waitingForMe: await waitingForMe(ctx), waitingForOthers, mentions }
}

export async function readCrews(ctx: Context): Promise<{ projects: ProjectCrew[]; platform: MapSeat[] }> {
  const { projects } = await myProjects(ctx)
  const holdersIn = await listSeatsIn(
    ctx.db,
    projects.map(({ id }) => id),
  )
  const now = ctx.clock.now()
  return {
    projects: projects.map(({ id, slug, name }) => ({
      project: { id, slug, name },
      seats: crewOf(holdersIn.get(id) ?? [], now),
    })),
    platform: crewOf(await listSeats(ctx.db, ''), now),
  }
}

/** The nine seats of one place: filled, shared with other projects, filled on paper only, or empty. */
export function crewOf(holders: SeatHolder[], now: number): MapSeat[] {
  return seats.map(seat =>
    seatState(
      seat,
      holders.filter(holder => holder.seat === seat),
      now,
    ),
  )
}

function seatState(seat: Seat, holders: SeatHolder[], now: number): MapSeat {
  const since = holders.length === 0 ? null : Math.min(...holders.map(holder => holder.since))
  const acts = holders.flatMap(holder => (holder.lastActAt === null ? [] : [holder.lastActAt]))
  const lastActAt = acts.length === 0 ? null : Math.max(...acts)
  // somebody seated less than 28 days ago has had no time to be idle
  const isPaper = holders.every(
    ({ since: from, lastActAt, countsActs }) => countsActs && Math.max(from, lastActAt ?? 0) < now - paperAfterMs,
  )
  const isShared = holders.every(holder => holder.projects > 1)
  const state = holders.length === 0 ? 'empty' : isPaper ? 'paper' : isShared ? 'shared' : 'filled'
  return { seat, state, people: holders.map(holder => holder.person), since, lastActAt }
}
