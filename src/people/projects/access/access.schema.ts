import { z } from 'zod'
import { Asked } from '../../requests/asked/asked.schema.ts'
import { route } from '../../route.ts'
import { Seat } from '../../seats.ts'
import { Text, Time } from '../../shapes.ts'

export const accessRoutes = {
  ask: route('POST', '/api/access', {
    allow: 'signed-in',
    body: z.object({
      project: z.string().min(1).max(80).describe('its address or id, as somebody who sits there told you'),
      seat: Seat,
      days: z.number().int().min(1).max(365).default(90),
      reason: Text(4_000).min(1, 'say why'),
      dueAt: Time.optional(),
    }),
    reply: Asked,
    status: 201,
    errors: ['not_found', 'conflict', 'forbidden'],
    summary: 'Ask for a seat in a project for some days; it ends by itself',
  }),
}
