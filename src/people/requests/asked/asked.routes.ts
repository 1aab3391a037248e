import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { RequestKinds } from '../requests.kind.ts'
import type { askedRoutes } from './asked.schema.ts'
import { listMyAsked, withdrawMine } from './asked.service.ts'

export const askedHandlers: Handlers<typeof askedRoutes, Context & { requestKinds: RequestKinds }> = {
  list: (filter, ctx) => listMyAsked(ctx, filter),
  withdraw: ({ request, reason }, ctx) => withdrawMine(ctx, request, reason),
}
