import type { Db } from '../../../database/schema.ts'
import { Spike } from './spikes.schema.ts'

export type NewSpike = Pick<Spike, 'id' | 'phase' | 'question' | 'success' | 'failure'> & {
  projectId: string
  owner: string
  by: string
  now: number
  until: number
}

export async function insertSpike(db: Db, spike: NewSpike): Promise<void> {
  await db
    .insertInto('spikes')
    .values({
      id: spike.id,
      project_id: spike.projectId,
      phase: spike.phase,
      question: spike.question,
      success: spike.success,
      failure: spike.failure,
      owner: spike.owner,
      started_by: spike.by,
      started_at: spike.now,
      until_at: spike.until,
      state: 'open',
      outcome: '',
    })
    .execute()
}

export type Closing = {
  id: string
  state: 'answered' | 'unanswered'
  verdict: 'go' | 'no_go'
  outcome: string
  by: string
  now: number
}

/** Until when it was to be answered; undefined when it is closed already. */
export async function closeSpike(
  db: Db,
  { id, state, verdict, outcome, by, now }: Closing,
): Promise<number | undefined> {
  const closed = await db
    .updateTable('spikes')
    .set({ state, verdict, outcome, closed_by: by, closed_at: now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('until_at')
    .executeTakeFirst()
  return closed?.until_at
}

/** What a person is finding out, in all projects. */
export async function listOpenOf(db: Db, userId: string) {
  const rows = await db
    .selectFrom('spikes')
    .innerJoin('projects', 'projects.id', 'spikes.project_id')
    .where('spikes.owner', '=', userId)
    .where('spikes.state', '=', 'open')
    .select(['spikes.id', 'spikes.question', 'projects.state'])
    .select(['projects.id as project_id', 'projects.slug', 'projects.name'])
    .orderBy('spikes.id')
    .execute()
  return rows.map(row => ({
    ...{ id: row.id, question: row.question, isActive: row.state === 'active' },
    project: { id: row.project_id, slug: row.slug, name: row.name },
  }))
}

export async function passSpike(db: Db, { id, to }: { id: string; to: string }): Promise<void> {
  await db.updateTable('spikes').set({ owner: to }).where('id', '=', id).execute()
}

const whole = (db: Db, projectId: string) =>
  db
    .selectFrom('spikes')
    .innerJoin('users', 'users.id', 'spikes.owner')
    .selectAll('spikes')
    .select(['users.name', 'users.kind'])
    .where('spikes.project_id', '=', projectId)

/** Newest first, which is the order of their ids backwards. */
export async function listSpikes(
  db: Db,
  projectId: string,
  page: { state: 'open' | 'closed'; before?: string | undefined; limit: number },
): Promise<Spike[]> {
  let query = whole(db, projectId)
    .where('spikes.state', 'in', page.state === 'open' ? ['open'] : ['answered', 'unanswered'])
    .orderBy('spikes.id', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('spikes.id', '<', page.before)
  return (await query.execute()).map(toSpike)
}

export async function findSpike(db: Db, projectId: string, id: string): Promise<Spike | undefined> {
  const row = await whole(db, projectId).where('spikes.id', '=', id).executeTakeFirst()
  return row && toSpike(row)
}

/** How many are open in each phase. */
export async function openPhases(db: Db, projectId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('spikes')
    .select(eb => ['phase', eb.fn.countAll<number>().as('n')])
    .where('project_id', '=', projectId)
    .where('state', '=', 'open')
    .groupBy('phase')
    .execute()
  return new Map(rows.map(row => [row.phase, Number(row.n)]))
}

export async function spikeNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('spikes').select(['id', 'question']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.question]))
}

type Row = Awaited<ReturnType<ReturnType<typeof whole>['executeTakeFirstOrThrow']>>

const toSpike = (row: Row): Spike =>
  Spike.parse({
    id: row.id,
    phase: row.phase,
    question: row.question,
    success: row.success,
    failure: row.failure,
    owner: { id: row.owner, name: row.name, kind: row.kind },
    startedAt: row.started_at,
    untilAt: row.until_at,
    state: row.state,
    verdict: row.verdict,
    outcome: row.outcome,
    closedAt: row.closed_at,
  })
