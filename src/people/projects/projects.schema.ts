import { z } from 'zod'
import { route } from '../route.ts'
import { Seat } from '../seats.ts'
import { InProject, Name, PageAfter, PersonRef, Slug, Time } from '../shapes.ts'

export const Project = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    state: z.enum(['active', 'closed']),
    isDemo: z.boolean(),
    createdAt: Time,
    mySeats: z.array(Seat),
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof Project>

export const ProjectDetail = Project.extend({
  /** the rights I hold here, so that a page can say what I cannot do and whom to ask */
  rights: z.array(z.string()),
  isVisitor: z.boolean(),
  /** true when an owner on the server's own machine may act as the demo accounts */
  mayActAs: z.boolean(),
}).meta({ id: 'ProjectDetail' })
export type ProjectDetail = z.infer<typeof ProjectDetail>

export const SeatHolder = z
  .object({
    seat: Seat,
    person: PersonRef,
    since: Time,
    expiresAt: Time.nullable(),
    lastActAt: Time.nullable(),
    /** false where coverage of seats is switched off: then nobody sits on paper only */
    countsActs: z.boolean(),
    projects: z.number(),
  })
  .meta({ id: 'SeatHolder' })
export type SeatHolder = z.infer<typeof SeatHolder>

/** Who shall sit where: a person by id, by e-mail, or a new person by name (who gets an invitation link). */
export const SeatWish = z
  .object({ seat: Seat, userId: z.string().optional(), email: z.email().optional(), name: Name.optional() })
  .meta({ id: 'SeatWish' })
export type SeatWish = z.infer<typeof SeatWish>

const SeatPlace = InProject.extend({ seat: Seat, user: z.string() })

export const SeatTaken = z.object({ holder: SeatHolder, invitation: z.string().nullable() }).meta({ id: 'SeatTaken' })

export const projectRoutes = {
  list: route('GET', '/api/projects', {
    allow: 'signed-in',
    agents: true,
    query: z.object(PageAfter),
    reply: z.object({ projects: z.array(Project), next: z.string().nullable() }),
    summary: 'The projects in which I hold a seat',
  }),
  create: route('POST', '/api/projects', {
    allow: 'signed-in',
    body: z.object({
      name: Name,
      slug: Slug.optional(),
      seats: z.array(SeatWish).max(50).default([]),
      isDemo: z.boolean().default(false),
    }),
    reply: z.object({
      project: Project,
      invitations: z.array(z.object({ person: PersonRef, seat: Seat, url: z.string() })),
    }),
    status: 201,
    errors: ['conflict'],
    summary: 'Start a project; no ticket needed',
  }),
  get: route('GET', '/api/projects/:project', {
    allow: 'project:read',
    params: InProject,
    reply: ProjectDetail,
    errors: ['not_found'],
  }),
  change: route('PATCH', '/api/projects/:project', {
    allow: 'project:write',
    params: InProject,
    body: z.object({ name: Name.optional(), state: z.enum(['active', 'closed']).optional() }),
    reply: Project,
  }),
  seats: route('GET', '/api/projects/:project/seats', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({ seats: z.array(SeatHolder) }),
    summary: 'Who sits where, and when they last acted',
  }),
  takeSeat: route('POST', '/api/projects/:project/seats', {
    allow: 'seat:write',
    params: InProject,
    body: SeatWish,
    reply: SeatTaken,
    status: 201,
    errors: ['not_found'],
    summary: 'Give a person a seat; a new person gets a link',
  }),
  leaveSeat: route('DELETE', '/api/projects/:project/seats/:seat/:user', {
    allow: 'project:read',
    params: SeatPlace,
    errors: ['not_found', 'forbidden'],
    summary: 'Leave a seat, or take it away from somebody',
  }),
}
