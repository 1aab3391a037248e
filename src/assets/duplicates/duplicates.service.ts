import type { Db } from '../../database/schema.ts'
import { nearDuplicates, type Pair } from './likeness.ts'
import { listFaces, listMadeFrom } from './duplicates.store.ts'

/** Tables of these projects that are nearly the same as one of another project and were not made from it. */
export async function duplicatesIn(
  ctx: { db: Db },
  { projectIds, least }: { projectIds: readonly string[]; least: number },
): Promise<Pair[]> {
  const pairs = nearDuplicates(await listFaces(ctx.db, projectIds), least)
  const made = await listMadeFrom(
    ctx.db,
    pairs.map(({ newer }) => newer.id),
  )
  return pairs.filter(({ newer, older }) => !made.has(`${newer.id} ${older.id}`))
}
