import type { Db } from '../../../../database/schema.ts'

const atOnce = 1_000

export type RunText = { id: string; revision: number; content: string }

export async function listTexts(db: Db, ids: readonly string[]): Promise<Map<string, RunText>> {
  const found = new Map<string, RunText>()
  for (let at = 0; at < ids.length; at += atOnce) {
    const rows = await db
      .selectFrom('run_texts')
      .selectAll()
      .where('run_id', 'in', ids.slice(at, at + atOnce))
      .execute()
    for (const { run_id: id, revision, content } of rows) found.set(id, { id, revision, content })
  }
  return found
}

/** Keeps texts; one of an earlier revision never takes the place of a later one. */
export async function upsertTexts(db: Db, texts: readonly RunText[]): Promise<void> {
  for (let at = 0; at < texts.length; at += atOnce) {
    const rows = texts.slice(at, at + atOnce).map(({ id, ...text }) => ({ run_id: id, ...text }))
    await db
      .insertInto('run_texts')
      .values(rows)
      .onConflict(c =>
        c
          .column('run_id')
          .doUpdateSet(eb => ({ revision: eb.ref('excluded.revision'), content: eb.ref('excluded.content') }))
          .whereRef('excluded.revision', '>', 'run_texts.revision'),
      )
      .execute()
  }
}
