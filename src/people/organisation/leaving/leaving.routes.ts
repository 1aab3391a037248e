import type { Handlers } from '../../../kernel/contract.ts'
import type { LeavingContext } from './holdings.kind.ts'
import type { leavingRoutes } from './leaving.schema.ts'
import { endAccessNow, finishDeparture, handOver, readDeparture, release } from './leaving.service.ts'

export const leavingHandlers: Handlers<typeof leavingRoutes, LeavingContext> = {
  get: ({ user }, ctx) => readDeparture(ctx, user),
  handOver: ({ user, ...wish }, ctx) => handOver(ctx, user, wish),
  release: ({ user, ...wish }, ctx) => release(ctx, user, wish),
  end: ({ user }, ctx) => endAccessNow(ctx, user),
  finish: ({ user }, ctx) => finishDeparture(ctx, user),
}
