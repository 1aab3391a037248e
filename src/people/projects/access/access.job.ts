import { z } from 'zod'
import type { JobHandler } from '../../../database/jobs.ts'
import { append } from '../../../events/events.ts'
import { deleteSeat, findSeatEnd } from '../../seats.store.ts'
import { Seat } from '../../seats.ts'
import type { Ground } from '../../serve.ts'
import { serviceAccount } from '../../users/users.service.ts'

export const accessEndKind = 'access-end'

const Place = z.object({ projectId: z.string(), userId: z.string(), seat: Seat })

/** Takes a seat back when its time is over; what was prolonged or given for good in the meantime stays. */
export const accessEndJob =
  ({ db, clock, hub }: Pick<Ground, 'db' | 'clock' | 'hub'>): JobHandler =>
  async job => {
    const place = Place.parse(job.payload)
    await db.transaction().execute(async tx => {
      const now = clock.now()
      const end = await findSeatEnd(tx, place)
      if (end === null || end > now) return
      const id = await serviceAccount(tx, 'Access', now)
      await deleteSeat(tx, { ...place, by: id, now })
      await append(
        tx,
        { actor: { id }, source: 'system', clock, project: { id: place.projectId } },
        { verb: 'expire', object: { kind: 'seat', id: place.seat }, payload: { user: place.userId, seat: place.seat } },
      )
    })
    hub.ring()
  }
