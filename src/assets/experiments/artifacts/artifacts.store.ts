import { sql } from 'kysely'
import type { Db } from '../../../database/schema.ts'

export type StoredFile = { path: string; digest: string; size: number; createdAt: number }

export async function upsertArtifact(
  tx: Db,
  ownerId: string,
  file: { path: string; digest: string; size: number; now: number },
): Promise<void> {
  const { path, digest, size, now } = file
  await tx
    .insertInto('artifacts')
    .values({ owner_id: ownerId, path, digest, size, created_at: now })
    .onConflict(c => c.columns(['owner_id', 'path']).doUpdateSet({ digest, size, created_at: now }))
    .execute()
}

export async function findArtifact(db: Db, ownerId: string, path: string): Promise<StoredFile | undefined> {
  const row = await db
    .selectFrom('artifacts')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('path', '=', path)
    .executeTakeFirst()
  return row && toFile(row)
}

/** Whether one of these paths is a file. */
export async function hasFile(db: Db, ownerId: string, paths: readonly string[]): Promise<boolean> {
  if (paths.length === 0) return false
  const query = db.selectFrom('artifacts').select('path').where('owner_id', '=', ownerId).where('path', 'in', paths)
  return (await query.limit(1).executeTakeFirst()) !== undefined
}

/** All files below a folder, with their paths from the owner's root. */
export async function listBelow(
  db: Db,
  ownerId: string,
  { folder, atMost }: { folder: string; atMost?: number | undefined },
): Promise<StoredFile[]> {
  const all = below(db, ownerId, folder).selectAll().orderBy('path')
  return (await (atMost === undefined ? all : all.limit(atMost)).execute()).map(toFile)
}

/** The same with nothing but names and sizes. */
export const pathsBelow = (db: Db, ownerId: string, folder: string): Promise<{ path: string; size: number }[]> =>
  below(db, ownerId, folder).select(['path', 'size']).orderBy('path').execute()

export const isFolder = async (db: Db, ownerId: string, path: string): Promise<boolean> =>
  (await below(db, ownerId, path).select('path').limit(1).executeTakeFirst()) !== undefined

const below = (db: Db, ownerId: string, folder: string) =>
  db.selectFrom('artifacts').where('owner_id', '=', ownerId).where(isBelow(folder))

/** Removes a file, or a folder with all that is in it; says how many files went. */
export async function deleteArtifacts(tx: Db, ownerId: string, path: string): Promise<number> {
  const done = await tx
    .deleteFrom('artifacts')
    .where('owner_id', '=', ownerId)
    .where(eb => eb.or([eb('path', '=', path), isBelow(path)]))
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}

const isBelow = (folder: string) =>
  folder === '' ? sql<boolean>`1 = 1` : sql<boolean>`substr(path, 1, ${folder.length + 1}) = ${`${folder}/`}`

/** Which of these blobs are files of runs or logged models. */
export async function artifactBlobs(db: Db, digests: readonly string[]): Promise<string[]> {
  const rows = await db.selectFrom('artifacts').select('digest').distinct().where('digest', 'in', digests).execute()
  return rows.map(({ digest }) => digest)
}

const toFile = (row: { path: string; digest: string; size: number; created_at: number }): StoredFile => ({
  path: row.path,
  digest: row.digest,
  size: row.size,
  createdAt: row.created_at,
})
