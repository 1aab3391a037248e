import type { Db } from '../database/schema.ts'
import { AppError, notFound } from '../kernel/errors.ts'
import type { Actor, ProjectRef } from './context.ts'
import { findProject, findUser, seatsOf, type Principal } from './identity.store.ts'
import {
  agentMayEnter,
  isAgentRight,
  isPlatformRight,
  isProjectRight,
  platformSeatMay,
  seatMay,
  seatsWith,
  type Permission,
  type ProjectRight,
} from './policies.ts'
import { Seat } from './seats.ts'

/** What a request asks for, before anything of its body is read. */
export type Ask = {
  allow: Permission
  visitors: boolean
  /** the route says that an agent may call it */
  agents: boolean
  project: string | undefined
  /** the seat the caller wants to act in, when several are held */
  seat: string | undefined
  /** the demo account to act as */
  actAs: string | undefined
  isLoopback: boolean
  viewAs: string | undefined
  isWrite: boolean
}

export type Granted = { actor: Actor; project?: ProjectRef; isVisitor: boolean; may(right: ProjectRight): boolean }

const nobody: Actor = { id: 'nobody', name: 'Nobody', isOwner: false, mayRunCode: false }

/** Decides whether the caller may; throws the reason and the way out when not. */
export async function authorize(db: Db, principal: Principal | undefined, ask: Ask): Promise<Granted> {
  if (!principal) {
    if (ask.allow === 'public') return { actor: nobody, isVisitor: true, may: () => false }
    throw new AppError('unauthenticated', 'You are not signed in', {
      hint: 'Sign in, or send a token as "Authorization: Bearer ..."',
    })
  }
  if (principal.token?.agent) demandForAgent(principal, ask)
  if (ask.viewAs !== undefined && ask.isWrite)
    throw new AppError('forbidden', 'You look through another seat: this view is read-only', {
      hint: 'Leave "View as" to act in your own seat',
    })
  if (ask.project === undefined) return onPlatform(db, principal, ask)
  return inProject(db, principal, { ...ask, project: ask.project })
}

/** The one place that keeps agents out; what they are let in to is limited further by the person's own rights. */
function demandForAgent({ user, token }: Principal, ask: Ask): void {
  const { allow, isWrite, agents, actAs } = ask
  const isLent = allow === 'public' || allow === 'signed-in' || token?.rights.includes(allow)
  const mayEnter = agentMayEnter({ allow, isWrite, agents, isInProject: ask.project !== undefined })
  if (mayEnter && isLent && actAs === undefined) return
  throw mayEnter && !isLent
    ? new AppError('forbidden', `You cannot, because ${user.name} has not lent this agent "${allow}"`, {
        hint: `Ask ${user.name} to make an agent with this right`,
        details: { right: allow },
      })
    : new AppError('forbidden', 'You cannot, because an agent never does this; a person does', {
        hint: `Ask ${user.name}, for whom you act, to do it`,
      })
}

async function onPlatform(db: Db, principal: Principal, ask: Ask): Promise<Granted> {
  if (ask.actAs !== undefined)
    throw new AppError('forbidden', 'Acting as a demo account works only inside the demo project')
  const actor = actorOf(principal)
  const { allow } = ask
  if (isProjectRight(allow)) throw new AppError('internal', `${allow} needs a project in the path`)
  if (isPlatformRight(allow) && allow !== 'platform:read') {
    const seats = await seatsOf(db, principal.user.id, '')
    const holds = principal.user.isOwner || seats.some(seat => platformSeatMay(seat, allow))
    const byToken = principal.user.kind === 'service' && principal.token?.rights.includes(allow)
    if (!(byToken || (holds && tokenAllows(principal, allow))))
      throw new AppError(
        'forbidden',
        `You cannot, because ${allow} needs a seat of the platform; ask an owner of this installation`,
      )
    if (seats[0]) actor.seat = seats[0]
  }
  return { actor, isVisitor: false, may: () => false }
}

async function inProject(db: Db, principal: Principal, ask: Ask & { project: string }): Promise<Granted> {
  const project = await findProject(db, ask.project)
  if (!project || outsideToken(principal, project)) throw notFound('Project', ask.project)
  const actor = ask.actAs === undefined ? actorOf(principal) : await actingAs(db, { principal, project, ask })
  const seats = await seatsOf(db, actor.id, project.id)
  const isService = principal.user.kind === 'service' && !actor.actedBy
  const agent = principal.token?.agent
  const may = (right: ProjectRight) =>
    (seats.some(seat => seatMay(seat, right)) || (isService && principal.token?.projectId === project.id)) &&
    tokenAllows(principal, right) &&
    (!agent || isAgentRight(right))
  if (seats.length === 0 && !isService) {
    if (ask.visitors && ask.allow === 'project:read') return { actor, project, isVisitor: true, may: () => false }
    if (ask.allow === 'signed-in' || ask.allow === 'public')
      return { actor, project, isVisitor: true, may: () => false }
    throw notFound('Project', ask.project)
  }
  // an agent fills no seat, not even that of the person it acts for
  if (!agent) actor.seat = actingSeat(seats, ask)
  const { allow } = ask
  if (isProjectRight(allow) && !may(allow)) throw refusal(allow, seats)
  if (isPlatformRight(allow)) throw new AppError('internal', `${allow} does not go with a project in the path`)
  return { actor, project, isVisitor: false, may }
}

function refusal(right: ProjectRight, seats: Seat[]): AppError {
  const ask = seatsWith(right).map(words).join(', ')
  const held = seats.length > 0 ? `your seat (${seats.map(words).join(', ')})` : 'this token'
  return new AppError('forbidden', `You cannot, because ${held} does not hold "${right}"; ask: ${ask}`, {
    details: { right, seats: seatsWith(right) },
  })
}

const words = (seat: Seat) => seat.replaceAll('_', ' ')

function actingSeat(seats: Seat[], ask: Ask): Seat | undefined {
  const wished = Seat.safeParse(ask.seat).data
  if (wished && seats.includes(wished)) return wished
  const { allow } = ask
  return (isProjectRight(allow) ? seats.find(seat => seatMay(seat, allow)) : undefined) ?? seats[0]
}

const tokenAllows = (principal: Principal, right: string) =>
  !principal.token || principal.token.rights.includes('*') || principal.token.rights.includes(right)

function outsideToken({ token }: Principal, project: ProjectRef): boolean {
  if (!token) return false
  if (token.agent) return !token.agent.projectIds.includes(project.id)
  return token.projectId !== null && token.projectId !== project.id
}

async function actingAs(db: Db, wish: { principal: Principal; project: ProjectRef; ask: Ask }): Promise<Actor> {
  const { principal, project, ask } = wish
  const account = await findUser(db, ask.actAs ?? '')
  const isTrusted = principal.user.isOwner || principal.token?.rights.includes('demo:act')
  if (!project.isDemo || !ask.isLoopback || !isTrusted || account?.kind !== 'demo')
    throw new AppError(
      'forbidden',
      'Only an owner on this machine can act as a demo account, and only inside the demo project',
    )
  return {
    ...actorOf({ user: account }),
    mayRunCode: true,
    actedBy: { id: principal.user.id, name: principal.user.name },
  }
}

function actorOf({ user, token }: Principal): Actor {
  const agent = token?.agent
  return {
    id: user.id,
    name: user.name,
    isOwner: user.isOwner && !agent,
    mayRunCode: (user.mayRunCode || user.isOwner) && !agent,
    ...(token ? { token } : {}),
    ...(agent ? { actedBy: { id: agent.id, name: agent.name } } : {}),
  }
}
