import { append } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import { newId, slugOf } from '../../kernel/ids.ts'
import type { Context, ProjectContext } from '../context.ts'
import { findProject } from '../identity.store.ts'
import { isProjectRight, projectRights } from '../policies.ts'
import type { Seat } from '../seats.ts'
import { createLink } from '../links.store.ts'
import { isProgram, nextAfter, type PageAfter, type PersonRef } from '../shapes.ts'
import { addPerson } from '../users/users.service.ts'
import { userByEmail, userOf } from '../users/users.service.ts'
import type { Project, ProjectDetail, SeatHolder, SeatWish } from './projects.schema.ts'
import {
  findWholeProject,
  insertProject,
  isSlugTaken,
  listProjectsOf,
  namesOfProjects,
  updateProject,
} from './projects.store.ts'
import { deleteSeat, insertSeat, keepSeat, listSeats, listSeatsIn } from '../seats.store.ts'

const week = 7 * 86_400_000

export type ProjectWish = { name: string; slug?: string | undefined; seats: SeatWish[]; isDemo: boolean }
export type InvitedPerson = { person: PersonRef; seat: Seat; url: string }

/** Self-service: whoever is signed in may start a project, and sits in it at least as project manager. */
export async function createProject(
  ctx: Context,
  wish: ProjectWish,
): Promise<{ project: Project; invitations: InvitedPerson[] }> {
  const { token } = ctx.actor
  if (token && !token.rights.includes('demo:act') && (token.projectId !== null || !token.rights.includes('*')))
    throw new AppError('forbidden', 'This token is for one project; sign in to start another')
  if (wish.isDemo && !token?.rights.includes('demo:act'))
    throw new AppError('forbidden', 'Only the demo makes a demo project')
  return ctx.db.transaction().execute(async tx => {
    const id = newId('prj')
    const slug = wish.slug ?? (await freeSlug(tx, wish.name, id))
    const isNew = await insertProject(tx, {
      id,
      slug,
      name: wish.name,
      isDemo: wish.isDemo,
      by: ctx.actor.id,
      now: ctx.clock.now(),
    })
    if (!isNew) throw new AppError('conflict', `A project with the address "${slug}" exists already; choose another`)
    const seats = withCreator(ctx, wish)
    const mine = seats.find(seat => seat.userId === ctx.actor.id)?.seat
    const actor = mine ? { ...ctx.actor, seat: mine } : ctx.actor
    const inside: ProjectContext = {
      ...ctx,
      actor,
      db: tx,
      project: { id, slug, name: wish.name, isDemo: wish.isDemo },
    }
    await append(tx, inside, { verb: 'create', object: { kind: 'project', id } })
    const invitations: InvitedPerson[] = []
    for (const seat of seats) {
      const taken = await seatPerson(inside, seat)
      if (taken.url !== null) invitations.push({ person: taken.person, seat: seat.seat, url: taken.url })
    }
    const project = await findWholeProject(tx, id, ctx.actor.id)
    if (!project) throw notFound('Project', id)
    return { project, invitations }
  })
}

/** Somebody must be able to go on: the creator sits in a seat that may seat others, unless the wish says so already. */
function withCreator(ctx: Context, wish: ProjectWish): SeatWish[] {
  if (ctx.actor.token?.rights.includes('demo:act')) return wish.seats
  const mine = wish.seats.some(seat => seat.userId === ctx.actor.id)
  return mine ? wish.seats : [{ seat: 'project_manager', userId: ctx.actor.id }, ...wish.seats]
}

async function freeSlug(db: Context['db'], name: string, id: string): Promise<string> {
  const base = slugOf(name) || id.slice(-8)
  if (base === 'new' || base === 'stream') return `${base}-${id.slice(-4)}`
  return (await isSlugTaken(db, base)) ? `${base}-${id.slice(-4)}` : base
}

export async function describeProject(ctx: ProjectContext): Promise<ProjectDetail> {
  const project = await findWholeProject(ctx.db, ctx.project.id, ctx.actor.id)
  if (!project) throw notFound('Project', ctx.project.slug)
  const rights = Object.keys(projectRights)
    .filter(isProjectRight)
    .filter(right => ctx.may(right))
  return {
    ...project,
    rights,
    isVisitor: ctx.isVisitor,
    mayActAs: ctx.project.isDemo && ctx.actor.isOwner && ctx.isLoopback,
  }
}

export const myProjects = async (ctx: Context) => ({ projects: await listProjectsOf(ctx.db, mine(ctx)) })

/** Those in which somebody sits, for what is done in their stead in the background. */
export const projectsOf = (ctx: Pick<Context, 'db'>, userId: string) => listProjectsOf(ctx.db, { userId })

/** An agent knows of no project but those that were lent to it. */
const mine = ({ actor }: Context) => ({ userId: actor.id, only: actor.token?.agent?.projectIds })

/** For those who guard the platform: any project, also where they hold no seat. */
export async function projectNamed(ctx: Pick<Context, 'db'>, slug: string): Promise<{ id: string }> {
  const project = await findProject(ctx.db, slug)
  if (!project) throw notFound('Project', slug)
  return project
}

export const projectsByIds = (ctx: Pick<Context, 'db'>, ids: readonly string[]) => namesOfProjects(ctx.db, ids)

export async function pageOfMyProjects(ctx: Context, page: PageAfter) {
  const projects = await listProjectsOf(ctx.db, mine(ctx), page)
  return { projects, next: nextAfter(projects, page.limit, ({ id }) => id) }
}

export async function changeProject(
  ctx: ProjectContext,
  change: { name?: string | undefined; state?: 'active' | 'closed' | undefined },
): Promise<Project> {
  return ctx.db.transaction().execute(async tx => {
    const set = {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.state === undefined ? {} : { state: change.state }),
    }
    await updateProject(tx, ctx.project.id, set)
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'project', id: ctx.project.id },
      payload: { fields: Object.keys(set), ...(change.state ? { state: change.state } : {}) },
    })
    const project = await findWholeProject(tx, ctx.project.id, ctx.actor.id)
    if (!project) throw notFound('Project', ctx.project.slug)
    return project
  })
}

/** Who sits where in each of some projects. */
export const seatHoldersIn = (ctx: Pick<Context, 'db'>, projectIds: readonly string[]) =>
  listSeatsIn(ctx.db, projectIds)

/** Who sits where in the project. */
export const seatHolders = (ctx: Pick<ProjectContext, 'db' | 'project'>) => listSeats(ctx.db, ctx.project.id)

export async function takeSeat(
  ctx: ProjectContext,
  wish: SeatWish,
): Promise<{ holder: SeatHolder; invitation: string | null }> {
  return ctx.db.transaction().execute(async tx => {
    const taken = await seatPerson({ ...ctx, db: tx }, wish)
    const holder = (await listSeats(tx, ctx.project.id)).find(
      row => row.seat === wish.seat && row.person.id === taken.person.id,
    )
    if (!holder) throw notFound('Seat', wish.seat)
    return { holder, invitation: taken.url }
  })
}

/** Gives a seat in the caller's transaction; a person who is new gets a link. */
export async function seatPerson(
  ctx: ProjectContext,
  wish: SeatWish,
): Promise<{ person: PersonRef; url: string | null }> {
  const known = await knownPerson(ctx, wish)
  const userId =
    known?.id ?? (await addPerson(ctx, { name: wish.name ?? wish.email ?? '', email: wish.email, kind: 'person' }))
  const person = known ?? (await userOf(ctx, userId))
  if (!person) throw notFound('Person', userId)
  if (isProgram(person.kind)) throw new AppError('conflict', 'A program never fills a seat; name a person')
  const now = ctx.clock.now()
  const isNew = await insertSeat(ctx.db, { projectId: ctx.project.id, seat: wish.seat, userId, by: ctx.actor.id, now })
  const place = { projectId: ctx.project.id, seat: wish.seat, userId }
  if (isNew || (await keepSeat(ctx.db, place)))
    await append(ctx.db, ctx, {
      verb: 'assign-seat',
      object: { kind: 'seat', id: wish.seat },
      payload: { user: userId, seat: wish.seat },
    })
  const url = known
    ? null
    : `${ctx.origin}/sign-in#${await createLink(ctx.db, { kind: 'invite', userId, createdBy: ctx.actor.id, now, lastsMs: week })}`
  return { person, url }
}

async function knownPerson(ctx: Context, wish: SeatWish): Promise<PersonRef | undefined> {
  if (wish.userId !== undefined) {
    const person = await userOf(ctx, wish.userId)
    if (!person || person.deactivatedAt !== null) throw notFound('Person', wish.userId)
    return person
  }
  if (wish.email !== undefined) return userByEmail(ctx, wish.email.trim().toLowerCase())
  if (wish.name === undefined)
    throw new AppError('bad_request', 'Say who shall sit there: a person, an e-mail or a name')
  return undefined
}

export async function leaveSeat(ctx: ProjectContext, place: { seat: Seat; user: string }): Promise<void> {
  if (place.user !== ctx.actor.id && !ctx.may('seat:write'))
    throw new AppError(
      'forbidden',
      'You cannot take a seat from somebody else, because your seat does not hold "seat:write"; ask the project manager',
    )
  await ctx.db.transaction().execute(async tx => {
    const left = await deleteSeat(tx, {
      projectId: ctx.project.id,
      seat: place.seat,
      userId: place.user,
      by: ctx.actor.id,
      now: ctx.clock.now(),
    })
    if (!left) throw notFound('Seat', `${place.seat} of ${place.user}`)
    await append(tx, ctx, {
      verb: 'leave-seat',
      object: { kind: 'seat', id: place.seat },
      payload: { user: place.user, seat: place.seat },
    })
  })
}
