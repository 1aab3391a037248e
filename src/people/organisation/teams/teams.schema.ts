import { z } from 'zod'
import { route } from '../../route.ts'
import { Seat } from '../../seats.ts'
import { Name, PageAfter, PersonRef, Text, Time } from '../../shapes.ts'

/** The four kinds and three modes of Team Topologies. */
export const teamKinds = ['stream-aligned', 'platform', 'enabling', 'complicated-subsystem'] as const
export const TeamKind = z.enum(teamKinds)
export type TeamKind = z.infer<typeof TeamKind>

export const interactionModes = ['collaboration', 'x-as-a-service', 'facilitating'] as const
export const InteractionMode = z.enum(interactionModes)
export type InteractionMode = z.infer<typeof InteractionMode>

export const Team = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    kind: TeamKind,
    members: z.number(),
    createdAt: Time,
  })
  .meta({ id: 'Team' })
export type Team = z.infer<typeof Team>

const ProjectName = z.object({ id: z.string(), slug: z.string(), name: z.string() })

export const TeamMember = z
  .object({
    person: PersonRef,
    since: Time,
    isActive: z.boolean(),
    /** in projects that I see, and on the platform where there is no project */
    seats: z.array(z.object({ seat: Seat, project: ProjectName.nullable() })),
    /** in projects that I do not see */
    hiddenSeats: z.number(),
  })
  .meta({ id: 'TeamMember' })
export type TeamMember = z.infer<typeof TeamMember>

export const TeamInteraction = z
  .object({
    team: z.object({ id: z.string(), name: z.string(), kind: TeamKind }),
    mode: InteractionMode,
    /** `gives`: this team serves or helps the other; `takes`: the other way round; both collaborate */
    side: z.enum(['gives', 'takes', 'both']),
    purpose: z.string(),
    since: Time,
  })
  .meta({ id: 'TeamInteraction' })
export type TeamInteraction = z.infer<typeof TeamInteraction>

export const TeamDetail = Team.extend({
  people: z.array(TeamMember),
  interactions: z.array(TeamInteraction),
  /** where its people sit, as far as I see it */
  projects: z.array(ProjectName.extend({ seats: z.array(Seat), people: z.number() })),
  hiddenProjects: z.number(),
}).meta({ id: 'TeamDetail' })
export type TeamDetail = z.infer<typeof TeamDetail>

/** A team by its id or its name. */
const TeamRef = z.object({ team: z.string().min(1).max(200) })
const TeamWish = z.object({ name: Name, description: Text(2_000).default(''), kind: TeamKind })

export const teamRoutes = {
  list: route('GET', '/api/teams', {
    allow: 'platform:read',
    query: z.object({ q: z.string().max(200).optional(), person: z.string().max(80).optional(), ...PageAfter }),
    reply: z.object({ teams: z.array(Team), next: z.string().nullable() }),
    summary: 'The teams of the organisation by name, or those of one person',
  }),
  create: route('POST', '/api/teams', {
    allow: 'user:write',
    body: TeamWish.extend({ kind: TeamKind.default('stream-aligned') }),
    reply: TeamDetail,
    status: 201,
    errors: ['conflict'],
    summary: 'Make a team',
  }),
  get: route('GET', '/api/teams/:team', {
    allow: 'platform:read',
    params: TeamRef,
    reply: TeamDetail,
    errors: ['not_found'],
    summary: 'Its people, the seats they hold, where they work and what it is to other teams',
  }),
  change: route('PATCH', '/api/teams/:team', {
    allow: 'user:write',
    params: TeamRef,
    body: z.object({ name: Name.optional(), description: Text(2_000).optional(), kind: TeamKind.optional() }),
    reply: TeamDetail,
    errors: ['not_found', 'conflict'],
    summary: 'Rename, describe, or say of what kind it is',
  }),
  remove: route('DELETE', '/api/teams/:team', {
    allow: 'user:write',
    params: TeamRef,
    errors: ['not_found'],
    summary: 'Dissolve a team; its people, their seats and what they own stay',
  }),
  addMember: route('PUT', '/api/teams/:team/members/:user', {
    allow: 'user:write',
    params: TeamRef.extend({ user: z.string().min(1) }),
    reply: TeamDetail,
    errors: ['not_found', 'conflict'],
    summary: 'Take a person into a team',
  }),
  removeMember: route('DELETE', '/api/teams/:team/members/:user', {
    allow: 'user:write',
    params: TeamRef.extend({ user: z.string().min(1) }),
    reply: TeamDetail,
    errors: ['not_found'],
    summary: 'Let a person leave a team',
  }),
  interact: route('PUT', '/api/teams/:team/interactions/:other', {
    allow: 'user:write',
    params: TeamRef.extend({ other: z.string().min(1).max(200) }),
    body: z.object({ mode: InteractionMode, purpose: Text(500).default('') }),
    reply: TeamDetail,
    errors: ['not_found', 'conflict'],
    summary: 'Say what a team is to another: it collaborates, serves or facilitates',
  }),
  endInteraction: route('DELETE', '/api/teams/:team/interactions/:other', {
    allow: 'user:write',
    params: TeamRef.extend({ other: z.string().min(1).max(200) }),
    reply: TeamDetail,
    errors: ['not_found'],
    summary: 'End an interaction between two teams',
  }),
}
