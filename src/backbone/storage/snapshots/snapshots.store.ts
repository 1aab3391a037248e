import { z } from 'zod'
import type { Db } from '../../../database/schema.ts'
import { SnapshotFile, type GitState, type Snapshot } from './snapshots.schema.ts'

export type NewSnapshot = {
  projectId: string
  digest: string
  files: SnapshotFile[]
  git: GitState | undefined
  by: string
  now: number
}

/** False when the project has these files already. */
export async function insertSnapshot(db: Db, snapshot: NewSnapshot): Promise<boolean> {
  const done = await db
    .insertInto('snapshots')
    .values({
      digest: snapshot.digest,
      project_id: snapshot.projectId,
      files: JSON.stringify(snapshot.files),
      git_commit: snapshot.git?.commit ?? null,
      is_dirty: snapshot.git?.isDirty ? 1 : 0,
      created_by: snapshot.by,
      created_at: snapshot.now,
    })
    .onConflict(c => c.columns(['project_id', 'digest']).doNothing())
    .executeTakeFirst()
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** The same files may be kept first by hand and then from a commit, which says more. */
export async function noteCommit(db: Db, where: { projectId: string; digest: string; git: GitState }): Promise<void> {
  await db
    .updateTable('snapshots')
    .set({ git_commit: where.git.commit, is_dirty: where.git.isDirty ? 1 : 0 })
    .where('project_id', '=', where.projectId)
    .where('digest', '=', where.digest)
    .where('git_commit', 'is', null)
    .execute()
}

export async function findSnapshot(db: Db, projectId: string, digest: string): Promise<Snapshot | undefined> {
  const row = await db
    .selectFrom('snapshots')
    .innerJoin('users', 'users.id', 'snapshots.created_by')
    .where('project_id', '=', projectId)
    .where('digest', '=', digest)
    .selectAll('snapshots')
    .select(['users.name', 'users.kind'])
    .executeTakeFirst()
  if (!row) return undefined
  const files = z.array(SnapshotFile).parse(JSON.parse(row.files))
  return {
    digest: row.digest,
    files,
    size: files.reduce((sum, file) => sum + file.size, 0),
    git: row.git_commit === null ? null : { commit: row.git_commit, isDirty: row.is_dirty === 1 },
    by: { id: row.created_by, name: row.name, kind: row.kind },
    createdAt: row.created_at,
  }
}

const atOnce = 200

/** Which of these blobs are files of kept code. */
export async function snapshotBlobs(db: Db, digests: readonly string[]): Promise<string[]> {
  const wanted = new Set(digests)
  const held = new Set<string>()
  for (let after: { digest: string; project_id: string } | undefined; ;) {
    let query = db.selectFrom('snapshots').select(['project_id', 'digest', 'files'])
    if (after) {
      const { project_id, digest } = after
      query = query.where(eb => eb(eb.refTuple('project_id', 'digest'), '>', eb.tuple(project_id, digest)))
    }
    const rows = await query.orderBy('project_id').orderBy('digest').limit(atOnce).execute()
    for (const { files } of rows)
      for (const { digest } of z.array(SnapshotFile).parse(JSON.parse(files))) if (wanted.has(digest)) held.add(digest)
    after = rows[atOnce - 1]
    if (!after) return [...held]
  }
}

/** Only what the digest itself says: the same files may be in projects that the reader does not see. */
export const snapshotNames = async (_: Db, ids: string[]): Promise<Map<string, string>> =>
  new Map(ids.map(id => [id, `code ${id.replace('sha256:', '').slice(0, 12)}`]))
