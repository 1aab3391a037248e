import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import type { PageAfter, PersonRef } from '../../people/shapes.ts'
import { Deployment } from './deployments.schema.ts'

export type EndpointRow = {
  id: string
  name: string
  deploymentId: string | null
  createdAt: number
  owner: PersonRef
  environment: { id: string; name: string; stage: string }
}

export async function ensureEndpoint(
  db: Db,
  wish: { id: string; projectId: string; name: string; environmentId: string; by: string; now: number },
): Promise<void> {
  await db
    .insertInto('endpoints')
    .values({
      id: wish.id,
      project_id: wish.projectId,
      name: wish.name,
      environment_id: wish.environmentId,
      state: 'active',
      created_by: wish.by,
      created_at: wish.now,
      owner: wish.by,
    })
    .onConflict(c =>
      c.columns(['project_id', 'name']).doUpdateSet({ environment_id: wish.environmentId, state: 'active' }),
    )
    .execute()
}

const endpoints = (db: Db, projectId: string) =>
  db
    .selectFrom('endpoints as e')
    .innerJoin('environments as v', 'v.id', 'e.environment_id')
    .innerJoin('users as o', 'o.id', 'e.owner')
    .where('e.project_id', '=', projectId)
    .select([
      'e.id',
      'e.name',
      'e.deployment_id',
      'e.created_at',
      'v.id as environment_id',
      'v.name as environment',
      'v.stage',
      'o.id as owner',
      'o.name as owner_name',
      'o.kind as owner_kind',
    ])

export async function findEndpoint(db: Db, projectId: string, name: string): Promise<EndpointRow | undefined> {
  const row = await endpoints(db, projectId).where('e.name', '=', name).executeTakeFirst()
  return row && toEndpoint(row)
}

/** In the order in which they were made, which is that of their ids. */
export async function listEndpoints(db: Db, projectId: string, page: PageAfter): Promise<EndpointRow[]> {
  let query = endpoints(db, projectId).orderBy('e.id').limit(page.limit)
  if (page.after !== undefined) query = query.where('e.id', '>', page.after)
  return (await query.execute()).map(toEndpoint)
}

/** Which versions answer in a project now. */
export async function listLiveVersions(db: Db, projectId: string): Promise<{ model: string; version: number }[]> {
  const rows = await db
    .selectFrom('endpoints')
    .innerJoin('deployments', 'deployments.id', 'endpoints.deployment_id')
    .select(['deployments.model_name', 'deployments.model_version'])
    .where('endpoints.project_id', '=', projectId)
    .where('deployments.state', '=', 'live')
    .orderBy('deployments.live_at', 'desc')
    .limit(50)
    .execute()
  return rows.map(row => ({ model: row.model_name, version: row.model_version }))
}

export type NewDeployment = {
  id: string
  projectId: string
  endpointId: string
  model: string
  version: number
  flavor: Deployment['flavor']
  requestId: string | null
  by: string
  now: number
}

/** The newest one is meant: what was starting before is given up. Returns those, for their work to end. */
export async function insertDeployment(db: Db, wish: NewDeployment): Promise<string[]> {
  const before = await endStarting(db, { endpointId: wish.endpointId, state: 'replaced', now: wish.now })
  await db
    .insertInto('deployments')
    .values({
      id: wish.id,
      project_id: wish.projectId,
      endpoint_id: wish.endpointId,
      model_name: wish.model,
      model_version: wish.version,
      flavor: wish.flavor,
      state: 'starting',
      request_id: wish.requestId,
      created_by: wish.by,
      created_at: wish.now,
    })
    .execute()
  return before
}

/** Puts a deployment in the place of those before and returns them; undefined when it is no longer wanted. */
export async function putLive(
  db: Db,
  one: { id: string; endpointId: string; image: string | null; now: number },
): Promise<string[] | undefined> {
  const taken = await db
    .updateTable('deployments')
    .set({ state: 'live', live_at: one.now, image_digest: one.image })
    .where('id', '=', one.id)
    .where('state', '=', 'starting')
    .executeTakeFirst()
  if (taken.numUpdatedRows === 0n) return undefined
  const replaced = await db
    .updateTable('deployments')
    .set({ state: 'replaced', ended_at: one.now })
    .where('endpoint_id', '=', one.endpointId)
    .where('state', '=', 'live')
    .where('id', '!=', one.id)
    .returning('id')
    .execute()
  await db.updateTable('endpoints').set({ deployment_id: one.id }).where('id', '=', one.endpointId).execute()
  return replaced.map(row => row.id)
}

/** A failed one changes nothing but its own record. */
export async function markFailed(db: Db, one: { id: string; reason: string; now: number }): Promise<boolean> {
  const failed = await db
    .updateTable('deployments')
    .set({ state: 'failed', reason: one.reason, ended_at: one.now })
    .where('id', '=', one.id)
    .where('state', '=', 'starting')
    .executeTakeFirst()
  return failed.numUpdatedRows > 0n
}

async function endStarting(
  db: Db,
  end: { endpointId: string; state: 'replaced' | 'retired'; now: number },
): Promise<string[]> {
  const starting = db
    .updateTable('deployments')
    .set({ state: end.state, ended_at: end.now })
    .where('endpoint_id', '=', end.endpointId)
    .where('state', '=', 'starting')
  return (await starting.returning('id').execute()).map(row => row.id)
}

/** Returns the deployments that were starting, for their work to end. */
export async function retireEndpoint(db: Db, id: string, now: number): Promise<string[]> {
  await db.updateTable('endpoints').set({ state: 'retired', deployment_id: null }).where('id', '=', id).execute()
  await db
    .updateTable('deployments')
    .set({ state: 'retired', ended_at: now })
    .where('endpoint_id', '=', id)
    .where('state', '=', 'live')
    .execute()
  return endStarting(db, { endpointId: id, state: 'retired', now })
}

/** As it is kept; how far a starting one has come is known to its job. */
export type StoredDeployment = Omit<Deployment, 'progress'> & { endpointId: string }

const deployments = (db: Db) =>
  db
    .selectFrom('deployments')
    .innerJoin('users', 'users.id', 'deployments.created_by')
    .selectAll('deployments')
    .select(['users.name as author', 'users.kind as author_kind'])

/** Newest first. */
export async function listDeployments(db: Db, endpointId: string): Promise<StoredDeployment[]> {
  const rows = await deployments(db)
    .where('endpoint_id', '=', endpointId)
    .orderBy('deployments.created_at', 'desc')
    .limit(100)
    .execute()
  return rows.map(toDeployment)
}

export async function findDeployment(db: Db, id: string): Promise<StoredDeployment | undefined> {
  const row = await deployments(db).where('deployments.id', '=', id).executeTakeFirst()
  return row && toDeployment(row)
}

const Stored = Deployment.omit({ progress: true }).extend({ endpointId: z.string() })

const toDeployment = (row: Awaited<ReturnType<ReturnType<typeof deployments>['executeTakeFirstOrThrow']>>) =>
  Stored.parse({
    id: row.id,
    endpointId: row.endpoint_id,
    model: row.model_name,
    version: row.model_version,
    flavor: row.flavor,
    state: row.state,
    reason: row.reason,
    image: row.image_digest,
    requestId: row.request_id,
    createdBy: { id: row.created_by, name: row.author, kind: row.author_kind },
    createdAt: row.created_at,
    endedAt: row.ended_at,
  })

export async function endpointNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('endpoints').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.name]))
}

export async function deploymentNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('deployments')
    .select(['id', 'model_name', 'model_version'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(row => [row.id, `${row.model_name} v${row.model_version}`]))
}

function toEndpoint(row: {
  id: string
  name: string
  deployment_id: string | null
  created_at: number
  environment_id: string
  environment: string
  stage: string
  owner: string
  owner_name: string
  owner_kind: string
}): EndpointRow {
  return {
    id: row.id,
    name: row.name,
    deploymentId: row.deployment_id,
    createdAt: row.created_at,
    owner: { id: row.owner, name: row.owner_name, kind: row.owner_kind },
    environment: { id: row.environment_id, name: row.environment, stage: row.stage },
  }
}
