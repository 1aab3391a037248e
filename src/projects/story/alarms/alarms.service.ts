import { listOrphans } from '../../../assets/catalog/orphans.service.ts'
import { duplicatesIn } from '../../../assets/catalog/likeness/duplicates.service.ts'
import type { Event } from '../../../events/events.ts'
import type { Verb } from '../../../events/verbs.ts'
import { newestOfEach } from '../../../events/together.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { crewOf } from '../../../people/home/home.service.ts'
import { openWaitsIn } from '../../../people/insights/flow/flow.service.ts'
import { mostProjects, isOverloaded } from '../../../people/insights/seating/coverage.ts'
import { listMetrics } from '../../../people/insights/metrics/metrics.service.ts'
import { myProjects, seatHoldersIn } from '../../../people/projects/projects.service.ts'
import type { Seat } from '../../../people/seats.ts'
import type { SeatHolder } from '../../../people/projects/projects.schema.ts'
import type { Metric } from '../../../people/insights/metrics/metrics.schema.ts'
import type { TimelineContext } from '../../../people/timeline/timeline.service.ts'
import { lastDatesIn } from '../../expectations/forecasts/forecasts.service.ts'
import { promisesOpenIn } from '../../expectations/promises/promises.service.ts'
import { gatesPassedIn } from '../../gates/gates.service.ts'
import { firstGateBlocked, gates, stageAfter } from '../../gates/need.ts'
import { alarmKinds, type Alarm, type AlarmKind, type Evidence } from './alarms.schema.ts'
import { answersIn, scopeChangesIn } from './answers.ts'
import { day, daysLate, hoursOf, limits, overdue, stampedIn } from './rules.ts'

type Named = { id: string; slug: string; name: string; createdAt: number }
type Look = {
  ctx: TimelineContext
  now: number
  projects: readonly Named[]
  ids: readonly string[]
  /** whose assets may be like those of the projects */
  among: readonly string[]
  holders: ReadonlyMap<string, SeatHolder[]>
}
/** shown behind an alarm, the newest; its page of events has them all */
const mostEvents = 20

type Finder = (look: Look) => Promise<Alarm[]>

export async function readAlarms(ctx: TimelineContext): Promise<{ now: number; alarms: Alarm[] }> {
  return alarmsOf(ctx, await activeProjects(ctx), () => true)
}

export async function readProjectAlarms(ctx: TimelineContext & ProjectContext) {
  return alarmsOf(ctx, await activeProjects(ctx), ({ id }) => id === ctx.project.id)
}

const activeProjects = async (ctx: TimelineContext) =>
  (await myProjects(ctx)).projects.filter(({ state }) => state === 'active')

async function alarmsOf(ctx: TimelineContext, mine: readonly Named[], isWanted: (project: Named) => boolean) {
  const projects = mine.filter(isWanted)
  const ids = projects.map(({ id }) => id)
  const holders = await seatHoldersIn(ctx, ids)
  const look: Look = { ctx, now: ctx.clock.now(), projects, ids, among: mine.map(({ id }) => id), holders }
  const { metrics } = await listMetrics(ctx)
  const off = new Set(metrics.filter(({ isOn }) => !isOn).map(({ metric }) => metric))
  const found: Alarm[] = []
  for (const kind of alarmKinds) {
    const [metric, find] = finders[kind]
    if (metric === null || !off.has(metric)) found.push(...(await find(look)))
  }
  return { now: look.now, alarms: found }
}

const alarm = (more: Pick<Alarm, 'kind' | 'project' | 'since' | 'figure' | 'limit'> & Partial<Alarm>): Alarm => ({
  id: [more.kind, more.project.id, more.seat ?? '', more.about?.id ?? ''].join(':'),
  ...{ seat: null, isEmpty: false, subject: '', count: 1, gate: null, about: null, other: null, events: [] },
  ...more,
  project: { id: more.project.id, slug: more.project.slug, name: more.project.name },
})

/** Requests, and releases of what was granted, that nobody has answered for five working days. */
const findWaits: Finder = async look => {
  const waits = await openWaitsIn(look.ctx, look.ids)
  return look.projects.flatMap(project => {
    const here = waits.filter(({ projectId }) => projectId === project.id)
    return [...Map.groupBy(here, ({ kind, seat }) => `${kind} ${seat}`).values()].flatMap(group => {
      const late = overdue(group)
      const [oldest] = late
      if (!oldest) return []
      const events = late.map(wait => ({
        ...{ eventId: wait.openedBy, at: wait.startedAt },
        ...{ kind: 'request', id: wait.requestId ?? wait.id },
      }))
      return [
        alarm({
          ...{ kind: 'waiting', project, seat: oldest.seat, isEmpty: oldest.isEmpty, subject: oldest.kind },
          ...{
            count: late.length,
            since: oldest.startedAt,
            figure: hoursOf(oldest.workingMs),
            limit: limits.waitHours,
          },
          about: { kind: 'request', id: oldest.requestId ?? oldest.id, version: null },
          events,
        }),
      ]
    })
  })
}

/** Seats that the stage works in now and in which nobody has sat for a week. */
const findEmptySeats: Finder = async look => {
  const { ctx, now } = look
  const passed = await gatesPassedIn(ctx, look.ids)
  const empty: { project: Named; seat: Seat; gate: (typeof gates)[number] }[] = []
  for (const project of look.projects) {
    const done = passed.get(project.id) ?? new Set<string>()
    const next = gates.find(gate => !done.has(gate))
    const stage = stageAfter(done)
    for (const { seat, state } of crewOf(look.holders.get(project.id) ?? [], now)) {
      const gate = firstGateBlocked(seat, stage)
      if (state === 'empty' && gate !== null && (next === undefined || gate === next))
        empty.push({ project, seat, gate })
    }
  }
  const leftOf = await evidenceOf(look, { kind: 'seat', verbs: ['leave-seat'] }, empty.map(atSeat))
  const createdOf = await evidenceOf(
    look,
    { kind: 'project', verbs: ['create'] },
    look.ids.map(id => ({ projectId: id, id })),
  )
  return empty.flatMap(({ project, seat, gate }) => {
    const left = leftOf({ projectId: project.id, id: seat })
    const since = left[0]?.at ?? project.createdAt
    const days = Math.floor((now - since) / day)
    if (days < limits.emptyDays) return []
    const about = { kind: 'seat', id: seat, version: null }
    const events = left.length > 0 ? left : createdOf({ projectId: project.id, id: project.id })
    const figures = { since, figure: days, limit: limits.emptyDays }
    return [alarm({ kind: 'empty_seat', project, seat, isEmpty: true, ...figures, gate, about, events })]
  })
}

/** Seats whose holder cannot do them justice: more than three projects, or more than two seats here. */
const findOverload: Finder = async look => {
  const found: { project: Named; seat: Seat; here: SeatHolder[] }[] = []
  for (const project of look.projects) {
    const holders = look.holders.get(project.id) ?? []
    const seatsHere = (person: string) => holders.filter(holder => holder.person.id === person).length
    const over = holders.filter(({ person, projects }) => isOverloaded({ projects, seatsHere: seatsHere(person.id) }))
    for (const [seat, here] of Map.groupBy(over, holder => holder.seat)) found.push({ project, seat, here })
  }
  const eventsOf = await evidenceOf(look, { kind: 'seat', verbs: ['assign-seat'] }, found.map(atSeat))
  return found.map(({ project, seat, here }) => {
    const figure = Math.max(...here.map(({ projects }) => projects))
    const since = Math.max(...here.map(holder => holder.since))
    const events = eventsOf({ projectId: project.id, id: seat })
    return alarm({ kind: 'overload', project, seat, since, figure, limit: mostProjects, events })
  })
}

const atSeat = ({ project, seat }: { project: Named; seat: Seat }) => ({ projectId: project.id, id: seat })

/** Open promises whose date is over, or lies before the date by which 85 of 100 futures end. */
const findLatePromises: Finder = async look => {
  const { ctx, now } = look
  const [promises, dates] = [await promisesOpenIn(ctx, look.ids), await lastDatesIn(ctx, look.ids)]
  const late = look.projects.flatMap(project => {
    const expected = Math.max(now, dates.get(project.id)?.p85 ?? 0)
    return (promises.get(project.id) ?? [])
      .map(promise => ({ project, promise, figure: daysLate(promise.dueAt, expected) }))
      .filter(({ figure }) => figure > 0)
  })
  const eventsOf = await evidenceOf(
    look,
    { kind: 'promise', verbs: ['promise-made', 'alert'] },
    late.map(({ project, promise }) => ({ projectId: project.id, id: promise.id })),
  )
  return late.map(({ project, figure, promise: { id, statement, createdAt } }) => {
    const about = { kind: 'promise', id, version: null }
    const events = eventsOf({ projectId: project.id, id })
    const said = { project, seat: 'project_manager' as const, subject: statement, about, events }
    return alarm({ kind: 'late_promise', ...said, since: createdAt, figure, limit: 0 })
  })
}

/** Three changes of the scope in ninety days: what was promised is no longer what is made. */
const findScopeCreep: Finder = async look => {
  const changes = await scopeChangesIn(look.ctx.db, {
    projectIds: look.ids,
    since: look.now - limits.windowDays * day,
  })
  const found: Alarm[] = []
  for (const project of look.projects) {
    const events = changes.flatMap(({ projectId, ...event }) => (projectId === project.id ? [event] : []))
    const first = events.at(-1)
    if (!first || events.length < limits.scopeChanges) continue
    const figures = { count: events.length, since: first.at, figure: events.length, limit: limits.scopeChanges }
    found.push(alarm({ kind: 'scope_creep', project, seat: 'stakeholder', ...figures, events }))
  }
  return found
}

const findStamps: Finder = async look => {
  const since = look.now - limits.windowDays * day
  const all = await answersIn(look.ctx.db, { projectIds: look.ids, since })
  const found: Alarm[] = []
  for (const project of look.projects) {
    const answers = all.filter(({ projectId }) => projectId === project.id)
    for (const [seat, of] of Map.groupBy(answers, answer => answer.seat)) {
      const stamped = stampedIn(of)
      if (!stamped) continue
      const figures = {
        count: of.length,
        since: of.at(-1)?.at ?? since,
        figure: stamped.minutes,
        limit: limits.answerMinutes,
      }
      const events = of.slice(0, mostEvents).map(({ eventId, at, kind, id }) => ({ eventId, at, kind, id }))
      found.push(alarm({ kind: 'rubber_stamp', project, seat, ...figures, events }))
    }
  }
  return found
}

/** Assets in use whose owner sits in their project no more. */
const findOrphans: Finder = async look => {
  const orphans = await listOrphans(look.ctx, look.ids)
  const eventsOf = await assetEvidence(look, orphans, ['create', 'publish', 'change'])
  const found: Alarm[] = []
  for (const project of look.projects) {
    const here = orphans.filter(({ projectId }) => projectId === project.id)
    const [first] = here
    if (!first) continue
    const events = here.flatMap(eventsOf)
    const since = Math.min(...here.map(({ createdAt }) => createdAt))
    const figures = { count: here.length, since, figure: here.length, limit: 1 }
    const about = { kind: 'asset', id: first.id, version: null }
    found.push(alarm({ kind: 'orphan', project, subject: first.name, ...figures, about, events }))
  }
  return found
}

/** Tables and models of the last half year that are nearly the same as an older one of another project. */
const findDuplicates: Finder = async look => {
  const since = look.now - limits.newDays * day
  const pairs = await duplicatesIn(look.ctx, { projectIds: look.ids, among: look.among, since, least: limits.likeness })
  const newest = pairs.map(({ newer: { id, kind, project } }) => ({ id, kind, projectId: project.id }))
  const eventsOf = await assetEvidence(look, newest, ['create', 'publish'])
  const found: Alarm[] = []
  for (const { newer, older, likeness } of pairs) {
    const project = look.projects.find(({ id }) => id === newer.project.id)
    if (!project) continue
    const events = eventsOf({ id: newer.id, kind: newer.kind, projectId: project.id })
    const figures = { since: newer.createdAt, figure: likeness, limit: limits.likeness }
    const about = { kind: 'asset', id: newer.id, version: null }
    const other = { id: older.id, name: older.name, project: older.project.name }
    found.push(alarm({ kind: 'duplicate', project, subject: newer.name, ...figures, about, other, events }))
  }
  return found
}

/** Each kind with the metric that switches it off; what is no figure about people stays. */
const finders: Record<AlarmKind, readonly [Metric | null, Finder]> = {
  waiting: ['waits', findWaits],
  empty_seat: [null, findEmptySeats],
  late_promise: [null, findLatePromises],
  overload: ['load', findOverload],
  rubber_stamp: ['answers', findStamps],
  scope_creep: [null, findScopeCreep],
  orphan: [null, findOrphans],
  duplicate: [null, findDuplicates],
}

type Thing = { projectId: string; id: string }

/** The events behind each of some things, read in one question. */
async function evidenceOf(
  { ctx }: Look,
  of: { kind: string; verbs: readonly Verb[] },
  things: readonly Thing[],
): Promise<(thing: Thing) => Evidence[]> {
  const events = await newestOfEach(ctx.db, { ...of, things, most: mostEvents })
  const found = Map.groupBy(events, ({ projectId, object }) => `${projectId} ${object.id}`)
  return ({ projectId, id }) => (found.get(`${projectId} ${id}`) ?? []).map(toEvidence)
}

type AssetThing = Thing & { kind: string }

async function assetEvidence(look: Look, assets: readonly AssetThing[], verbs: readonly Verb[]) {
  const found = new Map<string, (thing: Thing) => Evidence[]>()
  for (const [kind, of] of Map.groupBy(assets, asset => asset.kind))
    found.set(kind, await evidenceOf(look, { kind, verbs }, of))
  return (asset: AssetThing) => found.get(asset.kind)?.(asset) ?? []
}

const toEvidence = ({ id, occurredAt, object }: Event): Evidence => ({
  ...{ eventId: id, at: occurredAt },
  ...{ kind: object.kind, id: object.id },
})
