import { z } from 'zod'
import { Comment } from '../talk/talk.schema.ts'
import { Request } from '../requests/requests.schema.ts'
import { route } from '../route.ts'
import { Seat } from '../seats.ts'
import { PersonRef, Time } from '../shapes.ts'

export const Desk = z
  .object({
    now: Time,
    /** open requests to a seat I hold */
    waitingForMe: z.array(Request),
    /** requests of mine that wait for somebody; `deciders` is empty when nobody sits there, or where I have no seat */
    waitingForOthers: z.array(Request.extend({ deciders: z.array(PersonRef), isOutside: z.boolean() })),
    mentions: z.array(
      z.object({ comment: Comment, project: z.object({ id: z.string(), slug: z.string(), name: z.string() }) }),
    ),
  })
  .meta({ id: 'Desk' })
export type Desk = z.infer<typeof Desk>

export const MapSeat = z
  .object({
    seat: Seat,
    state: z.enum(['filled', 'shared', 'paper', 'empty']),
    people: z.array(PersonRef),
    since: Time.nullable(),
    lastActAt: Time.nullable(),
  })
  .meta({ id: 'MapSeat' })
export type MapSeat = z.infer<typeof MapSeat>

export const ProjectCrew = z
  .object({ project: z.object({ id: z.string(), slug: z.string(), name: z.string() }), seats: z.array(MapSeat) })
  .meta({ id: 'ProjectCrew' })
export type ProjectCrew = z.infer<typeof ProjectCrew>

export const homeRoutes = {
  desk: route('GET', '/api/desk', {
    allow: 'signed-in',
    reply: Desk,
    summary: 'What waits for me, and what I wait for',
  }),
  crews: route('GET', '/api/crews', {
    allow: 'signed-in',
    reply: z.object({ projects: z.array(ProjectCrew), platform: z.array(MapSeat) }),
    summary: 'The nine seats of each of my projects and of the platform',
  }),
}
