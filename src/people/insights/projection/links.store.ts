import { sql } from 'kysely'
import type { Database, Db } from '../../../database/schema.ts'

type Touch = Database['insight_touches']

/** What was counted in some events, to be added to what was counted before. */
export type LinkCounts = {
  touches: Touch[]
  talks: Database['insight_talks'][]
  skills: Database['insight_skills'][]
}

const atOnce = 500

function* inParts<T>(rows: readonly T[]) {
  for (let at = 0; at < rows.length; at += atOnce) yield rows.slice(at, at + atOnce)
}

export async function addLinks(db: Db, { touches, talks, skills }: LinkCounts): Promise<void> {
  for (const rows of inParts(touches))
    await db
      .insertInto('insight_touches')
      .values(rows)
      .onConflict(c =>
        c.columns(['project_id', 'period', 'object_id', 'user_id', 'seat']).doUpdateSet(e => ({
          acts: sql`${e.ref('insight_touches.acts')} + excluded.acts`,
          changes: sql`${e.ref('insight_touches.changes')} + excluded.changes`,
          creations: sql`${e.ref('insight_touches.creations')} + excluded.creations`,
          words: sql`${e.ref('insight_touches.words')} + excluded.words`,
        })),
      )
      .execute()
  for (const rows of inParts(sharesIn(touches)))
    await db
      .insertInto('insight_shares')
      .values(rows)
      .onConflict(c =>
        c.columns(['project_id', 'object_id', 'user_id']).doUpdateSet(e => ({
          creations: sql`${e.ref('insight_shares.creations')} + excluded.creations`,
          changes: sql`${e.ref('insight_shares.changes')} + excluded.changes`,
        })),
      )
      .execute()
  for (const rows of inParts(talks))
    await db
      .insertInto('insight_talks')
      .values(rows)
      .onConflict(c =>
        c
          .columns(['project_id', 'period', 'from_seat', 'to_seat'])
          .doUpdateSet(e => ({ talks: sql`${e.ref('insight_talks.talks')} + excluded.talks` })),
      )
      .execute()
  for (const rows of inParts(skills))
    await db
      .insertInto('insight_skills')
      .values(rows)
      .onConflict(c =>
        c.columns(['user_id', 'skill', 'project_id']).doUpdateSet(e => ({
          score: sql`${e.ref('insight_skills.score')} + excluded.score`,
          acts: sql`${e.ref('insight_skills.acts')} + excluded.acts`,
          last_event: sql`case when excluded.last_at >= ${e.ref('insight_skills.last_at')} then excluded.last_event else ${e.ref('insight_skills.last_event')} end`,
          last_at: sql`case when excluded.last_at >= ${e.ref('insight_skills.last_at')} then excluded.last_at else ${e.ref('insight_skills.last_at')} end`,
        })),
      )
      .execute()
}

/** Assets and endpoints: what a team must not lose. */
const kept = new Set(['dataset', 'image', 'model', 'endpoint'])

/** Without the seats and periods; each thing and person once, as one statement has to name them. */
function sharesIn(touches: readonly Touch[]): Database['insight_shares'][] {
  const of = touches.filter(({ object_kind: kind }) => kept.has(kind))
  const groups = Map.groupBy(of, ({ project_id, object_id, user_id }) => [project_id, object_id, user_id].join('\n'))
  return [...groups.values()].flatMap(group => {
    const [first] = group
    if (!first) return []
    const { project_id, object_kind, object_id, user_id } = first
    const sum = (what: 'creations' | 'changes') => group.reduce((all, touch) => all + touch[what], 0)
    return [{ project_id, object_kind, object_id, user_id, creations: sum('creations'), changes: sum('changes') }]
  })
}
