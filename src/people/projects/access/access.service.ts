import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../context.ts'
import { findProject } from '../../identity.store.ts'
import { seatsWith } from '../../policies.ts'
import type { Asked } from '../../requests/asked/asked.schema.ts'
import { askFromOutside } from '../../requests/asked/asked.service.ts'
import type { RequestKinds } from '../../requests/requests.kind.ts'
import { listSeats } from '../../seats.store.ts'
import type { Seat } from '../../seats.ts'

type AccessWish = {
  project: string
  seat: Seat
  days: number
  reason: string
  dueAt?: number | undefined
}

/** Asked of the first seat that may seat others and is not empty: a project without a manager must not be a locked one. */
export async function askAccess(ctx: Context & { requestKinds: RequestKinds }, wish: AccessWish): Promise<Asked> {
  if (ctx.actor.token) throw new AppError('forbidden', 'A token asks for no access; sign in and ask as yourself')
  const project = await findProject(ctx.db, wish.project)
  if (!project) throw notFound('Project', wish.project)
  const holders = await listSeats(ctx.db, project.id)
  const toSeat = seatsWith('seat:write').find(seat => holders.some(holder => holder.seat === seat))
  return askFromOutside(ctx, project, {
    kind: 'access',
    subject: { kind: 'user', id: ctx.actor.id, version: wish.seat },
    details: { days: wish.days },
    reason: wish.reason,
    ...(toSeat ? { toSeat } : {}),
    ...(wish.dueAt === undefined ? {} : { dueAt: wish.dueAt }),
  })
}
