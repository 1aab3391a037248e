import type { Db } from '../../database/schema.ts'
import { Seat } from '../seats.ts'
import type { PageAfter } from '../shapes.ts'
import type { Project } from './projects.schema.ts'

export type NewProject = { id: string; slug: string; name: string; isDemo: boolean; by: string; now: number }

export async function insertProject(db: Db, project: NewProject): Promise<boolean> {
  const done = await db
    .insertInto('projects')
    .values({
      id: project.id,
      slug: project.slug,
      name: project.name,
      state: 'active',
      is_demo: project.isDemo ? 1 : 0,
      created_by: project.by,
      created_at: project.now,
    })
    .onConflict(c => c.column('slug').doNothing())
    .executeTakeFirst()
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function isSlugTaken(db: Db, slug: string): Promise<boolean> {
  return (await db.selectFrom('projects').select('id').where('slug', '=', slug).executeTakeFirst()) !== undefined
}

export async function findWholeProject(db: Db, id: string, userId: string): Promise<Project | undefined> {
  const row = await db.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const held = await db
    .selectFrom('seats')
    .select('seat')
    .where('project_id', '=', id)
    .where('user_id', '=', userId)
    .execute()
  return toProject(
    row,
    held.map(seat => seat.seat),
  )
}

export type ProjectsOf = { userId: string; only?: readonly string[] | undefined }

/** Oldest first, which is the order of their ids; all of them when no page is asked for. */
export async function listProjectsOf(db: Db, { userId, only }: ProjectsOf, page?: PageAfter): Promise<Project[]> {
  if (only?.length === 0) return []
  let mine = db.selectFrom('seats').where('user_id', '=', userId).select('project_id').distinct().orderBy('project_id')
  if (only) mine = mine.where('project_id', 'in', only)
  if (page?.after !== undefined) mine = mine.where('project_id', '>', page.after)
  if (page) mine = mine.limit(page.limit)
  const rows = await db
    .selectFrom('projects')
    .innerJoin('seats', 'seats.project_id', 'projects.id')
    .where('seats.user_id', '=', userId)
    .where('projects.id', 'in', mine)
    .selectAll('projects')
    .select('seats.seat')
    .orderBy('projects.id')
    .execute()
  const whole = new Map<string, Project>()
  for (const row of rows) {
    const known = whole.get(row.id)
    if (known) known.mySeats.push(Seat.parse(row.seat))
    else whole.set(row.id, toProject(row, [row.seat]))
  }
  return [...whole.values()]
}

export async function namesOfProjects(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, { slug: string; name: string }>> {
  if (ids.length === 0) return new Map()
  const some = [...new Set(ids)]
  const rows = await db.selectFrom('projects').select(['id', 'slug', 'name']).where('id', 'in', some).execute()
  return new Map(rows.map(({ id, slug, name }) => [id, { slug, name }]))
}

export async function updateProject(db: Db, id: string, set: { name?: string; state?: string }): Promise<void> {
  if (Object.keys(set).length > 0) await db.updateTable('projects').set(set).where('id', '=', id).execute()
}

type Row = { id: string; slug: string; name: string; state: string; is_demo: number; created_at: number }

function toProject(row: Row, held: string[]): Project {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    state: row.state === 'closed' ? 'closed' : 'active',
    isDemo: row.is_demo === 1,
    createdAt: row.created_at,
    mySeats: held.map(seat => Seat.parse(seat)),
  }
}
