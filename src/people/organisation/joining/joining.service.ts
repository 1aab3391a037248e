import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Context, ProjectContext } from '../../context.ts'
import { findProject, seatsOf } from '../../identity.store.ts'
import { seatMay } from '../../policies.ts'
import { seatPerson } from '../../projects/projects.service.ts'
import type { Seat } from '../../seats.ts'
import type { PersonRef } from '../../shapes.ts'
import { addPerson, makeInvitation, userOf } from '../../users/users.service.ts'
import { putInLine } from '../lines/lines.service.ts'
import { addToTeam, teamId } from '../teams/teams.service.ts'
import type { FirstSteps, StepName } from './joining.schema.ts'
import { hasPassword, hideSteps, listActsOf, listFreshPlaces } from './joining.store.ts'
import { actsOf, stepsOfSeat } from './steps.ts'

const freshMs = 30 * 86_400_000

/** Places whose steps are all done need no list any more. */
export async function readFirstSteps(ctx: Context): Promise<{ places: FirstSteps[] }> {
  const userId = ctx.actor.id
  const hasAccount = await hasPassword(ctx.db, userId)
  const places: FirstSteps[] = []
  for (const place of await listFreshPlaces(ctx.db, userId, ctx.clock.now() - freshMs)) {
    const acts = await listActsOf(ctx.db, { userId, projectId: place.project.id })
    const names: StepName[] = ['account', ...new Set(place.seats.flatMap(seat => stepsOfSeat[seat]))]
    const steps = names.map(name => ({
      name,
      isDone:
        name === 'account'
          ? hasAccount
          : actsOf[name].some(act => acts.some(({ verb, kind }) => verb === act.verb && kind === act.kind)),
    }))
    if (steps.some(step => !step.isDone)) places.push({ ...place, steps })
  }
  return { places }
}

/** What a person wants to see is no act of the project, so the log does not tell of it. */
export const hideFirstSteps = (ctx: ProjectContext) =>
  hideSteps(ctx.db, { userId: ctx.actor.id, projectId: ctx.project.id })

export type JoinerWish = {
  name: string
  email?: string | undefined
  title?: string | undefined
  department?: string | undefined
  reportsTo?: string | undefined
  team?: string | undefined
  seats: { project: string; seat: Seat }[]
}

/** All or nothing: whoever comes finds place, team and seats ready behind the link. */
export async function bringIn(
  ctx: Context,
  wish: JoinerWish,
): Promise<{ person: PersonRef; url: string; expiresAt: number }> {
  return ctx.db.transaction().execute(async tx => {
    const inside = { ...ctx, db: tx }
    const id = await addPerson(inside, { name: wish.name, email: wish.email, kind: 'person' })
    await putInLine(inside, id, {
      ...(wish.department === undefined ? {} : { departmentId: wish.department }),
      ...(wish.reportsTo === undefined ? {} : { reportsTo: wish.reportsTo }),
      ...(wish.title === undefined ? {} : { title: wish.title }),
    })
    if (wish.team !== undefined) await addToTeam(inside, { team: await teamId(inside, wish.team), user: id })
    for (const place of wish.seats) await seatJoiner(inside, { ...place, user: id })
    const user = await userOf(inside, id)
    if (!user) throw notFound('Person', id)
    const { url, expiresAt } = await makeInvitation(inside, user)
    return { person: { id: user.id, name: user.name, kind: user.kind }, url, expiresAt }
  })
}

/** A seat in a project is given by whoever may give seats there, whatever they may on the platform. */
async function seatJoiner(ctx: Context, place: { project: string; seat: Seat; user: string }): Promise<void> {
  const project = await findProject(ctx.db, place.project)
  const held = project ? await seatsOf(ctx.db, ctx.actor.id, project.id) : []
  if (!project || held.length === 0) throw notFound('Project', place.project)
  const giving = held.find(seat => seatMay(seat, 'seat:write'))
  if (!giving)
    throw new AppError(
      'forbidden',
      `You cannot give a seat in ${project.name}, because your seat there does not hold "seat:write"; ask its project manager`,
    )
  const inside: ProjectContext = {
    ...ctx,
    project,
    isVisitor: false,
    actor: { ...ctx.actor, seat: giving },
    may: right => held.some(seat => seatMay(seat, right)),
  }
  await seatPerson(inside, { seat: place.seat, userId: place.user })
}
