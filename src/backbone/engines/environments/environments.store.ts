import type { Db } from '../../../database/schema.ts'
import { newId } from '../../../kernel/ids.ts'
import { Environment, stages, type EnvironmentChange } from './environments.schema.ts'

export type NewEnvironment = Omit<Environment, 'id' | 'createdAt'>

/** Adds those that the project does not have yet. */
export async function insertEnvironments(
  db: Db,
  wish: { projectId: string; environments: readonly NewEnvironment[]; now: number },
): Promise<void> {
  const rows = wish.environments.map(one => ({
    id: newId('env'),
    project_id: wish.projectId,
    name: one.name,
    stage: one.stage,
    owner_seat: one.ownerSeat,
    engine: one.engine,
    policy: JSON.stringify(one.policy),
    created_at: wish.now,
  }))
  await db
    .insertInto('environments')
    .values(rows)
    .onConflict(c => c.columns(['project_id', 'name']).doNothing())
    .execute()
}

/** In the order in which work passes through them. */
export async function listEnvironments(db: Db, projectId: string): Promise<Environment[]> {
  const rows = await db.selectFrom('environments').selectAll().where('project_id', '=', projectId).execute()
  return rows.map(toEnvironment).toSorted((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage))
}

export async function updateEnvironment(db: Db, id: string, change: EnvironmentChange): Promise<void> {
  const columns = {
    ...(change.ownerSeat === undefined ? {} : { owner_seat: change.ownerSeat }),
    ...(change.engine === undefined ? {} : { engine: change.engine }),
    ...(change.policy === undefined ? {} : { policy: JSON.stringify(change.policy) }),
  }
  if (Object.keys(columns).length > 0) await db.updateTable('environments').set(columns).where('id', '=', id).execute()
}

export async function environmentNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('environments').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.name]))
}

function toEnvironment(row: {
  id: string
  name: string
  stage: string
  owner_seat: string
  engine: string
  policy: string
  created_at: number
}): Environment {
  return Environment.parse({
    id: row.id,
    name: row.name,
    stage: row.stage,
    ownerSeat: row.owner_seat,
    engine: row.engine,
    policy: JSON.parse(row.policy),
    createdAt: row.created_at,
  })
}
