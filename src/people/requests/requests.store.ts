import type { Db } from '../../database/schema.ts'
import { Seat } from '../seats.ts'
import { Check, Details, Request } from './requests.schema.ts'

export type NewRequest = {
  id: string
  projectId: string
  kind: string
  subject: { kind: string; id: string; version: string | null; name: string }
  from: string
  fromSeat: Seat | null
  toSeat: Seat
  reason: string
  evidence: unknown
  blocks: string | null
  details: Details
  previousId: string | null
  /** through which it was asked */
  agent: string | null
  dueAt: number | null
  now: number
}

export async function insertRequest(db: Db, request: NewRequest): Promise<void> {
  await db
    .insertInto('requests')
    .values({
      id: request.id,
      project_id: request.projectId,
      kind: request.kind,
      subject_kind: request.subject.kind,
      subject_id: request.subject.id,
      subject_version: request.subject.version,
      subject_name: request.subject.name,
      from_user: request.from,
      from_seat: request.fromSeat,
      to_seat: request.toSeat,
      reason: request.reason,
      evidence: JSON.stringify(request.evidence),
      blocks: request.blocks,
      state: 'open',
      due_at: request.dueAt,
      created_at: request.now,
      details: JSON.stringify(request.details),
      previous_id: request.previousId,
      agent_id: request.agent,
    })
    .execute()
}

const wholeRequests = (db: Db) =>
  db
    .selectFrom('requests')
    .innerJoin('projects', 'projects.id', 'requests.project_id')
    .innerJoin('users as asker', 'asker.id', 'requests.from_user')
    .leftJoin('users as decider', 'decider.id', 'requests.decided_by')
    .selectAll('requests')
    .select(['projects.slug', 'projects.name as project_name', 'asker.name as asker_name', 'asker.kind as asker_kind'])
    .leftJoin('users as absent', 'absent.id', 'requests.decided_for')
    .select(['decider.name as decider_name', 'decider.kind as decider_kind'])
    .select(['absent.name as absent_name', 'absent.kind as absent_kind'])
    .leftJoin('users as agent', 'agent.id', 'requests.agent_id')
    .select('agent.name as agent_name')

export async function findRequest(db: Db, projectId: string, id: string): Promise<Request | undefined> {
  const row = await wholeRequests(db)
    .where('requests.project_id', '=', projectId)
    .where('requests.id', '=', id)
    .executeTakeFirst()
  return row && toRequest(row)
}

export async function findAnyRequest(db: Db, id: string): Promise<Request | undefined> {
  const row = await wholeRequests(db).where('requests.id', '=', id).executeTakeFirst()
  return row && toRequest(row)
}

/** What the platform found when the request was made, or when it was decided. */
export async function evidenceOf(db: Db, request: { projectId: string; id: string }): Promise<Check[]> {
  const row = await db
    .selectFrom('requests')
    .select('evidence')
    .where('project_id', '=', request.projectId)
    .where('id', '=', request.id)
    .executeTakeFirst()
  return row ? Check.array().parse(JSON.parse(row.evidence)) : []
}

/** The newest request of a kind about one version; open ones come first. */
export async function findRequestAbout(
  db: Db,
  subject: { projectId: string; kind: string; id: string; version: string | null; details?: Details },
): Promise<Request | undefined> {
  const whole = wholeRequests(db)
  const { details } = subject
  const rows = await (details ? whole.where('requests.details', '=', JSON.stringify(details)) : whole)
    .where('requests.project_id', '=', subject.projectId)
    .where('requests.kind', '=', subject.kind)
    .where('requests.subject_id', '=', subject.id)
    .where('requests.subject_version', subject.version === null ? 'is' : '=', subject.version)
    .orderBy('requests.created_at', 'desc')
    .execute()
  const found = rows.map(toRequest)
  return found.find(request => request.state === 'open') ?? found[0]
}

/** The newest request of a kind about a thing, whichever version of it. */
export async function findLatestAbout(
  db: Db,
  about: { projectId: string; kind: string; subject: { kind: string; id: string } },
): Promise<Request | undefined> {
  const row = await wholeRequests(db)
    .where('requests.subject_kind', '=', about.subject.kind)
    .where('requests.subject_id', '=', about.subject.id)
    .where('requests.project_id', '=', about.projectId)
    .where('requests.kind', '=', about.kind)
    .orderBy('requests.created_at', 'desc')
    .executeTakeFirst()
  return row && toRequest(row)
}

export type RequestFilter = {
  projectId: string
  state?: string | undefined
  kind?: string | undefined
  before?: string | undefined
  limit: number
}

export async function listRequests(db: Db, filter: RequestFilter): Promise<Request[]> {
  let query = wholeRequests(db)
    .where('requests.project_id', '=', filter.projectId)
    .orderBy('requests.id', 'desc')
    .limit(filter.limit)
  if (filter.state !== undefined) query = query.where('requests.state', '=', filter.state)
  if (filter.kind !== undefined) query = query.where('requests.kind', '=', filter.kind)
  if (filter.before !== undefined) query = query.where('requests.id', '<', filter.before)
  return (await query.execute()).map(toRequest)
}

export type InboxFilter = {
  /** whose seats are asked */
  userId: string
  /** what these asked for themselves is left out */
  asAccounts: readonly string[]
  /** only where this person sits too */
  alsoSits?: string | undefined
  kind?: string | undefined
  project?: string | undefined
  askedBefore?: number | undefined
  dueBefore?: number | undefined
  after?: string | undefined
  limit?: number | undefined
}

/** What waits for a person: open requests to a seat the person holds, asked by somebody else; oldest first. */
export async function listWaitingFor(db: Db, filter: InboxFilter): Promise<Request[]> {
  const { alsoSits, kind, project, askedBefore, dueBefore, after, limit = 200 } = filter
  let query = wholeRequests(db)
    .innerJoin('seats', join =>
      join.onRef('seats.project_id', '=', 'requests.project_id').onRef('seats.seat', '=', 'requests.to_seat'),
    )
    .where('seats.user_id', '=', filter.userId)
    .where('requests.state', '=', 'open')
    .where('requests.from_user', 'not in', filter.asAccounts)
    .orderBy('requests.id')
    .limit(limit)
  if (alsoSits !== undefined)
    query = query.where('requests.project_id', 'in', eb =>
      eb.selectFrom('seats as own').select('own.project_id').where('own.user_id', '=', alsoSits),
    )
  if (kind !== undefined) query = query.where('requests.kind', '=', kind)
  if (project !== undefined) query = query.where('projects.slug', '=', project)
  if (askedBefore !== undefined) query = query.where('requests.created_at', '<', askedBefore)
  if (dueBefore !== undefined) query = query.where('requests.due_at', '<', dueBefore)
  if (after !== undefined) query = query.where('requests.id', '>', after)
  return (await query.execute()).map(toRequest)
}

/** What a person waits for. */
export async function listAskedBy(db: Db, accounts: readonly string[]): Promise<Request[]> {
  const rows = await wholeRequests(db)
    .where('requests.from_user', 'in', accounts)
    .where('requests.state', '=', 'open')
    .orderBy('requests.created_at')
    .limit(200)
    .execute()
  return rows.map(toRequest)
}

/** Everything a person ever asked for, newest first. */
export async function listAllAskedBy(
  db: Db,
  filter: { accounts: readonly string[]; state?: string | undefined; before?: string | undefined; limit: number },
): Promise<Request[]> {
  let query = wholeRequests(db)
    .where('requests.from_user', 'in', filter.accounts)
    .orderBy('requests.id', 'desc')
    .limit(filter.limit)
  if (filter.state !== undefined) query = query.where('requests.state', '=', filter.state)
  if (filter.before !== undefined) query = query.where('requests.id', '<', filter.before)
  return (await query.execute()).map(toRequest)
}

export async function listOpenIn(db: Db, projectIds: readonly string[]): Promise<Request[]> {
  if (projectIds.length === 0) return []
  const rows = await wholeRequests(db)
    .where('requests.project_id', 'in', [...projectIds])
    .where('requests.state', '=', 'open')
    .orderBy('requests.created_at')
    .limit(500)
    .execute()
  return rows.map(toRequest)
}

export type Decision = {
  id: string
  state: 'accepted' | 'returned' | 'withdrawn'
  by: string
  seat: Seat | null
  reason: string
  code: string | null
  /** who was away, when a stand-in decides */
  forPerson: string | null
  evidence: unknown
  now: number
}

/** False when somebody else decided first. */
export async function settleRequest(db: Db, decision: Decision): Promise<boolean> {
  const done = await db
    .updateTable('requests')
    .set({
      state: decision.state,
      decided_by: decision.by,
      decided_seat: decision.seat,
      decided_at: decision.now,
      decision_reason: decision.reason,
      decision_code: decision.code,
      decided_for: decision.forPerson,
      evidence: JSON.stringify(decision.evidence),
    })
    .where('id', '=', decision.id)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

type Row = Awaited<ReturnType<ReturnType<typeof wholeRequests>['executeTakeFirstOrThrow']>>

function toRequest(row: Row): Request {
  return Request.parse({
    id: row.id,
    kind: row.kind,
    project: { id: row.project_id, slug: row.slug, name: row.project_name },
    subject: { kind: row.subject_kind, id: row.subject_id, version: row.subject_version, name: row.subject_name },
    from: { id: row.from_user, name: row.asker_name, kind: row.asker_kind },
    fromSeat: row.from_seat,
    toSeat: row.to_seat,
    reason: row.reason,
    blocks: row.blocks,
    state: row.state,
    dueAt: row.due_at,
    createdAt: row.created_at,
    decidedBy:
      row.decided_by === null
        ? null
        : { id: row.decided_by, name: row.decider_name ?? '', kind: row.decider_kind ?? '' },
    decidedSeat: row.decided_seat,
    decidedAt: row.decided_at,
    decisionReason: row.decision_reason,
    details: Details.parse(JSON.parse(row.details)),
    decisionCode: row.decision_code,
    previousId: row.previous_id,
    decidedFor:
      row.decided_for === null
        ? null
        : { id: row.decided_for, name: row.absent_name ?? '', kind: row.absent_kind ?? '' },
    agent: row.agent_id === null ? null : { id: row.agent_id, name: row.agent_name ?? '', kind: 'agent' },
  })
}

export async function findAccepted(
  db: Db,
  subject: { projectId: string; kind: string; id: string; version: string },
): Promise<Request | undefined> {
  const row = await wholeRequests(db)
    .where('requests.project_id', '=', subject.projectId)
    .where('requests.kind', '=', subject.kind)
    .where('requests.subject_id', '=', subject.id)
    .where('requests.subject_version', '=', subject.version)
    .where('requests.state', '=', 'accepted')
    .orderBy('requests.decided_at', 'desc')
    .executeTakeFirst()
  return row && toRequest(row)
}

/** Requests of a kind since a time, newest first; at most 2,000. */
export async function listOfKind(
  db: Db,
  { projectId, kind, since }: { projectId: string; kind: string; since: number },
): Promise<Request[]> {
  const rows = await wholeRequests(db)
    .where('requests.project_id', '=', projectId)
    .where('requests.kind', '=', kind)
    .where('requests.created_at', '>=', since)
    .orderBy('requests.created_at', 'desc')
    .limit(2_000)
    .execute()
  return rows.map(toRequest)
}

export type Ungranted = { kind: string; details: Details; before?: string | undefined; limit: number }

/** Open or returned, newest first, which is the order of their ids backwards. */
export async function listUngranted(db: Db, { kind, details, before, limit }: Ungranted): Promise<Request[]> {
  let query = wholeRequests(db)
    .where('requests.kind', '=', kind)
    .where('requests.details', '=', JSON.stringify(details))
    .where('requests.state', 'in', ['open', 'returned'])
    .orderBy('requests.id', 'desc')
    .limit(limit)
  if (before !== undefined) query = query.where('requests.id', '<', before)
  return (await query.execute()).map(toRequest)
}

/** The request that was made to repair a returned one. */
export async function findRepair(
  db: Db,
  { project, id, kind, createdAt }: Pick<Request, 'project' | 'id' | 'kind' | 'createdAt'>,
): Promise<string | null> {
  const row = await db
    .selectFrom('requests')
    .select('id')
    .where('project_id', '=', project.id)
    .where('kind', '=', kind)
    .where('created_at', '>=', createdAt)
    .where('previous_id', '=', id)
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  return row?.id ?? null
}
