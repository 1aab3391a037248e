import { sql } from 'kysely'
import type { Db } from '../../../database/schema.ts'
import { gramsOf, gramsOfQuestion, leastFound } from '../../catalog/grams.ts'

const rowsAtOnce = 400

/** Runs whose words wait to be read. */
export async function listUnread(db: Db, limit: number): Promise<{ id: string; name: string }[]> {
  return db
    .selectFrom('runs')
    .select(['run_id as id', 'name'])
    .where('words_read', '=', 0)
    .orderBy('run_id')
    .limit(limit)
    .execute()
}

/** Before they are read: a change that comes after this makes them wait again. */
export async function markRead(tx: Db, ids: readonly string[]): Promise<void> {
  await tx.updateTable('runs').set({ words_read: 1 }).where('run_id', 'in', ids).execute()
}

export async function replaceWords(tx: Db, words: ReadonlyMap<string, readonly string[]>): Promise<void> {
  await tx
    .deleteFrom('run_words')
    .where('run_id', 'in', [...words.keys()])
    .execute()
  await learnWords(tx, [...words.values()].flat())
  const rows = [...words].flatMap(([id, own]) => own.map(word => ({ word, run_id: id })))
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    await tx
      .insertInto('run_words')
      .values(rows.slice(at, at + rowsAtOnce))
      .onConflict(c => c.doNothing())
      .execute()
}

/** Makes words known by their pieces, so that questions find them. */
export async function learnWords(tx: Db, words: readonly string[]): Promise<void> {
  // in one order, so that two servers never wait for each other crosswise
  const all = [...new Set(words)].toSorted()
  const known = await knownWords(tx, all)
  const grams = all
    .filter(word => !known.has(word))
    .flatMap(word => gramsOf({ name: word, tags: [], description: '' }).map(({ gram }) => ({ gram, word })))
  for (let at = 0; at < grams.length; at += rowsAtOnce)
    await tx
      .insertInto('word_grams')
      .values(grams.slice(at, at + rowsAtOnce))
      .onConflict(c => c.doNothing())
      .execute()
}

/** Those that some run has already: their pieces are kept. */
async function knownWords(tx: Db, words: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (let at = 0; at < words.length; at += rowsAtOnce) {
    const some = words.slice(at, at + rowsAtOnce)
    const rows = await tx.selectFrom('run_words').select('word').distinct().where('word', 'in', some).execute()
    for (const { word } of rows) known.add(word)
  }
  return known
}

const mostNear = 20

/** Words that share most of their pieces with this one, the nearest first. */
export async function wordsNear(db: Db, word: string): Promise<string[]> {
  const grams = gramsOfQuestion(word)
  if (grams.length === 0) return []
  const shared = sql<number>`count(*)`
  const rows = await db
    .selectFrom('word_grams')
    .select('word')
    .where('gram', 'in', grams)
    .groupBy('word')
    .having(shared, '>=', Math.max(leastFound(grams.length), Math.ceil(grams.length * 0.6)))
    .orderBy(shared, 'desc')
    .orderBy(sql`length(word)`)
    .limit(mostNear)
    .execute()
  return rows.map(row => row.word)
}

/** A word that stands in more runs than this tells too little to read them all. */
const mostOfWord = 5_000

type Wish = { projectIds: readonly string[]; words: readonly (readonly string[])[]; least: number; limit: number }

/** Active runs of these projects with at least so many of the words, each word given with those near it. */
export async function searchRunsByWords(db: Db, { projectIds, words, least, limit }: Wish) {
  const [first, ...more] = words.map(near =>
    db
      .selectFrom('run_words')
      .innerJoin('runs', 'runs.run_id', 'run_words.run_id')
      .innerJoin('experiments', 'experiments.scope', 'runs.scope')
      .where('run_words.word', 'in', near)
      .where('experiments.project_id', 'in', projectIds)
      .where('runs.lifecycle', '=', 'active')
      .select('run_words.run_id')
      .distinct()
      .limit(mostOfWord),
  )
  if (!first) return []
  // a limit inside a union needs a select around it
  const wrapped = [first, ...more].map(query => sql`select run_id from (${query}) as one`)
  const shared = sql<number>`count(*)`
  return db
    .selectFrom(sql<{ run_id: string }>`(${sql.join(wrapped, sql` union all `)})`.as('found'))
    .innerJoin('runs', 'runs.run_id', 'found.run_id')
    .innerJoin('experiments', 'experiments.scope', 'runs.scope')
    .innerJoin('projects', 'projects.id', 'experiments.project_id')
    .groupBy(['runs.run_id', 'projects.slug', 'projects.name'])
    .having(shared, '>=', least)
    .select(['runs.run_id as id', 'runs.name', 'runs.status', 'runs.start_time as startedAt'])
    .select(['projects.slug as projectSlug', 'projects.name as projectName'])
    .orderBy(shared, 'desc')
    .orderBy('runs.start_time', 'desc')
    .limit(limit)
    .execute()
}
