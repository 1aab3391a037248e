import { z } from 'zod'
import { parsePlace } from './place.ts'
import type { ProjectContext } from '../../context.ts'
import { myProjects } from '../../projects/projects.service.ts'
import { Seat } from '../../seats.ts'
import type { TimelineContext } from '../../timeline/timeline.service.ts'
import { workingTime, type WorkingTime } from '../../users/calendar/calendar.ts'
import { calendarOf } from '../../users/calendar/calendar.service.ts'
import type { Metric } from '../metrics/metrics.schema.ts'
import { offMetrics } from '../../metrics.store.ts'
import { listDeliveries, type DeliveryRow } from '../projection/deliveries.store.ts'
import { waitKinds, type WaitKind } from '../projection/kinds.ts'
import { catchUp } from '../projection/projector.ts'
import { FlowSlice, type Delivery, type FlowDetail, type FlowLine, type FlowWait, type WaitSum } from './flow.schema.ts'
import {
  countOpenHypotheses,
  listClosedHypotheses,
  listEndedWaits,
  listOpenWaits,
  seatsTaken,
  sumReuse,
  sumWaits,
  type WaitRow,
} from './flow.store.ts'
import { efficiency, five, toProduction, type Measured, type Span } from './measures.ts'

/** A reader waits for the latest events, not for a long history: that is read in the background. */
const mostForReader = 500

/** Most deliveries of a project that figures are made of; newest first. */
const mostDeliveries = 5_000

type Named = { id: string; slug: string; name: string }

/** What one answer is made of: the same for a project and for all of them. */
type Look = {
  ctx: TimelineContext
  now: number
  span: Span
  before: Span
  time: WorkingTime
  off: ReadonlySet<Metric>
}

export async function readFlow(ctx: TimelineContext, { days }: { days: number }) {
  const { projects } = await myProjects(ctx)
  const { look, told } = await lookAt(ctx, days)
  return { ...told, projects: await linesOf(look, projects) }
}

export async function readProjectFlow(
  ctx: TimelineContext & ProjectContext,
  { days }: { days: number },
): Promise<FlowDetail> {
  const { look, told } = await lookAt(ctx, days)
  const { id } = ctx.project
  const [line] = await linesOf(look, [ctx.project])
  const rows = await listDeliveries(ctx.db, { projectIds: [id], since: look.before.from, limit: mostDeliveries })
  const isOn = (metric: Metric) => !look.off.has(metric)
  return {
    ...(line ?? emptyLine(ctx.project)),
    ...told,
    deliveries: isOn('flow') ? await namedDeliveries(look, rows) : null,
    services: isOn('delivery') ? await servicesOf(look, rows) : null,
    reuse: isOn('reuse') ? await reuseOf(look, id) : null,
    hypotheses: isOn('hypotheses') ? await resolutionOf(look, id) : null,
  }
}

export type WaitsQuery = { kind?: WaitKind | undefined; days: number; before?: string | undefined; limit: number }

export async function listWaits(ctx: TimelineContext & ProjectContext, query: WaitsQuery) {
  const { look } = await lookAt(ctx, query.days)
  if (look.off.has('waits')) return { waits: [], next: null }
  const rows = await listEndedWaits(ctx.db, {
    projectId: ctx.project.id,
    kind: query.kind,
    since: look.span.from,
    before: query.before === undefined ? undefined : parsePlace(query.before),
    limit: query.limit,
  })
  const last = rows.at(-1)
  return {
    waits: await namedWaits(look, rows),
    next: rows.length === query.limit && last ? `${last.ended_at}-${last.id}` : null,
  }
}

/** What waits now in these projects; nothing where waits are switched off. */
export async function openWaitsIn(ctx: TimelineContext, projectIds: readonly string[]) {
  const { look } = await lookAt(ctx, 7)
  if (look.off.has('waits')) return []
  const rows = await listOpenWaits(ctx.db, projectIds)
  const named = await namedWaits(look, rows)
  return named.map((wait, at) => ({ ...wait, projectId: rows[at]?.project_id ?? '' }))
}

async function lookAt(ctx: TimelineContext, days: number) {
  const progress = await catchUp(ctx.db, { most: mostForReader })
  const calendar = await calendarOf(ctx)
  const now = ctx.clock.now()
  const time = workingTime(calendar)
  // whole days, so that the figures stand still until midnight when nothing happens
  const span = { from: time.startOf(time.dayOf(now) - days + 1), until: time.startOf(time.dayOf(now) + 1) }
  const before = { from: time.startOf(time.dayOf(now) - 2 * days + 1), until: span.from }
  const look: Look = { ctx, now, span, before, time, off: await offMetrics(ctx.db) }
  return { look, told: { now, days, progress, calendar } }
}

const emptyLine = (project: Named): FlowLine => ({
  project: { id: project.id, slug: project.slug, name: project.name },
  toProduction: null,
  efficiency: null,
  waits: null,
  open: null,
})

async function linesOf(look: Look, projects: readonly Named[]): Promise<FlowLine[]> {
  const { ctx, span, before, off } = look
  const projectIds = projects.map(({ id }) => id)
  const rows = off.has('flow')
    ? []
    : await listDeliveries(ctx.db, { projectIds, since: before.from, limit: mostDeliveries })
  const waits = off.has('waits') ? undefined : await waitsOf(look, projectIds)
  return projects.map(project => {
    const deliveries = rows.filter(row => row.project_id === project.id).map(measured)
    return {
      ...emptyLine(project),
      ...(off.has('flow')
        ? {}
        : {
            toProduction: { now: toProduction(deliveries, span), before: toProduction(deliveries, before) },
            efficiency: efficiency(deliveries, span),
          }),
      ...(waits
        ? {
            waits: waits.sumsOf(project.id),
            open: waits.open.flatMap(one => (one.project === project.id ? [one.wait] : [])).slice(0, 20),
          }
        : {}),
    }
  })
}

async function waitsOf(look: Look, projectIds: readonly string[]) {
  const { ctx, time, now, span, before } = look
  const days = ({ from, until }: Span) => ({ projectIds, from: time.dayOf(from), until: time.dayOf(until - 1) + 1 })
  const ended = await sumWaits(ctx.db, days(span))
  const past = await sumWaits(ctx.db, days(before))
  const rows = await listOpenWaits(ctx.db, projectIds)
  const named = await namedWaits(look, rows)
  const open = rows.flatMap((row, at) => {
    const wait = named[at]
    return wait ? [{ project: row.project_id, wait }] : []
  })
  const running = rows.map(row => ({
    projectId: row.project_id,
    kind: row.kind,
    seat: row.seat,
    waits: 0,
    ms: now - Math.max(row.started_at, span.from),
    workingMs: time.workingMs(Math.max(row.started_at, span.from), now),
  }))
  const sumsOf = (projectId: string): WaitSum[] =>
    waitKinds.flatMap(kind => {
      const is = (one: { projectId: string; kind: string }) => one.projectId === projectId && one.kind === kind
      const mine = [...ended.filter(is), ...running.filter(is)]
      const beforeMs = total(past.filter(is), 'ms')
      if (mine.length === 0 && beforeMs === 0) return []
      return [
        {
          kind,
          waits: total(mine, 'waits'),
          open: running.filter(is).length,
          ms: total(mine, 'ms'),
          workingMs: total(mine, 'workingMs'),
          seat: seatOfMost(mine),
          beforeMs,
        },
      ]
    })
  return { open, sumsOf }
}

type Summed = { seat: string; waits: number; ms: number; workingMs: number }
const total = (sums: readonly Summed[], what: 'waits' | 'ms' | 'workingMs') =>
  sums.reduce((sum, one) => sum + one[what], 0)

function seatOfMost(sums: readonly Summed[]): Seat | null {
  const bySeat = Map.groupBy(sums, ({ seat }) => seat)
  const [most] = [...bySeat].toSorted(([, a], [, b]) => total(b, 'ms') - total(a, 'ms'))
  return most ? (Seat.safeParse(most[0]).data ?? null) : null
}

const Slices = z.array(FlowSlice)

const measured = (row: DeliveryRow): Measured => ({
  at: row.at,
  isNew: row.is_new === 1,
  slices: Slices.parse(JSON.parse(row.slices)),
})

const namesOf = async ({ ctx }: Look, kind: string, ids: readonly string[]) =>
  ids.length === 0
    ? new Map<string, string>()
    : ((await ctx.namers[kind]?.(ctx.db, [...new Set(ids)])) ?? new Map<string, string>())

async function namedDeliveries(look: Look, rows: readonly DeliveryRow[]): Promise<Delivery[]> {
  const shown = rows.slice(0, 50)
  const names = await namesOf(
    look,
    'model',
    shown.map(({ model_id }) => model_id),
  )
  return shown.map(row => ({
    ...measured(row),
    eventId: row.event_id,
    model: { id: row.model_id, name: names.get(row.model_id) ?? row.model_id },
    version: row.version,
    firstRun:
      row.first_run_event === null || row.first_run_at === null
        ? null
        : { eventId: row.first_run_event, at: row.first_run_at },
  }))
}

async function servicesOf(look: Look, rows: readonly DeliveryRow[]) {
  const services = [...Map.groupBy(rows, ({ endpoint_id }) => endpoint_id)]
  const names = await namesOf(
    look,
    'endpoint',
    services.map(([id]) => id),
  )
  return services.map(([id, of]) => ({
    endpoint: { id, name: names.get(id) ?? id },
    now: five(of, look.span),
    before: five(of, look.before),
  }))
}

const requestIdOf = ({ id, kind }: WaitRow) =>
  kind === 'compute' ? null : kind === 'release' ? id.slice(id.indexOf(':') + 1) : id

const WaitKindOf = z.enum(waitKinds)

async function namedWaits(look: Look, rows: readonly WaitRow[]): Promise<FlowWait[]> {
  const taken = await seatsTaken(look.ctx.db, [...new Set(rows.map(row => row.project_id))])
  const names = await namesOf(
    look,
    'request',
    rows.flatMap(row => requestIdOf(row) ?? []),
  )
  return rows.map(row => {
    const end = row.ended_at ?? look.now
    const requestId = requestIdOf(row)
    return {
      id: row.id,
      kind: WaitKindOf.parse(row.kind),
      seat: Seat.safeParse(row.seat).data ?? null,
      isEmpty: !taken.has(`${row.project_id} ${row.seat}`),
      subject: names.get(requestId ?? '') ?? row.subject_id,
      requestId,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      ms: Math.max(0, end - row.started_at),
      workingMs: look.time.workingMs(row.started_at, end),
      openedBy: row.opened_by,
      closedBy: row.closed_by,
    }
  })
}

async function reuseOf({ ctx, span, before, time }: Look, projectId: string) {
  const days = ({ from, until }: Span) => ({
    projectIds: [projectId],
    from: time.dayOf(from),
    until: time.dayOf(until - 1) + 1,
  })
  const kinds = await sumReuse(ctx.db, days(span))
  const all = (sums: typeof kinds) => ({
    uses: sums.reduce((sum, one) => sum + one.uses, 0),
    ofOthers: sums.reduce((sum, one) => sum + one.ofOthers, 0),
  })
  return { ...all(kinds), kinds, before: all(await sumReuse(ctx.db, days(before))) }
}

async function resolutionOf({ ctx, span, before }: Look, projectId: string) {
  const closed = await listClosedHypotheses(ctx.db, { projectId, since: before.from })
  const isNow = ({ closed_at }: { closed_at: number | null }) => (closed_at ?? 0) >= span.from
  const count = (of: typeof closed) => {
    const that = (outcome: string) => of.filter(one => one.outcome === outcome).length
    return { validated: that('validated'), refuted: that('refuted'), inconclusive: that('inconclusive') }
  }
  return {
    now: count(closed.filter(isNow)),
    before: count(closed.filter(one => !isNow(one))),
    open: await countOpenHypotheses(ctx.db, projectId),
    events: closed
      .filter(isNow)
      .flatMap(one => one.closed_event ?? [])
      .slice(0, 500),
  }
}
