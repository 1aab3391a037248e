import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../../people/context.ts'
import type { ownershipRoutes } from './ownership.schema.ts'
import { readComponents } from './ownership.service.ts'

export const ownershipHandlers: Handlers<typeof ownershipRoutes, Context> = {
  list: (page, ctx) => readComponents(ctx, page),
}
