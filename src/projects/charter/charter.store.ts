import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import { CharterPart, type Charter, type Kpi, type KpiValue } from './charter.schema.ts'

export async function readCharter(db: Db, projectId: string): Promise<Charter> {
  const row = await db.selectFrom('charters').selectAll().where('project_id', '=', projectId).executeTakeFirst()
  return {
    goal: row?.goal ?? '',
    scope: row?.scope ?? '',
    updatedAt: row?.updated_at ?? null,
    kpis: await listKpis(db, projectId),
  }
}

export async function saveCharter(
  db: Db,
  charter: { projectId: string; goal: string; scope: string; now: number },
): Promise<void> {
  const set = { goal: charter.goal, scope: charter.scope, updated_at: charter.now }
  await db
    .insertInto('charters')
    .values({ project_id: charter.projectId, ...set })
    .onConflict(c => c.column('project_id').doUpdateSet(set))
    .execute()
}

const Stored = z.partialRecord(CharterPart, z.object({ text: z.string(), by: z.string(), at: z.number() }))
export type StoredParts = z.infer<typeof Stored>

export async function readParts(db: Db, projectId: string): Promise<StoredParts> {
  const row = await db.selectFrom('charters').select('parts').where('project_id', '=', projectId).executeTakeFirst()
  return row?.parts ? Stored.parse(JSON.parse(row.parts)) : {}
}

/** The charter's row, held until the transaction ends: two people may write two parts at the same moment. */
export async function holdCharter(tx: Db, projectId: string, now: number): Promise<void> {
  await tx
    .insertInto('charters')
    .values({ project_id: projectId, goal: '', scope: '', updated_at: now })
    .onConflict(c => c.column('project_id').doUpdateSet({ updated_at: now }))
    .execute()
}

export async function saveParts(db: Db, projectId: string, parts: StoredParts): Promise<void> {
  await db
    .updateTable('charters')
    .set({ parts: JSON.stringify(parts) })
    .where('project_id', '=', projectId)
    .execute()
}

export type KpiFields = Pick<Kpi, 'name' | 'unit' | 'direction' | 'baseline' | 'target' | 'targetDate'>

export async function insertKpi(
  db: Db,
  kpi: KpiFields & { id: string; projectId: string; now: number },
): Promise<void> {
  await db
    .insertInto('kpis')
    .values({ id: kpi.id, project_id: kpi.projectId, created_at: kpi.now, ...toRow(kpi) })
    .execute()
}

export async function updateKpi(db: Db, id: string, kpi: KpiFields): Promise<void> {
  await db.updateTable('kpis').set(toRow(kpi)).where('id', '=', id).execute()
}

export async function insertKpiValue(db: Db, kpiId: string, value: KpiValue): Promise<void> {
  await db
    .insertInto('kpi_values')
    .values({ kpi_id: kpiId, ...value })
    .onConflict(c => c.columns(['kpi_id', 'at']).doUpdateSet(value))
    .execute()
}

export async function findKpi(db: Db, projectId: string, id: string): Promise<Kpi | undefined> {
  return (await listKpis(db, projectId)).find(kpi => kpi.id === id)
}

export async function listKpis(db: Db, projectId: string): Promise<Kpi[]> {
  return kpisOf(db, [projectId]).then(found => found.get(projectId) ?? [])
}

/** The KPIs of many projects at once, for the portfolio; at most the last 500 values of each. */
export async function kpisOf(db: Db, projectIds: readonly string[]): Promise<Map<string, Kpi[]>> {
  if (projectIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('kpis')
    .selectAll()
    .where('project_id', 'in', [...projectIds])
    .orderBy('created_at')
    .execute()
  const byProject = new Map<string, Kpi[]>()
  for (const row of rows) {
    const values = await db
      .selectFrom('kpi_values')
      .selectAll()
      .where('kpi_id', '=', row.id)
      .orderBy('at', 'desc')
      .limit(500)
      .execute()
    const kpi: Kpi = {
      id: row.id,
      name: row.name,
      unit: row.unit,
      direction: row.direction === 'lower' ? 'lower' : 'higher',
      baseline: row.baseline,
      target: row.target,
      targetDate: row.target_date,
      createdAt: row.created_at,
      values: values
        .toReversed()
        .map(({ at, value, low, high, n, source, note }) => ({ at, value, low, high, n, source, note })),
    }
    byProject.set(row.project_id, [...(byProject.get(row.project_id) ?? []), kpi])
  }
  return byProject
}

const toRow = (kpi: KpiFields) => ({
  name: kpi.name,
  unit: kpi.unit,
  direction: kpi.direction,
  baseline: kpi.baseline,
  target: kpi.target,
  target_date: kpi.targetDate,
})
