import type { Db } from '../../database/schema.ts'
import { latestCursor, listEvents, parseCursor, readAfter, type Event, type EventFilter } from '../../events/events.ts'
import { listSealed } from '../../events/seal.ts'
import { AppError } from '../../kernel/errors.ts'
import type { Context, ProjectContext } from '../context.ts'
import { myProjects } from '../projects/projects.service.ts'
import { accountsOf, personsOf } from '../persons.store.ts'
import { nextAfter, type PageAfter } from '../shapes.ts'
import type { TimelineEvent } from './timeline.schema.ts'

/** Finds the names of objects of one kind; each slice brings its own at the composition root. */
export type Namer = (db: Db, ids: string[]) => Promise<Map<string, string>>
export type Namers = Readonly<Record<string, Namer>>
export type TimelineContext = Context & { namers: Namers }

export type TimelineQuery = {
  kind?: string | undefined
  id?: string | undefined
  person?: string | undefined
  seat?: string | undefined
  verb?: string | undefined
  cause?: string | undefined
  before?: string | undefined
  limit: number
}

export async function readTimeline(ctx: TimelineContext & ProjectContext, query: TimelineQuery) {
  if (query.id !== undefined && query.kind === undefined)
    throw new AppError('bad_request', 'Say the kind of the object besides its id')
  const filter: EventFilter = {
    projectIds: [ctx.project.id],
    ...(query.kind === undefined ? {} : { object: { kind: query.kind, id: query.id } }),
    ...(query.person === undefined ? {} : { persons: await idsOfPerson(ctx, query.person) }),
    ...(query.seat === undefined ? {} : { seat: query.seat }),
    ...(query.verb === undefined ? {} : { verbs: query.verb.split(',') }),
    ...(query.cause === undefined ? {} : { causeId: query.cause }),
  }
  const events = await listEvents(ctx.db, filter, {
    limit: query.limit,
    ...(query.before === undefined ? {} : { before: query.before }),
  })
  return {
    events: await nameEvents(ctx, events),
    next: events.length === query.limit ? (events.at(-1)?.cursor ?? null) : null,
  }
}

export async function readSealed(ctx: ProjectContext, page: PageAfter) {
  const events = await listSealed(ctx.db, ctx.project.id, { after: page.after, limit: page.limit })
  return { events, next: nextAfter(events, page.limit, ({ cursor }) => cursor) }
}

/** Live events of one project; ends at once when the right to see them is lost. */
export function followProject(ctx: TimelineContext & ProjectContext, after: string | undefined) {
  return follow(ctx, { after: placeToStart(ctx, after), projectIds: async () => [ctx.project.id] })
}

/** Live events of all projects in which the caller holds a seat at that moment. */
export function followMine(ctx: TimelineContext, after: string | undefined) {
  return follow(ctx, {
    after: placeToStart(ctx, after),
    projectIds: async () => (await myProjects(ctx)).projects.map(project => project.id),
  })
}

/** Checked before the stream begins: afterwards no status can say what is wrong. */
function placeToStart(ctx: TimelineContext, after: string | undefined): string | undefined {
  const place = ctx.header('last-event-id') ?? after
  if (place !== undefined) parseCursor(place)
  return place
}

async function* follow(ctx: TimelineContext, wish: { after: string | undefined; projectIds: () => Promise<string[]> }) {
  let cursor = wish.after ?? (await latestCursor(ctx.db))
  while (!ctx.signal.aborted) {
    const rung = ctx.hub.wait(ctx.signal, 1_000)
    await ctx.recheck()
    const events = await readAfter(ctx.db, { projectIds: await wish.projectIds() }, { after: cursor, limit: 200 })
    for (const event of await nameEvents(ctx, events)) {
      yield { id: event.cursor, data: event }
      cursor = event.cursor
    }
    if (events.length < 200) await rung
  }
}

/** By which ids the log knows a person who may have several accounts. */
export const idsOfPerson = (ctx: Pick<TimelineContext, 'db'>, id: string) => accountsOf(ctx.db, id)

/** Puts names to ids: the log holds none, so that a person can be erased. */
export async function nameEvents(
  ctx: Pick<TimelineContext, 'db' | 'namers'>,
  events: Event[],
): Promise<TimelineEvent[]> {
  const persons = await personsOf(
    ctx.db,
    events.flatMap(event => [event.actor, event.onBehalfOf ?? event.actor]),
  )
  const names = await objectNames(ctx, events)
  const person = (id: string) => persons.get(id) ?? { id, name: '', kind: 'unknown' }
  return events.map(event => ({
    id: event.id,
    cursor: event.cursor,
    recordedAt: event.recordedAt,
    occurredAt: event.occurredAt,
    actor: person(event.onBehalfOf ?? event.actor),
    actedBy: event.onBehalfOf === null ? null : person(event.actor),
    seat: event.actingSeat,
    verb: event.verb,
    object: { ...event.object, name: names.get(`${event.object.kind} ${event.object.id}`) ?? event.object.id },
    projectId: event.projectId,
    tier: event.tier,
    cause: event.cause,
    hypothesis: event.hypothesis,
    source: event.source,
    payload: event.payload,
  }))
}

async function objectNames(ctx: Pick<TimelineContext, 'db' | 'namers'>, events: Event[]): Promise<Map<string, string>> {
  const kinds = Map.groupBy(events, event => event.object.kind)
  const names = new Map<string, string>()
  for (const [kind, of] of kinds) {
    const found = await ctx.namers[kind]?.(ctx.db, [...new Set(of.map(event => event.object.id))])
    for (const [id, name] of found ?? []) names.set(`${kind} ${id}`, name)
  }
  return names
}
