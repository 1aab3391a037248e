import type { Handlers } from '../../kernel/contract.ts'
import type { Context } from '../context.ts'
import type { userRoutes } from './users.schema.ts'
import { changePlatformSeat, changeUser, createUser, inviteUser, searchUsers } from './users.service.ts'

export const userHandlers: Handlers<typeof userRoutes, Context> = {
  list: (page, ctx) => searchUsers(ctx, page),
  create: (wish, ctx) => createUser(ctx, wish),
  invite: ({ user }, ctx) => inviteUser(ctx, user),
  change: ({ user, ...change }, ctx) => changeUser(ctx, user, change),
  takeSeat: ({ user, seat }, ctx) => changePlatformSeat(ctx, { user, seat, verb: 'assign-seat' }),
  leaveSeat: ({ user, seat }, ctx) => changePlatformSeat(ctx, { user, seat, verb: 'leave-seat' }),
}
