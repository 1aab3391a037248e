import { append } from '../../../events/events.ts'
import type { Verb } from '../../../events/verbs.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Context } from '../../context.ts'
import { myProjects } from '../../projects/projects.service.ts'
import { seats } from '../../seats.ts'
import { isProgram, nextAfter, type PageAfter } from '../../shapes.ts'
import { userOf } from '../../users/users.service.ts'
import type { InteractionMode, Team, TeamDetail, TeamKind, TeamMember } from './teams.schema.ts'
import {
  countProjects,
  deleteInteraction,
  deleteMember,
  deleteTeam,
  findTeam,
  insertMember,
  insertTeam,
  listInteractions,
  listMembers,
  listTeams,
  memberIds,
  saveInteraction,
  updateTeam,
  listMemberships,
} from './teams.store.ts'

type Change = { name?: string | undefined; description?: string | undefined; kind?: TeamKind | undefined }

export const membershipsOf = (ctx: Pick<Context, 'db'>, userIds: readonly string[]) => listMemberships(ctx.db, userIds)

export async function searchTeams(
  ctx: Context,
  page: PageAfter & { q?: string | undefined; person?: string | undefined },
) {
  const teams = await listTeams(ctx.db, page)
  return { teams, next: nextAfter(teams, page.limit, ({ name }) => name) }
}

export async function createTeam(
  ctx: Context,
  wish: { name: string; description: string; kind: TeamKind },
): Promise<TeamDetail> {
  const id = await ctx.db.transaction().execute(tx => addTeam({ ...ctx, db: tx }, wish))
  return describeTeam(ctx, id)
}

/** Makes a team in the caller's transaction. */
export async function addTeam(
  ctx: Context,
  wish: { name: string; description: string; kind: TeamKind },
): Promise<string> {
  const id = newId('tea')
  if (!(await insertTeam(ctx.db, { id, ...wish, now: ctx.clock.now() }))) throw nameTaken(wish.name)
  await log(ctx, { verb: 'create', team: id, payload: { kind: wish.kind } })
  return id
}

export async function describeTeam(ctx: Context, ref: string): Promise<TeamDetail> {
  const team = await teamOf(ctx, ref)
  const mine = new Set((await myProjects(ctx)).projects.map(project => project.id))
  const people = await listMembers(ctx.db, team.id, mine)
  const projects = projectsOf(people)
  return {
    ...team,
    people,
    interactions: await listInteractions(ctx.db, team.id),
    projects,
    hiddenProjects: (await countProjects(ctx.db, team.id)) - projects.length,
  }
}

/** The projects in which the people of a team sit, with the seats that they fill there. */
function projectsOf(people: TeamMember[]): TeamDetail['projects'] {
  const places = people.flatMap(({ person, seats: held }) =>
    held.flatMap(({ seat, project }) => (project ? [{ person, seat, project }] : [])),
  )
  return [...Map.groupBy(places, ({ project }) => project.id).values()].flatMap(held => {
    const project = held[0]?.project
    if (!project) return []
    return [
      {
        ...project,
        seats: seats.filter(seat => held.some(one => one.seat === seat)),
        people: new Set(held.map(({ person }) => person.id)).size,
      },
    ]
  })
}

export async function changeTeam(ctx: Context, ref: string, change: Change): Promise<TeamDetail> {
  const team = await teamOf(ctx, ref)
  const fields = (['name', 'description', 'kind'] as const).filter(
    field => change[field] !== undefined && change[field] !== team[field],
  )
  if (fields.length === 0) return describeTeam(ctx, team.id)
  if (fields.includes('name') && change.name !== undefined && (await findTeam(ctx.db, change.name)))
    throw nameTaken(change.name)
  await ctx.db.transaction().execute(async tx => {
    await updateTeam(tx, team.id, Object.fromEntries(fields.map(field => [field, change[field]])))
    await log({ ...ctx, db: tx }, { verb: 'change', team: team.id, payload: { fields } })
  })
  return describeTeam(ctx, team.id)
}

export async function removeTeam(ctx: Context, ref: string): Promise<void> {
  const team = await teamOf(ctx, ref)
  await ctx.db.transaction().execute(async tx => {
    await deleteTeam(tx, team.id)
    await log({ ...ctx, db: tx }, { verb: 'remove', team: team.id, payload: { members: team.members } })
  })
}

type Membership = { team: string; user: string }

export async function joinTeam(ctx: Context, wish: Membership): Promise<TeamDetail> {
  const team = await teamOf(ctx, wish.team)
  await ctx.db.transaction().execute(tx => addToTeam({ ...ctx, db: tx }, { team: team.id, user: wish.user }))
  return describeTeam(ctx, team.id)
}

/** Takes a person into a team in the caller's transaction; false when they are in it already. */
export async function addToTeam(ctx: Context, wish: Membership): Promise<boolean> {
  const person = await userOf(ctx, wish.user)
  if (!person) throw notFound('Person', wish.user)
  if (isProgram(person.kind)) throw new AppError('conflict', 'A program is no member of a team; name a person')
  if (person.deactivatedAt !== null)
    throw new AppError('conflict', `${person.name} is deactivated; activate them before they join a team`)
  const isNew = await insertMember(ctx.db, { ...wish, now: ctx.clock.now() })
  if (isNew) await log(ctx, { verb: 'join', team: wish.team, payload: { user: wish.user } })
  return isNew
}

export async function leaveTeam(ctx: Context, wish: Membership): Promise<TeamDetail> {
  const team = await teamOf(ctx, wish.team)
  await ctx.db.transaction().execute(tx => takeFromTeam({ ...ctx, db: tx }, { team: team.id, user: wish.user }))
  return describeTeam(ctx, team.id)
}

/** Ends a membership in the caller's transaction. */
export async function takeFromTeam(ctx: Context, wish: Membership): Promise<void> {
  if (!(await deleteMember(ctx.db, wish))) throw notFound('Member', wish.user)
  await log(ctx, { verb: 'leave', team: wish.team, payload: { user: wish.user } })
}

export async function interact(
  ctx: Context,
  wish: { team: string; other: string; mode: InteractionMode; purpose: string },
): Promise<TeamDetail> {
  const [team, other] = [await teamOf(ctx, wish.team), await teamOf(ctx, wish.other)]
  if (team.id === other.id) throw new AppError('conflict', 'A team does not interact with itself; name another team')
  await ctx.db.transaction().execute(async tx => {
    await saveInteraction(tx, { ...wish, team: team.id, other: other.id, now: ctx.clock.now() })
    await log(
      { ...ctx, db: tx },
      { verb: 'change', team: team.id, payload: { fields: ['interaction'], with: other.id, mode: wish.mode } },
    )
  })
  return describeTeam(ctx, team.id)
}

/** Ends what two teams are to each other, from whichever side it is seen. */
export async function endInteraction(ctx: Context, wish: { team: string; other: string }): Promise<TeamDetail> {
  const [team, other] = [await teamOf(ctx, wish.team), await teamOf(ctx, wish.other)]
  await ctx.db.transaction().execute(async tx => {
    const ended =
      (await deleteInteraction(tx, { team: team.id, other: other.id })) ||
      (await deleteInteraction(tx, { team: other.id, other: team.id }))
    if (!ended) throw notFound('Interaction', `${team.name} with ${other.name}`)
    await log(
      { ...ctx, db: tx },
      { verb: 'change', team: team.id, payload: { fields: ['interaction'], with: other.id, mode: null } },
    )
  })
  return describeTeam(ctx, team.id)
}

/** Who is in a team, for what upper tiers narrow to it. */
export async function membersOfTeam(ctx: Pick<Context, 'db'>, ref: string): Promise<string[]> {
  const ids = await memberIds(ctx.db, ref)
  if (!ids) throw notFound('Team', ref)
  return ids
}

export const teamNamed = async (ctx: Context, name: string) => (await findTeam(ctx.db, name))?.id
export const teamId = async (ctx: Context, ref: string) => (await teamOf(ctx, ref)).id

async function teamOf(ctx: Context, ref: string): Promise<Team> {
  const team = await findTeam(ctx.db, ref)
  if (!team) throw notFound('Team', ref)
  return team
}

const nameTaken = (name: string) =>
  new AppError('conflict', `A team is called "${name}" already; choose another name, or change that team`)

const log = (ctx: Context, event: { verb: Verb; team: string; payload: Record<string, unknown> }) =>
  append(ctx.db, ctx, { verb: event.verb, object: { kind: 'team', id: event.team }, payload: event.payload })
