import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { RequestKinds } from '../requests.kind.ts'
import type { inboxRoutes } from './inbox.schema.ts'
import { decideMany, readInbox } from './inbox.service.ts'
import { comeBack, nameStandIn, readStandIns } from './standIns.service.ts'

export const inboxHandlers: Handlers<typeof inboxRoutes, Context & { requestKinds: RequestKinds }> = {
  list: (query, ctx) => readInbox(ctx, query),
  decide: (wish, ctx) => decideMany(ctx, wish),
  standIns: (_, ctx) => readStandIns(ctx),
  name: (wish, ctx) => nameStandIn(ctx, wish),
  end: ({ standIn }, ctx) => comeBack(ctx, standIn),
}
