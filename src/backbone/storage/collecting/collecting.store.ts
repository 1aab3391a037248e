import type { Db } from '../../../database/schema.ts'
import type { Kept } from '../hashed.ts'

/** Notes blobs that nothing names; of those that were noted before the time stays. */
export async function insertLoose(db: Db, blobs: readonly Kept[], since: number): Promise<void> {
  if (blobs.length === 0) return
  await db
    .insertInto('loose_blobs')
    .values(blobs.map(({ digest, size }) => ({ digest, size, since })))
    .onConflict(c => c.column('digest').doNothing())
    .execute()
}

/** Returns those that were noted: of two servers that do this one gets each. */
export async function deleteLoose(db: Db, digests: readonly string[]): Promise<string[]> {
  if (digests.length === 0) return []
  const rows = await db.deleteFrom('loose_blobs').where('digest', 'in', digests).returning('digest').execute()
  return rows.map(({ digest }) => digest)
}

export type Loose = Kept & { since: number }

/** Those that nothing has named since a time, the first of them. */
export async function listLoose(db: Db, { before, limit }: { before: number; limit: number }): Promise<Loose[]> {
  const query = db.selectFrom('loose_blobs').selectAll().where('since', '<', before).orderBy('since')
  return query.limit(limit).execute()
}

export async function insertRemoval(tx: Db, removal: { at: number; blobs: number; bytes: number }): Promise<void> {
  const { at, blobs, bytes } = removal
  await tx.insertInto('blob_removals').values({ removed_at: at, blobs, bytes }).execute()
}

type Sum = { blobs: number; bytes: number }
/** What nothing names any more, and what was removed of such. */
export type Reclaim = { loose: Sum; removed: Sum }

export async function sumBlobs(db: Db): Promise<Reclaim> {
  const loose = await db
    .selectFrom('loose_blobs')
    .select(eb => [eb.fn.countAll<number>().as('blobs'), eb.fn.sum<number | null>('size').as('bytes')])
    .executeTakeFirstOrThrow()
  const removed = await db
    .selectFrom('blob_removals')
    .select(eb => [eb.fn.sum<number | null>('blobs').as('blobs'), eb.fn.sum<number | null>('bytes').as('bytes')])
    .executeTakeFirstOrThrow()
  return {
    loose: { blobs: loose.blobs, bytes: loose.bytes ?? 0 },
    removed: { blobs: removed.blobs ?? 0, bytes: removed.bytes ?? 0 },
  }
}
