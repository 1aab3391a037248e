import { z } from 'zod'
import { route } from '../../route.ts'
import { Seat } from '../../seats.ts'
import { Name, PageAfter, PersonRef, Text, Time } from '../../shapes.ts'
import { TeamKind } from '../teams/teams.schema.ts'

export const Department = z
  .object({
    id: z.string(),
    name: z.string(),
    parentId: z.string().nullable(),
    /** people right in it, without those of departments below */
    people: z.number(),
  })
  .meta({ id: 'Department' })
export type Department = z.infer<typeof Department>

/** Where a person stands: in which department, to whom they report. */
export const Line = z
  .object({
    person: PersonRef,
    title: z.string(),
    departmentId: z.string().nullable(),
    reportsTo: z.string().nullable(),
    /** seats in projects and on the platform */
    seats: z.number(),
    teams: z.number(),
  })
  .meta({ id: 'Line' })
export type Line = z.infer<typeof Line>

const ProjectName = z.object({ id: z.string(), slug: z.string(), name: z.string() })

export const PersonDetail = z
  .object({
    person: PersonRef,
    email: z.string().nullable(),
    /** further addresses of the same human */
    aliases: z.array(z.string()),
    /** further accounts of the same human, whose acts are shown as theirs */
    accounts: z.array(z.object({ id: z.string(), createdAt: Time })),
    title: z.string(),
    department: z.object({ id: z.string(), name: z.string() }).nullable(),
    reportsTo: PersonRef.nullable(),
    reports: z.array(PersonRef),
    teams: z.array(z.object({ id: z.string(), name: z.string(), kind: TeamKind })),
    /** in projects that I see, and on the platform where there is no project */
    seats: z.array(z.object({ seat: Seat, project: ProjectName.nullable(), since: Time })),
    hiddenSeats: z.number(),
    joinedAt: Time,
    endedAt: Time.nullable(),
    leftAt: Time.nullable(),
  })
  .meta({ id: 'PersonDetail' })
export type PersonDetail = z.infer<typeof PersonDetail>

const DepartmentRef = z.object({ department: z.string().min(1).max(200) })
const UserRef = z.object({ user: z.string().min(1) })

export const lineRoutes = {
  departments: route('GET', '/api/departments', {
    allow: 'platform:read',
    query: z.object(PageAfter),
    reply: z.object({ departments: z.array(Department), next: z.string().nullable() }),
    summary: 'The departments of the organisation; each names the one above it',
  }),
  createDepartment: route('POST', '/api/departments', {
    allow: 'user:write',
    body: z.object({ name: Name, parentId: z.string().nullable().default(null) }),
    reply: Department,
    status: 201,
    errors: ['conflict', 'not_found'],
    summary: 'Make a department',
  }),
  changeDepartment: route('PATCH', '/api/departments/:department', {
    allow: 'user:write',
    params: DepartmentRef,
    body: z.object({ name: Name.optional(), parentId: z.string().nullable().optional() }),
    reply: Department,
    errors: ['conflict', 'not_found'],
    summary: 'Rename a department, or put it under another',
  }),
  removeDepartment: route('DELETE', '/api/departments/:department', {
    allow: 'user:write',
    params: DepartmentRef,
    errors: ['conflict', 'not_found'],
    summary: 'Remove a department that is empty',
  }),
  list: route('GET', '/api/lines', {
    allow: 'platform:read',
    query: z.object(PageAfter),
    reply: z.object({ lines: z.array(Line), next: z.string().nullable() }),
    summary: 'Where everybody stands: department and to whom they report',
  }),
  place: route('PUT', '/api/lines/:user', {
    allow: 'user:write',
    params: UserRef,
    body: z.object({
      departmentId: z.string().nullable().optional(),
      reportsTo: z.string().nullable().optional(),
      title: Text(200).optional(),
    }),
    reply: PersonDetail,
    errors: ['conflict', 'not_found'],
    summary: 'Put a person into a department and a reporting line; what is left out stays',
  }),
  person: route('GET', '/api/people/:user', {
    allow: 'platform:read',
    params: UserRef,
    reply: PersonDetail,
    errors: ['not_found'],
    summary: 'A person: department, line, teams and seats',
  }),
}
