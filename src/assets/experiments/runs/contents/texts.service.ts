import type { Db } from '../../../../database/schema.ts'
import { contentsOf } from './contents.service.ts'
import { hasEnded, type Run, type RunContents } from '../run.ts'
import { listTexts, upsertTexts } from './texts.store.ts'

/** longer contents, such as profiles of datasets, are written anew each time */
const longestKept = 65_536

/**
 * What runs hold as text, ready to be sent: a page of a search is a hundred runs with thousands of values, and writing these
 * took most of its time. The texts of ended runs are kept until what the run holds changes.
 */
export async function textsOf(
  db: Db,
  runs: readonly Run[],
  write: (contents: RunContents) => string,
): Promise<Map<string, string>> {
  const ids = runs.map(run => run.id)
  const kept = await listTexts(db, ids)
  const texts = new Map<string, string>()
  for (const run of runs) {
    const found = kept.get(run.id)
    // contents are read after their revision, so that a kept text may be newer than it says and never older
    if (found?.revision === run.revision) texts.set(run.id, found.content)
  }
  const missing = runs.filter(run => !texts.has(run.id))
  if (missing.length === 0) return texts
  const contents = await contentsOf(
    db,
    missing.map(run => run.id),
  )
  const written = missing.flatMap(run => {
    const found = contents.get(run.id)
    return found ? [{ run, content: write(found) }] : []
  })
  for (const { run, content } of written) texts.set(run.id, content)
  await upsertTexts(
    db,
    written
      .filter(({ run, content }) => hasEnded(run.status) && content.length <= longestKept)
      .map(({ run, content }) => ({ id: run.id, revision: run.revision, content })),
  )
  return texts
}
