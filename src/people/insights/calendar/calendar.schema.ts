import { z } from 'zod'
import { route } from '../../route.ts'

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'an hour such as 08:30')

const isZone = (zone: string) =>
  Intl.supportedValuesOf('timeZone').includes(zone) || ['UTC', 'Etc/UTC', 'GMT'].includes(zone)

/** When people of the organisation work: waiting counts in hours and in these hours. */
export const Calendar = z
  .object({
    timeZone: z.string().max(60).refine(isZone, 'a time zone such as Europe/Berlin'),
    /** 1 Monday to 7 Sunday */
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    from: Clock,
    until: Clock,
    /** days on which nobody works */
    holidays: z.array(z.iso.date()).max(500),
  })
  .refine(({ from, until }) => from < until, { message: 'the working day must end after it begins', path: ['until'] })
  .meta({ id: 'Calendar' })
export type Calendar = z.infer<typeof Calendar>

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
}
