import { readableProjects } from '../../assets/catalog/readers.ts'
import { learnWords, nearWords, runsAbout, wordsIn } from '../../assets/experiments/words/words.service.ts'
import type { Db } from '../../database/schema.ts'
import type { Context } from '../../people/context.ts'
import { searchHypotheses, takeUnread, writeWords } from './tried.store.ts'

/** Hypotheses and runs with at least half of the words, written nearly so, of all projects that the caller may see. */
export async function triedBefore(ctx: Context, { q, limit }: { q: string; limit: number }) {
  while (await readUnread(ctx.db));
  const near = await nearWords(ctx.db, q)
  const projectIds = await readableProjects(ctx)
  const wish = { projectIds, ...near, limit }
  return { hypotheses: await searchHypotheses(ctx.db, wish), runs: await runsAbout(ctx, wish) }
}

const atOnce = 50

/** There are few hypotheses, and what is asked follows what was written: their words are read when somebody asks. */
async function readUnread(db: Db): Promise<boolean> {
  return db.transaction().execute(async tx => {
    const unread = await takeUnread(tx, atOnce)
    const words = unread.map(({ id, texts }) => [id, wordsIn(texts)] as const)
    await learnWords(
      tx,
      words.flatMap(([, list]) => list),
    )
    for (const [id, list] of words) await writeWords(tx, id, list)
    return unread.length === atOnce
  })
}
