import type { Db } from '../../../database/schema.ts'
import { Seat } from '../../seats.ts'
import { Activity, Letter } from './seating.schema.ts'

export async function listActs(db: Db, projectId: string) {
  return db.selectFrom('insight_acts').selectAll().where('project_id', '=', projectId).execute()
}

/** Which seats gave their word on which kinds of things. */
export const listAnswered = (db: Db, projectId: string) =>
  db
    .selectFrom('insight_answers')
    .select(['kind', 'seat', 'subject_kind', 'acts'])
    .where('project_id', '=', projectId)
    .where('kind', 'in', ['approval', 'handoff', 'review'])
    .execute()

export async function listNeeds(db: Db, { projectId, stage }: { projectId: string; stage: string }) {
  const rows = await db
    .selectFrom('seat_needs')
    .select(['seat', 'amount'])
    .where('project_id', '=', projectId)
    .where('stage', '=', stage)
    .execute()
  return new Map(rows.map(row => [row.seat, row.amount]))
}

export async function saveNeed(
  db: Db,
  need: { projectId: string; stage: string; seat: Seat; amount: number | null },
): Promise<void> {
  const { projectId, stage, seat, amount } = need
  if (amount === null)
    await db
      .deleteFrom('seat_needs')
      .where('project_id', '=', projectId)
      .where('stage', '=', stage)
      .where('seat', '=', seat)
      .execute()
  else
    await db
      .insertInto('seat_needs')
      .values({ project_id: projectId, stage, seat, amount })
      .onConflict(c => c.columns(['project_id', 'stage', 'seat']).doUpdateSet({ amount }))
      .execute()
}

export async function listDuties(db: Db, projectId: string) {
  const rows = await db.selectFrom('duties').selectAll().where('project_id', '=', projectId).execute()
  return rows.map(row => ({
    activity: Activity.parse(row.activity),
    seat: Seat.parse(row.seat),
    letter: Letter.parse(row.letter),
  }))
}

export async function saveDuty(
  db: Db,
  duty: { projectId: string; activity: Activity; seat: Seat; letter: Letter | null },
): Promise<void> {
  const { projectId, activity, seat, letter } = duty
  if (letter === null)
    await db
      .deleteFrom('duties')
      .where('project_id', '=', projectId)
      .where('activity', '=', activity)
      .where('seat', '=', seat)
      .execute()
  else
    await db
      .insertInto('duties')
      .values({ project_id: projectId, activity, seat, letter })
      .onConflict(c => c.columns(['project_id', 'activity', 'seat']).doUpdateSet({ letter }))
      .execute()
}
