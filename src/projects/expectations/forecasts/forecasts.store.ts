import type { Db } from '../../../database/schema.ts'
import { Forecast } from './forecasts.schema.ts'

export async function insertForecast(db: Db, projectId: string, forecast: Forecast & { id: string }): Promise<void> {
  await db
    .insertInto('forecasts')
    .values({
      id: forecast.id,
      project_id: projectId,
      made_at: forecast.madeAt,
      p50: forecast.p50,
      p85: forecast.p85,
      answer: JSON.stringify(forecast),
    })
    .execute()
}

/** Newest first, before an id, which sorts by time. */
export async function listForecasts(
  db: Db,
  projectId: string,
  page: { before?: string | undefined; limit: number },
): Promise<(Forecast & { id: string })[]> {
  let query = db
    .selectFrom('forecasts')
    .select(['id', 'answer'])
    .where('project_id', '=', projectId)
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
  const { before } = page
  if (before !== undefined) {
    const at = db.selectFrom('forecasts').select('made_at').where('id', '=', before)
    query = query.where(eb => eb.or([eb('made_at', '<', at), eb.and([eb('made_at', '=', at), eb('id', '<', before)])]))
  }
  return (await query.execute()).map(row => ({ ...Forecast.parse(JSON.parse(row.answer)), id: row.id }))
}

export type Dates = { madeAt: number; p50: number | null; p85: number | null }

/** The newest kept forecast of each project, for the portfolio. */
export async function lastDates(db: Db, projectIds: readonly string[]): Promise<Map<string, Dates>> {
  if (projectIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('forecasts')
    .select(['project_id', 'made_at', 'p50', 'p85'])
    .where('project_id', 'in', [...projectIds])
    .where('made_at', '=', eb =>
      eb
        .selectFrom('forecasts as other')
        .select(e => e.fn.max('other.made_at').as('at'))
        .whereRef('other.project_id', '=', 'forecasts.project_id'),
    )
    .execute()
  return new Map(rows.map(row => [row.project_id, { madeAt: row.made_at, p50: row.p50, p85: row.p85 }]))
}

export type StaleProject = { id: string; slug: string; name: string; isDemo: boolean; createdBy: string }

/** Projects that go on and were not forecast for so long. */
export async function staleProjects(db: Db, before: number): Promise<StaleProject[]> {
  const rows = await db
    .selectFrom('projects')
    .select(['id', 'slug', 'name', 'is_demo', 'created_by'])
    .where('state', '=', 'active')
    .where('created_at', '<', before)
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('forecasts')
            .select('forecasts.id')
            .whereRef('forecasts.project_id', '=', 'projects.id')
            .where('forecasts.made_at', '>=', before),
        ),
      ),
    )
    .orderBy('id')
    .limit(100)
    .execute()
  return rows.map(row => ({
    id: row.id,
    slug: row.slug,
    name: row.name,
    isDemo: row.is_demo === 1,
    createdBy: row.created_by,
  }))
}

/** Every project's beginning and, where it is closed, no more than its name: the ground of a reference class. */
export async function otherProjects(db: Db, projectId: string): Promise<{ id: string; createdAt: number }[]> {
  const rows = await db
    .selectFrom('projects')
    .select(['id', 'created_at'])
    .where('id', '!=', projectId)
    .where('is_demo', '=', 0)
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return rows.map(row => ({ id: row.id, createdAt: row.created_at }))
}

export async function createdAt(db: Db, projectId: string): Promise<number> {
  const row = await db.selectFrom('projects').select('created_at').where('id', '=', projectId).executeTakeFirstOrThrow()
  return row.created_at
}
