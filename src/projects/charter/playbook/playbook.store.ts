import type { Db } from '../../../database/schema.ts'
import { Phase, PlaybookName } from './phases.schema.ts'
import { Question } from './playbook.schema.ts'

export async function findPlaybook(db: Db, projectId: string) {
  const row = await db.selectFrom('playbooks').selectAll().where('project_id', '=', projectId).executeTakeFirst()
  return row && { name: PlaybookName.parse(row.name), followedAt: row.followed_at }
}

export async function savePlaybook(
  db: Db,
  { projectId, name, by, now }: { projectId: string; name: PlaybookName; by: string; now: number },
): Promise<void> {
  const set = { name, followed_by: by, followed_at: now }
  await db
    .insertInto('playbooks')
    .values({ project_id: projectId, ...set })
    .onConflict(c => c.column('project_id').doUpdateSet(set))
    .execute()
}

export type NewQuestion = {
  id: string
  projectId: string
  phase: Phase
  position: number
  key: string | null
  words: string
}

export async function insertQuestions(db: Db, questions: readonly NewQuestion[]): Promise<void> {
  if (questions.length === 0) return
  await db
    .insertInto('playbook_questions')
    .values(
      questions.map(({ id, projectId, phase, position, key, words }) => ({
        id,
        project_id: projectId,
        phase,
        position,
        key,
        words,
        answer: '',
      })),
    )
    .execute()
}

/** Those that a playbook brought and nobody answered. */
export async function deleteUnanswered(db: Db, projectId: string): Promise<void> {
  await db
    .deleteFrom('playbook_questions')
    .where('project_id', '=', projectId)
    .where('key', 'is not', null)
    .where('answered_at', 'is', null)
    .execute()
}

export type StoredQuestion = Question & { phase: Phase; position: number }

export async function listQuestions(db: Db, projectId: string): Promise<StoredQuestion[]> {
  const rows = await db
    .selectFrom('playbook_questions as q')
    .leftJoin('users', 'users.id', 'q.answered_by')
    .selectAll('q')
    .select(['users.name', 'users.kind'])
    .where('q.project_id', '=', projectId)
    .orderBy('q.position')
    .orderBy('q.id')
    .limit(500)
    .execute()
  return rows.map(row => ({
    id: row.id,
    phase: Phase.parse(row.phase),
    position: row.position,
    key: row.key,
    words: row.words,
    answer: row.answer,
    answeredBy: row.answered_by === null ? null : { id: row.answered_by, name: row.name ?? '', kind: row.kind ?? '' },
    answeredAt: row.answered_at,
  }))
}

export type Answer = { id: string; projectId: string; answer: string; by: string; now: number }

/** False when there is no such question. */
export async function saveAnswer(db: Db, { id, projectId, answer, by, now }: Answer): Promise<boolean> {
  const done = await db
    .updateTable('playbook_questions')
    .set({ answer, answered_by: answer === '' ? null : by, answered_at: answer === '' ? null : now })
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export async function questionNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('playbook_questions').select(['id', 'words']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.words]))
}
