import { createHash } from 'node:crypto'
import { sql, type SelectQueryBuilder, type SqlBool } from 'kysely'
import { z } from 'zod'
import { isPostgres } from '../database/open.ts'
import type { EventTable } from '../database/schema/core.ts'
import type { Database, Db } from '../database/schema.ts'
import type { Clock } from '../kernel/clock.ts'
import { AppError } from '../kernel/errors.ts'
import { newId } from '../kernel/ids.ts'
import { tiers, type ObjectKind, type Verb } from './verbs.ts'

/** Who appends: the part of a context that the log needs. */
export type Author = {
  actor: { id: string; seat?: string; actedBy?: { id: string } }
  source: 'ui' | 'sdk' | 'ci' | 'system' | 'import' | 'simulation'
  clock: Clock
  project?: { id: string }
  /** of all that is appended, for sources `import` and `simulation` */
  occurredAt?: number
}

export type NewEvent = {
  verb: Verb
  object: { kind: ObjectKind; id: string; version?: string | number }
  /** ids, numbers and codes only: never names, e-mail, free text or secrets, so that a person can be erased */
  payload?: Record<string, unknown>
  hypothesis?: string
  cause?: string
  /** only for sources `import` and `simulation` */
  occurredAt?: number
  /** when the object's project is not the context's */
  projectId?: string
}

export type Event = {
  cursor: string
  id: string
  recordedAt: number
  occurredAt: number
  actor: string
  onBehalfOf: string | null
  actingSeat: string | null
  verb: string
  object: { kind: string; id: string; version: string | null }
  projectId: string | null
  tier: number
  hypothesis: string | null
  cause: string | null
  source: string
  payload: Record<string, unknown>
}

/** Appends in the caller's transaction, so that a change and its event stand or fall together. Returns the event's id. */
export async function append(tx: Db, author: Author, event: NewEvent): Promise<string> {
  const row = rowOf(author, event)
  await tx.insertInto('events').values(row).execute()
  return row.id
}

/** Many at once, in their order. */
export async function appendAll(tx: Db, author: Author, events: readonly NewEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += mostAtOnce) {
    const rows = events.slice(at, at + mostAtOnce).map(event => rowOf(author, event))
    await tx.insertInto('events').values(rows).execute()
  }
}

const mostAtOnce = 500

function rowOf(author: Author, event: NewEvent) {
  const now = author.clock.now()
  const { actor } = author
  return {
    id: newId('evt'),
    recorded_at: now,
    occurred_at: event.occurredAt ?? author.occurredAt ?? now,
    actor: actor.actedBy?.id ?? actor.id,
    on_behalf_of: actor.actedBy ? actor.id : null,
    acting_seat: actor.seat ?? null,
    verb: event.verb,
    object_kind: event.object.kind,
    object_id: event.object.id,
    object_version: event.object.version === undefined ? null : String(event.object.version),
    project_id: event.projectId ?? author.project?.id ?? null,
    tier: tiers[event.object.kind],
    hypothesis_id: event.hypothesis ?? null,
    cause_id: event.cause ?? null,
    source: author.source,
    payload: JSON.stringify(event.payload ?? {}),
  }
}

export type EventFilter = {
  projectIds?: readonly string[]
  object?: { kind: string; id?: string | undefined }
  /** one of the accounts of the person who acted, or for whom somebody acted */
  persons?: readonly string[]
  seat?: string
  verbs?: readonly string[]
  causeId?: string
  hypothesis?: string
  /** recorded from `since` on, and before `until` */
  since?: number
  until?: number
  /** without what an import told of other places */
  isHere?: boolean
}

/** Newest first, before a cursor. */
export async function listEvents(
  db: Db,
  filter: EventFilter,
  page: { before?: string; limit: number },
): Promise<Event[]> {
  let query = filtered(db.selectFrom('events').selectAll('events'), filter)
    .orderBy('tx', 'desc')
    .orderBy('seq', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) {
    query = query.where(isPlaced(db, '<', parseCursor(page.before)))
  }
  return (await query.execute()).map(toEvent)
}

/** What happened to things of one kind in a project; found by index, however long the history is. */
export type Happening = { verb: Verb; kind: string }

/** How often, up to a number; counting all would take longer with every event. */
export async function countHappened(
  db: Db,
  projectId: string,
  { verb, kind, upTo }: Happening & { upTo: number },
): Promise<number> {
  const some = db
    .selectFrom('events')
    .select('seq')
    .where('project_id', '=', projectId)
    .where('verb', '=', verb)
    .where('object_kind', '=', kind)
    .limit(upTo)
  const row = await db
    .selectFrom(some.as('some'))
    .select(eb => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** The newest thousand of them, newest first. */
export async function listHappened(db: Db, projectId: string, { verb, kind }: Happening): Promise<Event[]> {
  const query = db.selectFrom('events').selectAll().where('project_id', '=', projectId)
  const rows = await query
    .where('verb', '=', verb)
    .where('object_kind', '=', kind)
    .orderBy('tx', 'desc')
    .orderBy('seq', 'desc')
    .limit(1_000)
    .execute()
  return rows.map(toEvent)
}

/** The latest act of one account, found by index however long the history is. */
export async function lastActBy(db: Db, actor: string): Promise<Event | undefined> {
  const query = db.selectFrom('events').selectAll().where('actor', '=', actor)
  const row = await query.orderBy('tx', 'desc').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row && toEvent(row)
}

/** The latest act of a person in a seat of a project, whoever did it for them. */
export async function lastActIn(
  db: Db,
  { projectId, seat, person }: { projectId: string; seat: string; person: string },
): Promise<Event | undefined> {
  const inSeat = db
    .selectFrom('events')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('acting_seat', '=', seat)
    .orderBy('recorded_at', 'desc')
    .limit(1)
  const own = await inSeat.where('actor', '=', person).where('on_behalf_of', 'is', null).executeTakeFirst()
  const others = await inSeat.where('on_behalf_of', '=', person).executeTakeFirst()
  const last = own && others ? (own.recorded_at >= others.recorded_at ? own : others) : (own ?? others)
  return last && toEvent(last)
}

/** Whether a seat did one of these in a project after a moment. */
export async function hasActed(
  db: Db,
  projectId: string,
  { seat, verbs, after }: { seat: string; verbs: readonly Verb[]; after: number },
): Promise<boolean> {
  const row = await db
    .selectFrom('events')
    .select('seq')
    .where('project_id', '=', projectId)
    .where('acting_seat', '=', seat)
    .where('recorded_at', '>', after)
    .where('verb', 'in', verbs)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Oldest first, after a cursor: what a live stream reads. */
export async function readAfter(db: Db, filter: EventFilter, page: { after: string; limit: number }): Promise<Event[]> {
  const query = filtered(committed(db), filter)
    .where(isPlaced(db, '>', parseCursor(page.after)))
    .orderBy('tx')
    .orderBy('seq')
    .limit(page.limit)
  return (await query.execute()).map(toEvent)
}

export async function latestCursor(db: Db): Promise<string> {
  const row = await committed(db).orderBy('tx', 'desc').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row ? cursorOf(row) : '0-0'
}

/**
 * On Postgres a later number may commit before an earlier one. Only rows of transactions older than every running one are
 * read, in the order (transaction, number): nothing can appear behind a cursor any more.
 */
export function committed(db: Db) {
  const query = db.selectFrom('events').selectAll('events')
  return isPostgres(db)
    ? query.where(sql<boolean>`events.tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint`)
    : query
}

function filtered<O>(query: SelectQueryBuilder<Database, 'events', O>, filter: EventFilter) {
  let q = query
  if (filter.projectIds) q = q.where('project_id', 'in', filter.projectIds.length > 0 ? [...filter.projectIds] : [''])
  if (filter.object) q = q.where('object_kind', '=', filter.object.kind)
  if (filter.object?.id !== undefined) q = q.where('object_id', '=', filter.object.id)
  const { persons } = filter
  if (persons) q = q.where(eb => eb.or([eb('actor', 'in', persons), eb('on_behalf_of', 'in', persons)]))
  if (filter.seat !== undefined) q = q.where('acting_seat', '=', filter.seat)
  if (filter.verbs) q = q.where('verb', 'in', [...filter.verbs])
  if (filter.causeId !== undefined) q = q.where('cause_id', '=', filter.causeId)
  if (filter.since !== undefined) q = q.where('recorded_at', '>=', filter.since)
  if (filter.until !== undefined) q = q.where('recorded_at', '<', filter.until)
  if (filter.isHere) q = q.where('source', '!=', 'import')
  if (filter.hypothesis !== undefined) q = q.where('hypothesis_id', '=', filter.hypothesis)
  return q
}

export type EventRow = Omit<EventTable, 'seq' | 'tx'> & { seq: number; tx: number }

export const cursorOf = (row: { tx: number; seq: number }) => `${row.tx}-${row.seq}`

type Place = { tx: number; seq: number }

/**
 * Whether an event stands before or after a place in the log. On SQLite all stand in transaction 0, and only when that is
 * said does its index begin at the place: a comparison of pairs reads the log from its beginning.
 */
export const isPlaced = (db: Db, is: '<' | '>' | '>=', { tx, seq }: Place) =>
  isPostgres(db)
    ? sql<SqlBool>`(events.tx, events.seq) ${sql.raw(is)} (${tx}, ${seq})`
    : sql<SqlBool>`(events.tx = 0 and events.seq ${sql.raw(is)} ${seq})`

/** A place in the log as lists and streams name it; refuses any other text. */
export function parseCursor(cursor: string): Place {
  const found = /^(\d{1,16})-(\d{1,16})$/.exec(cursor)
  if (!found)
    throw new AppError(
      'bad_request',
      `"${cursor}" is not a place in the event log; leave it out to start at the newest`,
    )
  return { tx: Number(found[1]), seq: Number(found[2]) }
}

const Payload = z.record(z.string(), z.unknown())

export function toEvent(row: EventRow): Event {
  return {
    cursor: cursorOf(row),
    id: row.id,
    recordedAt: row.recorded_at,
    occurredAt: row.occurred_at,
    actor: row.actor,
    onBehalfOf: row.on_behalf_of,
    actingSeat: row.acting_seat,
    verb: row.verb,
    object: { kind: row.object_kind, id: row.object_id, version: row.object_version },
    projectId: row.project_id,
    tier: row.tier,
    hypothesis: row.hypothesis_id,
    cause: row.cause_id,
    source: row.source,
    payload: Payload.parse(JSON.parse(row.payload)),
  }
}

/** The hash of an event covers all it says and the hash before it. */
export const chainHash = (previous: string, row: EventRow) =>
  createHash('sha256').update(previous).update('\n').update(chainText(row)).digest('hex')

/** All that an event says, as one text. */
export const chainText = (row: EventRow) =>
  JSON.stringify([
    row.id,
    row.recorded_at,
    row.occurred_at,
    row.actor,
    row.on_behalf_of,
    row.acting_seat,
    row.verb,
    row.object_kind,
    row.object_id,
    row.object_version,
    row.project_id,
    row.tier,
    row.hypothesis_id,
    row.cause_id,
    row.source,
    row.payload,
  ])
