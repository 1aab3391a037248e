import { append } from '../../../events/events.ts'
import type { Verb } from '../../../events/verbs.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Context } from '../../context.ts'
import { personsOf } from '../../persons.store.ts'
import { myProjects } from '../../projects/projects.service.ts'
import { isProgram, nextAfter, type PageAfter } from '../../shapes.ts'
import type { User } from '../../users/users.schema.ts'
import { userOf } from '../../users/users.service.ts'
import { listAliases, listMerged } from '../aliases/aliases.store.ts'
import { searchTeams } from '../teams/teams.service.ts'
import type { Department, PersonDetail } from './lines.schema.ts'
import {
  deleteDepartment,
  deletePlacement,
  departmentsAbove,
  findDepartment,
  findPlacement,
  hasBelow,
  insertDepartment,
  lineAbove,
  listDepartments,
  listLines,
  listReportsOf,
  listSeatsOf,
  savePlacement,
  updateDepartment,
} from './lines.store.ts'

export async function pageOfDepartments(ctx: Context, page: PageAfter) {
  const departments = await listDepartments(ctx.db, page)
  return { departments, next: nextAfter(departments, page.limit, ({ name }) => name) }
}

export async function createDepartment(
  ctx: Context,
  wish: { name: string; parentId: string | null },
): Promise<Department> {
  return ctx.db.transaction().execute(tx => addDepartment({ ...ctx, db: tx }, wish))
}

/** Makes a department in the caller's transaction. */
export async function addDepartment(
  ctx: Context,
  wish: { name: string; parentId: string | null },
): Promise<Department> {
  if (wish.parentId !== null) await departmentOf(ctx, wish.parentId)
  const id = newId('dep')
  if (!(await insertDepartment(ctx.db, { id, ...wish, now: ctx.clock.now() }))) throw nameTaken(wish.name)
  await log(ctx, { verb: 'create', id, payload: { parent: wish.parentId } })
  return departmentOf(ctx, id)
}

export async function changeDepartment(
  ctx: Context,
  ref: string,
  change: { name?: string | undefined; parentId?: string | null | undefined },
): Promise<Department> {
  const department = await departmentOf(ctx, ref)
  const { name, parentId } = change
  if (name !== undefined && name !== department.name && (await findDepartment(ctx.db, name))) throw nameTaken(name)
  return ctx.db.transaction().execute(async tx => {
    if (parentId !== undefined && parentId !== null) {
      const above = await departmentOf({ ...ctx, db: tx }, parentId)
      if (above.id === department.id || (await departmentsAbove(tx, above.id)).includes(department.id))
        throw new AppError('conflict', `${above.name} is below ${department.name}; put it elsewhere first`)
    }
    const set = {
      ...(name === undefined ? {} : { name }),
      ...(parentId === undefined ? {} : { parent_id: parentId }),
    }
    await updateDepartment(tx, department.id, set)
    const fields = [...(name === undefined ? [] : ['name']), ...(parentId === undefined ? [] : ['parent'])]
    await log(
      { ...ctx, db: tx },
      {
        verb: 'change',
        id: department.id,
        payload: { fields, ...(parentId === undefined ? {} : { parent: parentId }) },
      },
    )
    return departmentOf({ ...ctx, db: tx }, department.id)
  })
}

export async function removeDepartment(ctx: Context, ref: string): Promise<void> {
  await ctx.db.transaction().execute(async tx => {
    const department = await departmentOf({ ...ctx, db: tx }, ref)
    if (department.people > 0 || (await hasBelow(tx, department.id)))
      throw new AppError(
        'conflict',
        `${department.name} is not empty: ${department.people} people, or departments below; move them first`,
      )
    await deleteDepartment(tx, department.id)
    await log({ ...ctx, db: tx }, { verb: 'remove', id: department.id, payload: {} })
  })
}

export async function pageOfLines(ctx: Context, page: PageAfter) {
  const lines = await listLines(ctx.db, page)
  return { lines, next: nextAfter(lines, page.limit, ({ person }) => person.id) }
}

export type Place = {
  departmentId?: string | null | undefined
  reportsTo?: string | null | undefined
  title?: string | undefined
}

export async function placePerson(ctx: Context, userId: string, place: Place): Promise<PersonDetail> {
  await ctx.db.transaction().execute(tx => putInLine({ ...ctx, db: tx }, userId, place))
  return describePerson(ctx, userId)
}

/** Puts a person into department and line in the caller's transaction; false when nothing is other than before. */
export async function putInLine(ctx: Context, userId: string, place: Place): Promise<boolean> {
  const user = await person(ctx, userId)
  const before = await placeOf(ctx, userId)
  const after = {
    departmentId: place.departmentId === undefined ? before.departmentId : place.departmentId,
    reportsTo: place.reportsTo === undefined ? before.reportsTo : place.reportsTo,
    title: place.title ?? before.title,
  }
  const fields = (['departmentId', 'reportsTo', 'title'] as const).filter(field => after[field] !== before[field])
  if (fields.length === 0) return false
  if (user.deactivatedAt !== null)
    throw new AppError('conflict', `${user.name} is deactivated; activate them before they get a place`)
  if (after.departmentId !== null) after.departmentId = (await departmentOf(ctx, after.departmentId)).id
  if (fields.includes('reportsTo') && after.reportsTo !== null) await demandAbove(ctx, user, after.reportsTo)
  await savePlacement(ctx.db, userId, after)
  await append(ctx.db, ctx, {
    verb: 'change',
    object: { kind: 'user', id: userId },
    payload: { fields, department: after.departmentId, reportsTo: after.reportsTo },
  })
  return true
}

/** For an import: what is there by name, and where somebody stands. */
export const departmentNamed = async (ctx: Context, name: string) => (await findDepartment(ctx.db, name))?.id
export const placeOf = async (ctx: Context, userId: string) => (await findPlacement(ctx.db, userId)) ?? nowhere

const nowhere = { departmentId: null, reportsTo: null, title: '' }

/** Where one account stood stands the other now, unless it had a place of its own; in the caller's transaction. */
export async function movePlace(ctx: Context, { from, to }: { from: string; to: string }): Promise<void> {
  const [before, own] = [await findPlacement(ctx.db, from), await findPlacement(ctx.db, to)]
  if (!before) return
  await deletePlacement(ctx.db, from)
  const reportsTo = own?.reportsTo ?? (before.reportsTo === to ? null : before.reportsTo)
  await putInLine(ctx, to, {
    departmentId: own?.departmentId ?? before.departmentId,
    reportsTo,
    title: own?.title || before.title,
  })
}

/** A line ends at its top: nobody reports to themselves, by no detour. */
async function demandAbove(ctx: Context, user: User, aboveId: string): Promise<void> {
  const above = await person(ctx, aboveId)
  if (above.deactivatedAt !== null || isProgram(above.kind))
    throw new AppError('conflict', `${above.name} cannot lead a line; choose somebody who is here`)
  if (above.id === user.id || (await lineAbove(ctx.db, above.id)).includes(user.id))
    throw new AppError('conflict', `${above.name} reports to ${user.name} already, at some step; end that first`)
}

export async function describePerson(ctx: Context, userId: string): Promise<PersonDetail> {
  const user = await person(ctx, userId)
  const place = await findPlacement(ctx.db, userId)
  const mine = new Set((await myProjects(ctx)).projects.map(project => project.id))
  const seats = await listSeatsOf(ctx.db, userId)
  const seen = seats.filter(({ project }) => project === null || mine.has(project.id))
  const department = place?.departmentId ? await findDepartment(ctx.db, place.departmentId) : undefined
  const above = place?.reportsTo ? (await personsOf(ctx.db, [place.reportsTo])).get(place.reportsTo) : undefined
  const { teams } = await searchTeams(ctx, { person: userId, limit: 500 })
  return {
    person: { id: user.id, name: user.name, kind: user.kind },
    email: user.email,
    aliases: await listAliases(ctx.db, userId),
    accounts: await listMerged(ctx.db, userId),
    title: place?.title ?? '',
    department: department ? { id: department.id, name: department.name } : null,
    reportsTo: above ?? null,
    reports: await listReportsOf(ctx.db, userId),
    teams: teams.map(({ id, name, kind }) => ({ id, name, kind })),
    seats: seen,
    hiddenSeats: seats.length - seen.length,
    joinedAt: user.createdAt,
    endedAt: user.deactivatedAt,
    leftAt: user.leftAt,
  }
}

async function person(ctx: Context, id: string): Promise<User> {
  const user = await userOf(ctx, id)
  if (!user || isProgram(user.kind)) throw notFound('Person', id)
  return user
}

async function departmentOf(ctx: Context, ref: string): Promise<Department> {
  const department = await findDepartment(ctx.db, ref)
  if (!department) throw notFound('Department', ref)
  return department
}

const nameTaken = (name: string) =>
  new AppError('conflict', `A department is called "${name}" already; choose another name, or change that one`)

const log = (ctx: Context, event: { verb: Verb; id: string; payload: Record<string, unknown> }) =>
  append(ctx.db, ctx, { verb: event.verb, object: { kind: 'department', id: event.id }, payload: event.payload })
