import { z } from 'zod'
import { route } from '../../route.ts'

const Minute = z.number().int().min(0).max(1_439)

/** When a person wants mail; minutes of the day in the time zone of their working hours. Quiet from 20:00 to 07:00 goes over midnight. */
export const MailWishes = z
  .object({
    /** `each`: one mail for each request, after quiet hours; `digest`: once a day what waits; `off`: none */
    reminders: z.enum(['each', 'digest', 'off']),
    digestAt: Minute,
    quietFrom: Minute,
    quietUntil: Minute,
    /** on days on which I do not work mail waits for the next one on which I do */
    rests: z.boolean(),
  })
  .meta({ id: 'MailWishes' })
export type MailWishes = z.infer<typeof MailWishes>

export const mailRoutes = {
  get: route('GET', '/api/me/mail', {
    allow: 'signed-in',
    reply: z.object({
      wishes: MailWishes,
      /** where it goes; null while no e-mail is known */
      address: z.string().nullable(),
      /** the server that takes mail, its password masked; null where none is set */
      server: z.string().nullable(),
    }),
  }),
  put: route('PUT', '/api/me/mail', { allow: 'signed-in', body: MailWishes, reply: MailWishes }),
}
