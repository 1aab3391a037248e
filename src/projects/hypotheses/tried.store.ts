import { sql } from 'kysely'
import type { Db } from '../../database/schema.ts'
import { Hypothesis, type Tried } from './hypotheses.schema.ts'

export type Unread = { id: string; texts: string[] }

/**
 * Hypotheses whose words wait to be read, marked and read in one statement: what changes meanwhile is either in their texts
 * or makes them wait again.
 */
export async function takeUnread(tx: Db, limit: number): Promise<Unread[]> {
  const waiting = tx.selectFrom('hypotheses').select('id').where('words_read', '=', 0).orderBy('id').limit(limit)
  const rows = await tx
    .updateTable('hypotheses')
    .set({ words_read: 1 })
    .where('id', 'in', waiting)
    .returning(['id', 'title', 'because', 'change_text', 'metric', 'outcome'])
    .execute()
  return rows.map(({ id, outcome, ...row }) => ({
    id,
    texts: [row.title, row.because, row.change_text, row.metric, outcome ?? ''],
  }))
}

export async function writeWords(tx: Db, id: string, words: readonly string[]): Promise<void> {
  await tx.deleteFrom('hypothesis_words').where('hypothesis_id', '=', id).execute()
  const rows = words.map(word => ({ word, hypothesis_id: id }))
  if (rows.length > 0)
    await tx
      .insertInto('hypothesis_words')
      .values(rows)
      .onConflict(c => c.doNothing())
      .execute()
}

/** A word that stands in more hypotheses than this tells too little to read them all. */
const mostOfWord = 5_000

type Search = {
  projectIds: readonly string[]
  /** each word of the question with those near it */
  words: readonly (readonly string[])[]
  least: number
  limit: number
}

/** Hypotheses with at least so many of the words, those with most of them first; none of a project that is not named. */
export async function searchHypotheses(db: Db, { projectIds, words, least, limit }: Search): Promise<Tried[]> {
  const each = words.map(
    near =>
      sql`select hypothesis_id from (${db
        .selectFrom('hypothesis_words as w')
        .innerJoin('hypotheses as h', 'h.id', 'w.hypothesis_id')
        .where('w.word', 'in', near)
        .where('h.project_id', 'in', projectIds)
        .select('w.hypothesis_id')
        .distinct()
        .limit(mostOfWord)}) as one`,
  )
  if (each.length === 0 || projectIds.length === 0) return []
  const shared = sql<number>`count(*)`
  const rows = await db
    .selectFrom(sql<{ hypothesis_id: string }>`(${sql.join(each, sql` union all `)})`.as('found'))
    .innerJoin('hypotheses', 'hypotheses.id', 'found.hypothesis_id')
    .innerJoin('projects', 'projects.id', 'hypotheses.project_id')
    .groupBy(['hypotheses.id', 'projects.slug', 'projects.name'])
    .having(shared, '>=', least)
    .select(['hypotheses.id', 'hypotheses.number', 'hypotheses.title', 'hypotheses.state', 'hypotheses.outcome'])
    .select(['projects.slug', 'projects.name'])
    .orderBy(shared, 'desc')
    .orderBy('hypotheses.created_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ slug, name, ...row }) => ({
    ...row,
    state: Hypothesis.shape.state.parse(row.state),
    project: { slug, name },
  }))
}
