import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { Seat } from '../../../people/seats.ts'
import { InProject, Time } from '../../../people/shapes.ts'
import { gates } from '../../gates/need.ts'

export const alarmKinds = [
  'waiting',
  'empty_seat',
  'late_promise',
  'overload',
  'rubber_stamp',
  'scope_creep',
  'orphan',
  'duplicate',
] as const
export const AlarmKind = z.enum(alarmKinds)
export type AlarmKind = z.infer<typeof AlarmKind>

/** One event behind an alarm, and the object that it is about. */
const Evidence = z.object({ eventId: z.string(), at: Time, kind: z.string(), id: z.string() })
export type Evidence = z.infer<typeof Evidence>

/** What is stuck or about to go wrong in a project: what, on which seat, by which figure. Never a person. */
export const Alarm = z
  .object({
    /** the same as long as it is the same alarm */
    id: z.string(),
    kind: AlarmKind,
    project: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    /** who could end it */
    seat: Seat.nullable(),
    /** nobody sits there */
    isEmpty: z.boolean(),
    /** what it is about: the kind of request, the statement of a promise, the name of an asset */
    subject: z.string(),
    /** how many of them */
    count: z.number(),
    since: Time,
    /**
     * the figure and where the alarm begins: working hours that the oldest has waited; days that a seat is empty, or that a
     * promise is late; projects of whoever sits there; changes in 90 days; minutes to a typical answer; assets; likeness 0 to 1
     */
    figure: z.number(),
    limit: z.number(),
    /** the first gate that an empty seat blocks */
    gate: z.enum(gates).nullable(),
    /** what to open first */
    about: z.object({ kind: z.string(), id: z.string(), version: z.string().nullable() }).nullable(),
    /** the one it is like */
    other: z.object({ id: z.string(), name: z.string(), project: z.string() }).nullable(),
    events: z.array(Evidence),
  })
  .meta({ id: 'Alarm' })
export type Alarm = z.infer<typeof Alarm>

export const alarmRoutes = {
  all: route('GET', '/api/alarms', {
    allow: 'signed-in',
    reply: z.object({ now: Time, alarms: z.array(Alarm) }),
    summary: 'What is stuck in my projects, why and on which seat; the worst first',
  }),
  project: route('GET', '/api/projects/:project/alarms', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({ now: Time, alarms: z.array(Alarm) }),
    summary: 'What is stuck in this project, why and on which seat',
  }),
}
