import type { Db } from '../../../database/schema.ts'
import { Driver, DriverEdge, WorthPlan } from './drivers.schema.ts'

export type StoredDriver = Omit<Driver, 'now'>

export async function insertDriver(db: Db, driver: StoredDriver & { projectId: string; now: number }): Promise<void> {
  await db
    .insertInto('drivers')
    .values({
      id: driver.id,
      project_id: driver.projectId,
      layer: driver.layer,
      name: driver.name,
      unit: driver.unit,
      kpi_id: driver.kpiId,
      metric: driver.metric,
      slice: driver.slice,
      created_at: driver.now,
    })
    .execute()
}

export async function deleteDriver(db: Db, projectId: string, id: string): Promise<boolean> {
  await db
    .deleteFrom('driver_edges')
    .where('project_id', '=', projectId)
    .where(eb => eb.or([eb('from_id', '=', id), eb('to_id', '=', id)]))
    .execute()
  const done = await db
    .deleteFrom('drivers')
    .where('project_id', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

export async function listDrivers(db: Db, projectId: string): Promise<StoredDriver[]> {
  const rows = await db
    .selectFrom('drivers')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const Stored = Driver.omit({ now: true })
  return rows.map(row =>
    Stored.parse({
      id: row.id,
      layer: row.layer,
      name: row.name,
      unit: row.unit,
      kpiId: row.kpi_id,
      metric: row.metric,
      slice: row.slice,
    }),
  )
}

export type StoredEdge = Omit<DriverEdge, 'isProven'>

export async function saveEdge(db: Db, edge: StoredEdge & { projectId: string; now: number }): Promise<void> {
  const set = { kind: edge.kind, note: edge.note, hypothesis_id: edge.hypothesisId }
  await db
    .insertInto('driver_edges')
    .values({ from_id: edge.from, to_id: edge.to, project_id: edge.projectId, created_at: edge.now, ...set })
    .onConflict(c => c.columns(['from_id', 'to_id']).doUpdateSet(set))
    .execute()
}

export async function listEdges(db: Db, projectId: string): Promise<StoredEdge[]> {
  const rows = await db
    .selectFrom('driver_edges')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('created_at')
    .orderBy('from_id')
    .execute()
  const Stored = DriverEdge.omit({ isProven: true })
  return rows.map(row =>
    Stored.parse({
      from: row.from_id,
      to: row.to_id,
      kind: row.kind,
      note: row.note,
      hypothesisId: row.hypothesis_id,
    }),
  )
}

export async function saveWorth(
  db: Db,
  worth: { projectId: string; plan: WorthPlan; by: string; now: number },
): Promise<void> {
  // only what belongs to a plan is kept
  const set = { plan: JSON.stringify(WorthPlan.parse(worth.plan)), updated_by: worth.by, updated_at: worth.now }
  await db
    .insertInto('worths')
    .values({ project_id: worth.projectId, ...set })
    .onConflict(c => c.column('project_id').doUpdateSet(set))
    .execute()
}

export async function findWorth(
  db: Db,
  projectId: string,
): Promise<{ plan: WorthPlan; updatedAt: number } | undefined> {
  const row = await db.selectFrom('worths').selectAll().where('project_id', '=', projectId).executeTakeFirst()
  return row && { plan: WorthPlan.parse(JSON.parse(row.plan)), updatedAt: row.updated_at }
}

export async function driverNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('drivers').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.name]))
}
