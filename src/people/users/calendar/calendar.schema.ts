import { z } from 'zod'
import { route } from '../../route.ts'

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'an hour such as 08:30')

const isZone = (zone: string) =>
  Intl.supportedValuesOf('timeZone').includes(zone) || ['UTC', 'Etc/UTC', 'GMT'].includes(zone)

const TimeZone = z.string().max(60).refine(isZone, 'a time zone such as Europe/Berlin')

const hours = {
  /** 1 Monday to 7 Sunday */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: Clock,
  until: Clock,
}
const endsLater = ({ from, until }: { from: string; until: string }) => from < until
const tooEarly = { message: 'the working day must end after it begins', path: ['until'] }

const Dates = z.array(z.iso.date()).max(500)

/** When people of the organisation work: waiting counts in hours and in these hours. */
export const Calendar = z
  .object({
    timeZone: TimeZone,
    ...hours,
    /** days on which nobody works */
    holidays: Dates,
  })
  .refine(endsLater, tooEarly)
  .meta({ id: 'Calendar' })
export type Calendar = z.infer<typeof Calendar>

/** Where one person's hours differ from those of the organisation; null: they do not. */
export const OwnHours = z
  .object({
    timeZone: TimeZone.nullable(),
    hours: z.object(hours).refine(endsLater, tooEarly).nullable(),
    /** days on which this person does not work, besides the holidays */
    daysOff: Dates,
    /** the organisation's holidays are free for this person too */
    takesHolidays: z.boolean(),
  })
  .meta({ id: 'OwnHours' })
export type OwnHours = z.infer<typeof OwnHours>

const MyHours = z.object({ mine: OwnHours, organisation: Calendar, inForce: Calendar }).meta({ id: 'MyHours' })
export type MyHours = z.infer<typeof MyHours>

export const calendarRoutes = {
  get: route('GET', '/api/calendar', {
    allow: 'signed-in',
    reply: Calendar,
    summary: 'The working hours in which waiting is counted',
  }),
  change: route('PUT', '/api/calendar', {
    allow: 'platform:write',
    body: Calendar,
    reply: Calendar,
    summary: 'Say when people work: time zone, days, hours and holidays',
  }),
  mine: route('GET', '/api/me/hours', {
    allow: 'signed-in',
    reply: MyHours,
    summary: 'When I work: what I said, what the organisation says, and what follows for my mail',
  }),
  changeMine: route('PUT', '/api/me/hours', {
    allow: 'signed-in',
    body: OwnHours,
    reply: MyHours,
    summary: 'Say where my working hours differ; nobody else sees them',
  }),
}
