import type { Db } from '../database/schema.ts'
import { AppError } from '../kernel/errors.ts'
import type { ProjectContext } from './context.ts'
import { findProject, findUser, seatsOf } from './identity.store.ts'
import { seatMay } from './policies.ts'
import type { Seat } from './seats.ts'
import type { Ground } from './serve.ts'

export type Behalf = { userId: string; projectId: string; seat: Seat | null; signal: AbortSignal }

/**
 * The context of a worker that finishes what a person started. It holds that person's rights of this moment: whoever left
 * the project in the meantime has none.
 */
export async function onBehalf(
  ground: Pick<Ground, 'db' | 'clock' | 'hub' | 'origin'>,
  who: Behalf,
): Promise<ProjectContext> {
  const project = await findProject(ground.db, who.projectId)
  if (!project) throw new AppError('internal', `The project ${who.projectId} of this work does not exist`)
  const user = await findUser(ground.db, who.userId)
  const seats = user ? await seatsOf(ground.db, who.userId, project.id) : []
  return {
    db: ground.db,
    clock: ground.clock,
    hub: ground.hub,
    origin: ground.origin(),
    actor: {
      id: who.userId,
      name: user?.name ?? '',
      isOwner: user?.isOwner ?? false,
      mayRunCode: user !== undefined && (user.mayRunCode || user.isOwner),
      ...(who.seat === null ? {} : { seat: who.seat }),
    },
    source: 'system',
    signal: who.signal,
    project,
    isVisitor: false,
    may: right => user?.kind === 'service' || seats.some(seat => seatMay(seat, right)),
    header: () => undefined,
    setCookie: () => {
      throw new AppError('internal', 'A worker has no browser to give a cookie to')
    },
    // nobody waits for the answer of a worker
    setHeader: () => {},
    isSecure: false,
    isLoopback: false,
    recheck: async () => {},
  }
}

/** Whether the person is still there and sits in the project, so that work of theirs may begin. */
export async function isStillMember(db: Db, who: { userId: string; projectId: string }): Promise<boolean> {
  const user = await findUser(db, who.userId)
  if (!user) return false
  return user.kind === 'service' || (await seatsOf(db, who.userId, who.projectId)).length > 0
}
