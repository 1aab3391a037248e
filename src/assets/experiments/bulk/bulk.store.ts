import { sql } from 'kysely'
import { isPostgres } from '../../../database/open.ts'
import type { Db } from '../../../database/schema.ts'
import type { Lifecycle } from '../experiments.service.ts'

export type BulkRun = { id: string; scope: number; lifecycle: Lifecycle; madeIn: string | null }

/** Those of the runs that are the project's, deleted ones too. */
export async function listRunsOf(db: Db, projectId: string, ids: readonly string[]): Promise<BulkRun[]> {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('experiments', 'experiments.scope', 'runs.scope')
    .select(['runs.run_id', 'runs.scope', 'runs.lifecycle', 'runs.made_in'])
    .where('runs.run_id', 'in', ids)
    .where('experiments.project_id', '=', projectId)
    .execute()
  return rows.map(row => ({
    id: row.run_id,
    scope: row.scope,
    lifecycle: row.lifecycle === 'active' ? 'active' : 'deleted',
    madeIn: row.made_in,
  }))
}

export async function turnRuns(
  tx: Db,
  ids: readonly string[],
  { lifecycle, now, by }: { lifecycle: Lifecycle; now: number; by: string },
): Promise<void> {
  const deleted = lifecycle === 'deleted' ? { at: now, by } : undefined
  await tx
    .updateTable('runs')
    .set({ lifecycle, deleted_at: deleted?.at ?? null, deleted_by: deleted?.by ?? null })
    .where('run_id', 'in', ids)
    .execute()
}

/** Every table that keeps a run by its experiment follows it there. */
export async function moveRuns(tx: Db, ids: readonly string[], scope: number): Promise<void> {
  // the run first: on Postgres those who fold its metrics wait for it, and then read where it is
  for (const table of ['runs', 'run_params', 'run_tags', 'run_metrics', 'metric_journal'] as const)
    await sql`update ${sql.table(table)} set scope = ${scope} where run_id in (${sql.join(ids)})`.execute(tx)
  await tx.updateTable('logged_models').set({ scope }).where('source_run_id', 'in', ids).execute()
}

/** Takes runs out with all that they hold; what others say of them keeps their ids. */
export async function purgeRuns(tx: Db, ids: readonly string[]): Promise<void> {
  const list = sql.join(ids)
  // whoever reads their words or folds their metrics meanwhile waits, and then finds no run
  if (isPostgres(tx)) await tx.selectFrom('runs').select('run_id').where('run_id', 'in', ids).forUpdate().execute()
  const held = ['run_params', 'run_tags', 'run_metrics', 'metric_journal', 'metric_chunks', 'run_inputs', 'run_outputs']
  for (const table of [...held, 'run_texts', 'run_words', 'runs'])
    await sql`delete from ${sql.table(table)} where run_id in (${list})`.execute(tx)
  await tx.deleteFrom('artifacts').where('owner_id', 'in', ids).execute()
}

/** Runs that went into the trash before a time, with who put them there; those of before that was kept, with who made them. */
export async function listExpired(
  tx: Db,
  { before, limit }: { before: number; limit: number },
): Promise<{ id: string; projectId: string; by: string }[]> {
  const rows = await tx
    .selectFrom('runs')
    .innerJoin('experiments', 'experiments.scope', 'runs.scope')
    .select(['runs.run_id', 'experiments.project_id', 'runs.deleted_by', 'runs.created_by'])
    .where('runs.deleted_at', 'is not', null)
    .where('runs.deleted_at', '<', before)
    .where('runs.lifecycle', '=', 'deleted')
    .orderBy('runs.deleted_at')
    .limit(limit)
    .execute()
  return rows.map(row => ({ id: row.run_id, projectId: row.project_id, by: row.deleted_by ?? row.created_by }))
}

/** The same of experiments; the default one of a project stays. */
export async function listExpiredExperiments(
  db: Db,
  { before, limit }: { before: number; limit: number },
): Promise<{ id: string; scope: number; projectId: string; by: string }[]> {
  const rows = await db
    .selectFrom('experiments')
    .select(['experiment_id', 'scope', 'project_id', 'deleted_by', 'created_by'])
    .where('deleted_at', 'is not', null)
    .where('deleted_at', '<', before)
    .where('lifecycle', '=', 'deleted')
    .where('experiment_id', '!=', '0')
    .orderBy('deleted_at')
    .limit(limit)
    .execute()
  return rows.map(row => ({
    id: row.experiment_id,
    scope: row.scope,
    projectId: row.project_id,
    by: row.deleted_by ?? row.created_by,
  }))
}

/** Nobody restores it before the transaction is over. */
export async function isDeletedStill(tx: Db, scope: number): Promise<boolean> {
  const query = tx.selectFrom('experiments').select('lifecycle').where('scope', '=', scope)
  const row = await (isPostgres(tx) ? query.forUpdate() : query).executeTakeFirst()
  return row?.lifecycle === 'deleted'
}

export async function listIdsIn(db: Db, scope: number, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('runs').select('run_id').where('scope', '=', scope).limit(limit).execute()
  return rows.map(row => row.run_id)
}

/**
 * Takes an experiment without runs out, with the datasets and models that were logged in it. Its number stays taken, since
 * events and files name it; its name does not.
 */
export async function purgeExperimentRow(tx: Db, scope: number): Promise<void> {
  const models = sql`select model_id from logged_models where scope = ${scope}`
  for (const table of ['logged_model_params', 'logged_model_tags', 'logged_model_metrics'])
    await sql`delete from ${sql.table(table)} where model_id in (${models})`.execute(tx)
  await sql`delete from artifacts where owner_id in (${models})`.execute(tx)
  for (const table of ['logged_models', 'logged_datasets', 'experiment_tags'])
    await sql`delete from ${sql.table(table)} where scope = ${scope}`.execute(tx)
  const gone = { lifecycle: 'purged', name: `purged ${scope}`, deleted_at: null }
  await tx.updateTable('experiments').set(gone).where('scope', '=', scope).execute()
}
