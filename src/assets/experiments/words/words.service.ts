import type { Db } from '../../../database/schema.ts'
import type { Context } from '../../../people/context.ts'
import { noteTag } from '../runs/note.service.ts'
import { RunStatus } from '../runs/run.ts'
import { listValues } from '../runs/contents/values.store.ts'
import { wordsOfQuestion, wordsOfRun } from './words.ts'
import { listUnread, markRead, replaceWords, searchRunsByWords, wordsNear } from './words.store.ts'

const atOnce = 50

/** Reads the words of some runs that wait for it; whether more may wait. */
export async function readWords(db: Db): Promise<boolean> {
  return db.transaction().execute(async tx => {
    const unread = await listUnread(tx, atOnce)
    if (unread.length === 0) return false
    const ids = unread.map(run => run.id)
    await markRead(tx, ids)
    const params = await listValues(tx, 'run_params', ids)
    const tags = await listValues(tx, 'run_tags', ids)
    const words = unread.map(({ id, name }) => {
      const said = { name, params: params.get(id) ?? [], tags: tags.get(id) ?? [] }
      return [id, wordsOfRun(said)] as const
    })
    await replaceWords(tx, new Map(words))
    return unread.length === atOnce
  })
}

/** The words of a question, each with those near it, and how many of them must be found at least. */
export type Near = { words: string[][]; least: number }

export async function nearWords(db: Db, q: string): Promise<Near> {
  const near = await Promise.all(wordsOfQuestion(q).map(word => wordsNear(db, word)))
  return { words: near.filter(some => some.length > 0), least: Math.ceil(near.length / 2) }
}

/** Active runs of these projects that have enough of the words. */
export async function runsAbout(ctx: Context, wish: Near & { projectIds: readonly string[]; limit: number }) {
  if (wish.words.length === 0 || wish.projectIds.length === 0) return []
  const runs = await searchRunsByWords(ctx.db, wish)
  if (runs.length === 0) return []
  const ids = runs.map(run => run.id)
  const tags = await listValues(ctx.db, 'run_tags', ids)
  return runs.map(({ projectSlug, projectName, ...run }) => ({
    ...run,
    status: RunStatus.parse(run.status),
    note: (tags.get(run.id) ?? []).find(({ key }) => key === noteTag)?.value ?? '',
    project: { slug: projectSlug, name: projectName },
  }))
}

export { learnWords } from './words.store.ts'
export { wordsIn } from './words.ts'
