import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { RequestKinds } from '../../requests/requests.kind.ts'
import type { accessRoutes } from './access.schema.ts'
import { askAccess } from './access.service.ts'

export const accessHandlers: Handlers<typeof accessRoutes, Context & { requestKinds: RequestKinds }> = {
  ask: (wish, ctx) => askAccess(ctx, wish),
}
