import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import type { PageAfter } from '../../people/shapes.ts'
import { Evaluation, EvaluationPlan, EvaluationResult } from './evaluations.schema.ts'

export type NewEvaluation = {
  id: string
  projectId: string
  model: string
  version: number
  dataset: { id: string; version: number }
  attemptId: string
  runId: string
  plan: EvaluationPlan
  by: string
  now: number
}

export async function insertEvaluation(db: Db, wish: NewEvaluation): Promise<void> {
  await db
    .insertInto('evaluations')
    .values({
      id: wish.id,
      project_id: wish.projectId,
      model_name: wish.model,
      model_version: wish.version,
      dataset_id: wish.dataset.id,
      dataset_version: wish.dataset.version,
      attempt_id: wish.attemptId,
      run_id: wish.runId,
      spec: JSON.stringify(wish.plan),
      state: 'running',
      created_by: wish.by,
      created_at: wish.now,
    })
    .execute()
}

export type EvaluationEnd = { runId: string; result: EvaluationResult | null; error: string | null; now: number }

export async function endEvaluation(db: Db, end: EvaluationEnd): Promise<Evaluation | undefined> {
  await db
    .updateTable('evaluations')
    .set({
      state: end.result ? 'done' : 'failed',
      result: end.result ? JSON.stringify(end.result) : null,
      error: end.error,
      finished_at: end.now,
    })
    .where('run_id', '=', end.runId)
    .execute()
  const row = await whole(db).where('evaluations.run_id', '=', end.runId).executeTakeFirst()
  return row && toEvaluation(row)
}

const whole = (db: Db) =>
  db
    .selectFrom('evaluations')
    .innerJoin('users', 'users.id', 'evaluations.created_by')
    .selectAll('evaluations')
    .select(['users.name as author', 'users.kind as author_kind'])

/** Newest first, which is the order of their ids backwards. */
export async function listEvaluations(
  db: Db,
  of: { projectId: string; model: string; version: number },
  page: PageAfter = { limit: 100 },
): Promise<Evaluation[]> {
  let query = whole(db)
    .where('project_id', '=', of.projectId)
    .where('model_name', '=', of.model)
    .where('model_version', '=', of.version)
    .orderBy('evaluations.id', 'desc')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('evaluations.id', '<', page.after)
  return (await query.execute()).map(toEvaluation)
}

type Row = Awaited<ReturnType<ReturnType<typeof whole>['executeTakeFirstOrThrow']>>
const State = z.enum(['running', 'done', 'failed'])

function toEvaluation(row: Row): Evaluation {
  const plan = EvaluationPlan.parse(JSON.parse(row.spec))
  return {
    id: row.id,
    model: row.model_name,
    version: row.model_version,
    dataset: { id: row.dataset_id, version: row.dataset_version },
    runId: row.run_id,
    attemptId: row.attempt_id,
    state: State.parse(row.state),
    against: plan.baseline.kind === 'model' ? plan.baseline.model : null,
    plan,
    result: row.result === null ? null : EvaluationResult.parse(JSON.parse(row.result)),
    error: row.error,
    createdBy: { id: row.created_by, name: row.author, kind: row.author_kind },
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}

export async function evaluationNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('evaluations')
    .select(['id', 'model_name', 'model_version'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(row => [row.id, `${row.model_name} v${row.model_version}`]))
}

/** The task of the newest evaluation of each project: which type of project it is. */
export async function newestTasks(db: Db, projectIds: readonly string[]): Promise<Map<string, string>> {
  if (projectIds.length === 0) return new Map()
  const newest = db
    .selectFrom('evaluations')
    .select(eb => eb.fn.max('id').as('id'))
    .where('project_id', 'in', [...projectIds])
    .groupBy('project_id')
  const rows = await db.selectFrom('evaluations').select(['project_id', 'spec']).where('id', 'in', newest).execute()
  return new Map(rows.map(row => [row.project_id, EvaluationPlan.parse(JSON.parse(row.spec)).task]))
}
