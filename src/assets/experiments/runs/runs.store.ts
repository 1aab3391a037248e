import type { Selectable } from 'kysely'
import type { Db } from '../../../database/schema.ts'
import type { RunTable } from '../../../database/schema/experiments.ts'
import type { Lifecycle } from '../experiments.service.ts'
import { RunStatus, type Run } from './run.ts'

export type NewRun = Omit<Run, 'experimentId' | 'projectId' | 'lifecycle' | 'endTime' | 'revision'>

export async function insertRun(tx: Db, run: NewRun): Promise<void> {
  const { id, scope, name, status, origin, ...rest } = run
  await tx
    .insertInto('runs')
    .values({
      run_id: id,
      scope,
      name,
      status,
      origin,
      lifecycle: 'active',
      user_name: rest.userName,
      start_time: rest.startTime,
      artifact_uri: rest.artifactUri,
      created_by: rest.createdBy,
      created_by_seat: rest.createdBySeat,
      created_at: rest.createdAt,
      made_in: rest.madeIn,
      rerun_of: rest.rerunOf,
      import_id: rest.importId,
      hypothesis_id: rest.hypothesisId,
      attempt_id: rest.attemptId,
      environment_id: rest.environmentId,
      image_digest: rest.imageDigest,
      code_digest: rest.codeDigest,
    })
    .execute()
}

export async function findRun(db: Db, projectId: string, id: string): Promise<Run | undefined> {
  const row = await wholeRuns(db)
    .where('runs.run_id', '=', id)
    .where('experiments.project_id', '=', projectId)
    .executeTakeFirst()
  return row && toRun(row)
}

/** Whether any project has a run of this id. */
export const isTaken = async (db: Db, id: string): Promise<boolean> =>
  (await db.selectFrom('runs').select('run_id').where('run_id', '=', id).executeTakeFirst()) !== undefined

/** Those of the runs that are the project's and not deleted. */
export async function listActive(db: Db, projectId: string, ids: readonly string[]): Promise<Run[]> {
  if (ids.length === 0) return []
  const rows = await wholeRuns(db)
    .where('runs.run_id', 'in', ids)
    .where('runs.lifecycle', '=', 'active')
    .where('experiments.project_id', '=', projectId)
    .execute()
  return rows.map(toRun)
}

/** Which of the runs are the project's. */
export async function listKnown(db: Db, projectId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('experiments', 'experiments.scope', 'runs.scope')
    .select('run_id')
    .where('run_id', 'in', ids)
    .where('project_id', '=', projectId)
    .execute()
  return new Set(rows.map(row => row.run_id))
}

export type RunSet = {
  name?: string
  status?: RunStatus
  endTime?: number
  lifecycle?: Lifecycle
  /** null: it is in the trash no more */
  deleted?: { at: number; by: string } | null
  attemptId?: string
  imageDigest?: string
}

export async function updateRun(tx: Db, id: string, set: RunSet): Promise<void> {
  const { endTime, deleted, attemptId, imageDigest, ...plain } = set
  const row = {
    ...plain,
    ...(endTime === undefined ? {} : { end_time: endTime }),
    ...(deleted === undefined ? {} : { deleted_at: deleted?.at ?? null, deleted_by: deleted?.by ?? null }),
    ...(attemptId === undefined ? {} : { attempt_id: attemptId }),
    ...(imageDigest === undefined ? {} : { image_digest: imageDigest }),
  }
  if (Object.keys(row).length === 0) return
  // a name is found by its words
  const wordsRead = set.name === undefined ? {} : { words_read: 0 }
  await tx
    .updateTable('runs')
    .set({ ...row, ...wordsRead })
    .where('run_id', '=', id)
    .execute()
}

/** Says as well that the words by which the run is found have changed. */
export async function touchWords(tx: Db, id: string): Promise<void> {
  await tx
    .updateTable('runs')
    .set(eb => ({ revision: eb('revision', '+', 1), words_read: 0 }))
    .where('run_id', '=', id)
    .execute()
}

/** Says that what a run holds has changed; every write of its params, tags, metrics, inputs and outputs does. */
export async function touchRun(tx: Db, id: string): Promise<void> {
  await tx
    .updateTable('runs')
    .set(eb => ({ revision: eb('revision', '+', 1) }))
    .where('run_id', '=', id)
    .execute()
}

export async function runNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('runs').select(['run_id', 'name']).where('run_id', 'in', ids).execute()
  return new Map(rows.map(row => [row.run_id, row.name]))
}

const wholeRuns = (db: Db) =>
  db
    .selectFrom('runs')
    .innerJoin('experiments', 'experiments.scope', 'runs.scope')
    .selectAll('runs')
    .select(['experiments.experiment_id', 'experiments.project_id'])

export type RunRow = Selectable<RunTable> & { experiment_id: string; project_id: string }

export const toRun = (row: RunRow): Run => ({
  id: row.run_id,
  scope: row.scope,
  projectId: row.project_id,
  experimentId: row.experiment_id,
  name: row.name,
  status: RunStatus.parse(row.status),
  lifecycle: row.lifecycle === 'active' ? 'active' : 'deleted',
  userName: row.user_name,
  startTime: row.start_time,
  endTime: row.end_time,
  artifactUri: row.artifact_uri,
  origin: row.origin === 'step' || row.origin === 'import' ? row.origin : 'client',
  createdBy: row.created_by,
  createdBySeat: row.created_by_seat,
  createdAt: row.created_at,
  madeIn: row.made_in,
  rerunOf: row.rerun_of,
  importId: row.import_id,
  hypothesisId: row.hypothesis_id,
  attemptId: row.attempt_id,
  environmentId: row.environment_id,
  imageDigest: row.image_digest,
  codeDigest: row.code_digest,
  revision: row.revision,
})
