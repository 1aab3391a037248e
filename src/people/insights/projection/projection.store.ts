import { sql } from 'kysely'
import type { Database, Db } from '../../../database/schema.ts'
import { isPostgres } from '../../../database/open.ts'
import { isPlaced } from '../../../events/events.ts'

/** What was counted in some events, to be added to what was counted before. */
export type Counts = {
  days: { project_id: string; day: number; acts: number }[]
  acts: {
    project_id: string
    seat: string
    verb: string
    object_kind: string
    acts: number
    last_at: number
    last_event: string
  }[]
  waits: {
    project_id: string
    day: number
    kind: string
    seat: string
    waits: number
    ms: number
    working_ms: number
  }[]
  answers: Database['insight_answers'][]
  reuse: { project_id: string; day: number; kind: string; uses: number; of_others: number }[]
  /** waits that were over when they became known */
  past: WaitRow[]
}

type WaitRow = Database['insight_waits']

export type State = { tx: number; seq: number; read: number; basis: string }

/** One reader of the log at a time. */
export const lockState = async (tx: Db) =>
  isPostgres(tx) ? void (await sql`select pg_advisory_xact_lock(4312)`.execute(tx)) : undefined

export async function readState(db: Db): Promise<State | undefined> {
  return db.selectFrom('insight_state').select(['tx', 'seq', 'read', 'basis']).where('id', '=', 1).executeTakeFirst()
}

export async function saveState(db: Db, state: State): Promise<void> {
  await db
    .insertInto('insight_state')
    .values({ id: 1, ...state })
    .onConflict(c => c.column('id').doUpdateSet(state))
    .execute()
}

const computed = [
  'insight_state',
  'insight_waits',
  'insight_wait_days',
  'insight_answers',
  'insight_days',
  'insight_deliveries',
  'insight_hypotheses',
  'insight_acts',
  'insight_assets',
  'insight_reuse',
  'insight_touches',
  'insight_shares',
  'insight_talks',
  'insight_skills',
] as const

/** All of it can be read from the log again. */
export async function forgetAll(db: Db): Promise<void> {
  for (const table of computed) await db.deleteFrom(table).execute()
}

/** Powers of two: a statement for each number of rows there may be would be kept by the hundred, and each is large. */
function* inParts<T>(rows: readonly T[]) {
  for (let at = 0; at < rows.length;) {
    const size = 2 ** Math.min(8, Math.floor(Math.log2(rows.length - at)))
    yield rows.slice(at, at + size)
    at += size
  }
}

export async function addCounts(db: Db, counts: Counts): Promise<void> {
  for (const rows of inParts(counts.days))
    await db
      .insertInto('insight_days')
      .values(rows)
      .onConflict(c =>
        c
          .columns(['project_id', 'day'])
          .doUpdateSet(e => ({ acts: sql`${e.ref('insight_days.acts')} + excluded.acts` })),
      )
      .execute()
  for (const rows of inParts(counts.acts))
    await db
      .insertInto('insight_acts')
      .values(rows)
      .onConflict(c =>
        c.columns(['project_id', 'seat', 'verb', 'object_kind']).doUpdateSet(e => ({
          acts: sql`${e.ref('insight_acts.acts')} + excluded.acts`,
          last_event: sql`case when excluded.last_at >= ${e.ref('insight_acts.last_at')} then excluded.last_event else ${e.ref('insight_acts.last_event')} end`,
          last_at: sql`case when excluded.last_at >= ${e.ref('insight_acts.last_at')} then excluded.last_at else ${e.ref('insight_acts.last_at')} end`,
        })),
      )
      .execute()
  for (const rows of inParts(counts.waits))
    await db
      .insertInto('insight_wait_days')
      .values(rows)
      .onConflict(c =>
        c.columns(['project_id', 'day', 'kind', 'seat']).doUpdateSet(e => ({
          waits: sql`${e.ref('insight_wait_days.waits')} + excluded.waits`,
          ms: sql`${e.ref('insight_wait_days.ms')} + excluded.ms`,
          working_ms: sql`${e.ref('insight_wait_days.working_ms')} + excluded.working_ms`,
        })),
      )
      .execute()
  for (const rows of inParts(counts.answers))
    await db
      .insertInto('insight_answers')
      .values(rows)
      .onConflict(c =>
        c
          .columns(['project_id', 'kind', 'seat', 'subject_kind'])
          .doUpdateSet(e => ({ acts: sql`${e.ref('insight_answers.acts')} + excluded.acts` })),
      )
      .execute()
  for (const rows of inParts(counts.reuse))
    await db
      .insertInto('insight_reuse')
      .values(rows)
      .onConflict(c =>
        c.columns(['project_id', 'day', 'kind']).doUpdateSet(e => ({
          uses: sql`${e.ref('insight_reuse.uses')} + excluded.uses`,
          of_others: sql`${e.ref('insight_reuse.of_others')} + excluded.of_others`,
        })),
      )
      .execute()
  for (const rows of inParts(counts.past))
    await db
      .insertInto('insight_waits')
      .values(rows)
      .onConflict(c => c.column('id').doNothing())
      .execute()
}

export async function openWait(db: Db, wait: Omit<WaitRow, 'ended_at' | 'closed_by'>): Promise<void> {
  await db
    .insertInto('insight_waits')
    .values({ ...wait, ended_at: null, closed_by: null })
    .onConflict(c => c.column('id').doNothing())
    .execute()
}

export const findWait = (db: Db, id: string): Promise<WaitRow | undefined> =>
  db.selectFrom('insight_waits').selectAll().where('id', '=', id).executeTakeFirst()

/** Undefined when it was not open. */
export async function closeWait(db: Db, end: { id: string; at: number; by: string }): Promise<WaitRow | undefined> {
  return db
    .updateTable('insight_waits')
    .set({
      ended_at: sql<number>`case when started_at > ${end.at} then started_at else ${end.at} end`,
      closed_by: end.by,
    })
    .where('id', '=', end.id)
    .where('ended_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

/** Versions that were granted and wait for their release, of a project and some of its models. */
export async function listReleases(
  db: Db,
  { projectId, subjects }: { projectId: string; subjects?: readonly string[] },
): Promise<WaitRow[]> {
  let query = db
    .selectFrom('insight_waits')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('ended_at', 'is', null)
    .where('kind', '=', 'release')
  if (subjects !== undefined) query = query.where('subject_id', 'in', subjects.length > 0 ? [...subjects] : [''])
  return query.execute()
}

/**
 * Waits of a project that touch a span; of those that are open still the first, since it covers all that began later.
 * With `about`, what was asked about other models is left out.
 */
export async function listWaitsIn(
  db: Db,
  span: { projectId: string; from: number; until: number; about: readonly string[] | null },
): Promise<WaitRow[]> {
  const { projectId, from, until, about } = span
  const begun = db
    .selectFrom('insight_waits')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('started_at', '<', until)
    .$if(about !== null, query =>
      query.where(eb => eb.or([eb('subject_kind', '!=', 'model'), eb('subject_id', 'in', [...(about ?? [])])])),
    )
  // asked by themselves: "ended later or not at all" would read every wait of the project
  const ended = await begun.where('ended_at', '>', from).execute()
  const open = await begun.where('ended_at', 'is', null).orderBy('started_at').orderBy('id').limit(1).execute()
  return [...ended, ...open]
}

export async function listActiveDays(
  db: Db,
  { projectId, from, until }: { projectId: string; from: number; until: number },
): Promise<Set<number>> {
  const rows = await db
    .selectFrom('insight_days')
    .select('day')
    .where('project_id', '=', projectId)
    .where('day', '>=', from)
    .where('day', '<=', until)
    .execute()
  return new Set(rows.map(({ day }) => day))
}

export type RunStart = { event: string; at: number; hypothesis: string | null }

/** A place in the log: what stands behind it was not read yet, whenever it is read. */
type Place = { tx: number; seq: number }

/** When a run began, by the log as far as it was read; what it was started for is said there too. */
export async function findRunStart(db: Db, runId: string, place: Place): Promise<RunStart | undefined> {
  const row = await db
    .selectFrom('events')
    .select(['id', 'occurred_at', 'hypothesis_id'])
    .where('object_kind', '=', 'run')
    .where('object_id', '=', runId)
    .where('verb', 'in', ['start', 're-run'])
    .where(isPlaced(db, '<', place))
    .orderBy('tx')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return row && { event: row.id, at: row.occurred_at, hypothesis: row.hypothesis_id }
}

/** The first one of a version. */
export async function findPublication(
  db: Db,
  model: { id: string; version: number },
  place: Place,
): Promise<{ event: string; at: number; payload: string } | undefined> {
  const row = await db
    .selectFrom('events')
    .select(['id', 'occurred_at', 'payload'])
    // as the index of publications has it: with a parameter it would not be known to fit
    .where('object_kind', '=', sql.lit('model'))
    .where('verb', '=', sql.lit('publish'))
    .where('object_id', '=', model.id)
    .where('object_version', '=', String(model.version))
    .where(isPlaced(db, '<', place))
    .orderBy('tx')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return row && { event: row.id, at: row.occurred_at, payload: row.payload }
}

type HypothesisSet = Partial<{
  opened_at: number
  first_run_event: string
  first_run_at: number
  closed_at: number
  outcome: string
  closed_event: string
}>

export async function noteHypothesis(
  db: Db,
  { id, projectId, set }: { id: string; projectId: string; set: HypothesisSet },
): Promise<void> {
  const nothing = { opened_at: null, first_run_event: null, first_run_at: null }
  await db
    .insertInto('insight_hypotheses')
    .values({ id, project_id: projectId, ...nothing, closed_at: null, outcome: null, closed_event: null, ...set })
    .onConflict(c => c.column('id').doUpdateSet(set))
    .execute()
}

export const findHypothesis = (db: Db, id: string) =>
  db.selectFrom('insight_hypotheses').selectAll().where('id', '=', id).executeTakeFirst()

export async function homesOf(db: Db, ids: readonly string[]): Promise<Map<string, { project: string; kind: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('insight_assets')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(row => [row.id, { project: row.project_id, kind: row.kind }]))
}

export async function noteAsset(db: Db, asset: { id: string; projectId: string; kind: string }): Promise<void> {
  await db
    .insertInto('insight_assets')
    .values({ id: asset.id, project_id: asset.projectId, kind: asset.kind })
    .onConflict(c => c.column('id').doNothing())
    .execute()
}
