import type { Db } from '../../../database/schema.ts'
import { Seat } from '../../seats.ts'
import type { PageAfter, PersonRef } from '../../shapes.ts'
import type { Department, Line } from './lines.schema.ts'

/** False when a department of this name is there already. */
export async function insertDepartment(
  db: Db,
  row: { id: string; name: string; parentId: string | null; now: number },
): Promise<boolean> {
  const done = await db
    .insertInto('departments')
    .values({ id: row.id, name: row.name, parent_id: row.parentId, created_at: row.now })
    .onConflict(c => c.column('name').doNothing())
    .executeTakeFirst()
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n
}

const wholeDepartments = (db: Db) =>
  db
    .selectFrom('departments')
    .selectAll('departments')
    .select(eb =>
      eb
        .selectFrom('placements')
        .whereRef('placements.department_id', '=', 'departments.id')
        .select(e => e.fn.countAll<number>().as('n'))
        .as('people'),
    )

/** By id or by name. */
export async function findDepartment(db: Db, ref: string): Promise<Department | undefined> {
  const row = await wholeDepartments(db)
    .where(eb => eb.or([eb('departments.id', '=', ref), eb('departments.name', '=', ref)]))
    .executeTakeFirst()
  return row && toDepartment(row)
}

export async function listDepartments(db: Db, page: PageAfter): Promise<Department[]> {
  let query = wholeDepartments(db).orderBy('departments.name').limit(page.limit)
  if (page.after !== undefined) query = query.where('departments.name', '>', page.after)
  return (await query.execute()).map(toDepartment)
}

export async function hasBelow(db: Db, id: string): Promise<boolean> {
  return (await db.selectFrom('departments').select('id').where('parent_id', '=', id).executeTakeFirst()) !== undefined
}

export async function updateDepartment(
  db: Db,
  id: string,
  set: { name?: string; parent_id?: string | null },
): Promise<void> {
  if (Object.keys(set).length > 0) await db.updateTable('departments').set(set).where('id', '=', id).execute()
}

export async function deleteDepartment(db: Db, id: string): Promise<void> {
  await db.deleteFrom('departments').where('id', '=', id).execute()
}

/** The ids above a department, or above a person in the line; ends where it would turn in a circle. */
export async function departmentsAbove(db: Db, id: string): Promise<string[]> {
  return climb(id, async at => {
    const row = await db.selectFrom('departments').select('parent_id').where('id', '=', at).executeTakeFirst()
    return row?.parent_id ?? undefined
  })
}

export async function lineAbove(db: Db, userId: string): Promise<string[]> {
  return climb(userId, async at => {
    const row = await db.selectFrom('placements').select('reports_to').where('user_id', '=', at).executeTakeFirst()
    return row?.reports_to ?? undefined
  })
}

async function climb(from: string, above: (id: string) => Promise<string | undefined>): Promise<string[]> {
  const way: string[] = []
  for (let at = await above(from); at !== undefined && !way.includes(at); at = await above(at)) way.push(at)
  return way
}

export type Placement = { departmentId: string | null; reportsTo: string | null; title: string }

export async function findPlacement(db: Db, userId: string): Promise<Placement | undefined> {
  const row = await db.selectFrom('placements').selectAll().where('user_id', '=', userId).executeTakeFirst()
  return row && { departmentId: row.department_id, reportsTo: row.reports_to, title: row.title }
}

export async function savePlacement(db: Db, userId: string, place: Placement): Promise<void> {
  const row = { department_id: place.departmentId, reports_to: place.reportsTo, title: place.title }
  await db
    .insertInto('placements')
    .values({ user_id: userId, ...row })
    .onConflict(c => c.column('user_id').doUpdateSet(row))
    .execute()
}

/** The person stands nowhere any more. */
export async function deletePlacement(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('placements').where('user_id', '=', userId).execute()
}

/** Everybody who is here, in the order of their ids. */
export async function listLines(db: Db, page: PageAfter): Promise<Line[]> {
  let query = db
    .selectFrom('users')
    .leftJoin('placements', 'placements.user_id', 'users.id')
    .where('users.kind', 'not in', ['service', 'agent'])
    .where('users.deactivated_at', 'is', null)
    .select(['users.id', 'users.name', 'users.kind'])
    .select(['placements.department_id', 'placements.reports_to', 'placements.title'])
    .select(eb => [
      eb
        .selectFrom('seats')
        .whereRef('seats.user_id', '=', 'users.id')
        .select(e => e.fn.countAll<number>().as('n'))
        .as('seats'),
      eb
        .selectFrom('team_members')
        .whereRef('team_members.user_id', '=', 'users.id')
        .select(e => e.fn.countAll<number>().as('n'))
        .as('teams'),
    ])
    .orderBy('users.id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('users.id', '>', page.after)
  return (await query.execute()).map(row => ({
    person: { id: row.id, name: row.name, kind: row.kind },
    title: row.title ?? '',
    departmentId: row.department_id,
    reportsTo: row.reports_to,
    seats: Number(row.seats ?? 0),
    teams: Number(row.teams ?? 0),
  }))
}

export async function listReportsOf(db: Db, userId: string): Promise<PersonRef[]> {
  return db
    .selectFrom('placements')
    .innerJoin('users', 'users.id', 'placements.user_id')
    .where('placements.reports_to', '=', userId)
    .where('users.deactivated_at', 'is', null)
    .select(['users.id', 'users.name', 'users.kind'])
    .orderBy('users.name')
    .limit(500)
    .execute()
}

/** All seats of a person, also in projects that the reader may not see. */
export async function listSeatsOf(db: Db, userId: string) {
  const rows = await db
    .selectFrom('seats')
    .leftJoin('projects', 'projects.id', 'seats.project_id')
    .where('seats.user_id', '=', userId)
    .select(['seats.seat', 'seats.since', 'seats.project_id', 'projects.slug', 'projects.name'])
    .orderBy('seats.since')
    .execute()
  return rows.map(row => ({
    seat: Seat.parse(row.seat),
    since: row.since,
    project: row.slug === null ? null : { id: row.project_id, slug: row.slug, name: row.name ?? '' },
  }))
}

type Row = Awaited<ReturnType<ReturnType<typeof wholeDepartments>['executeTakeFirstOrThrow']>>

const toDepartment = (row: Row): Department => ({
  id: row.id,
  name: row.name,
  parentId: row.parent_id,
  people: Number(row.people ?? 0),
})

export async function departmentNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('departments').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.name]))
}
