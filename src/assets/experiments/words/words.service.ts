import type { Db } from '../../../database/schema.ts'
import type { Context } from '../../../people/context.ts'
import { readableProjects } from '../../catalog/readers.ts'
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

/** Runs of all projects that the caller may see with at least half of the words, written nearly so. */
export async function runsAbout(ctx: Context, { q, limit }: { q: string; limit: number }) {
  const near = await Promise.all(wordsOfQuestion(q).map(word => wordsNear(ctx.db, word)))
  const projectIds = await readableProjects(ctx)
  if (near.length === 0 || projectIds.length === 0) return []
  const words = near.filter(some => some.length > 0)
  const runs = await searchRunsByWords(ctx.db, { projectIds, words, least: Math.ceil(near.length / 2), limit })
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
