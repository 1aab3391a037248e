import type { Db } from '../../../database/schema.ts'
import type { Skill } from './skills.schema.ts'

export type Said = { level: number | null; isHidden: boolean }

export async function listEvidence(db: Db, accounts: readonly string[]) {
  const rows = await db
    .selectFrom('insight_skills')
    .selectAll()
    .where('user_id', 'in', [...accounts])
    .execute()
  return rows.map(row => ({
    skill: row.skill,
    projectId: row.project_id,
    score: row.score,
    acts: row.acts,
    lastAt: row.last_at,
    lastEvent: row.last_event,
  }))
}

export async function listSaid(db: Db, userId: string): Promise<Map<string, Said>> {
  const rows = await db.selectFrom('skills').selectAll().where('user_id', '=', userId).execute()
  return new Map(rows.map(row => [row.skill, { level: row.level, isHidden: row.is_hidden === 1 }]))
}

export async function saveSaid(db: Db, userId: string, { skill, level, isHidden }: Said & { skill: Skill }) {
  const set = { level, is_hidden: isHidden ? 1 : 0 }
  await db
    .insertInto('skills')
    .values({ user_id: userId, skill, ...set })
    .onConflict(c => c.columns(['user_id', 'skill']).doUpdateSet(set))
    .execute()
}

/** How many of a crew confirmed at least this level, by skill. */
export async function countAlone(
  db: Db,
  { crew, level }: { crew: readonly string[]; level: number },
): Promise<Map<string, number>> {
  if (crew.length === 0) return new Map()
  const rows = await db
    .selectFrom('skills')
    .select('skill')
    .select(eb => eb.fn.countAll<number>().as('people'))
    .where('user_id', 'in', [...crew])
    .where('is_hidden', '=', 0)
    .where('level', '>=', level)
    .groupBy('skill')
    .execute()
  return new Map(rows.map(row => [row.skill, Number(row.people)]))
}
