import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { erasureRoutes } from './erasure.schema.ts'
import { erasePerson, readErasure } from './erasure.service.ts'

export const erasureHandlers: Handlers<typeof erasureRoutes, Context> = {
  get: ({ user }, ctx) => readErasure(ctx, user),
  erase: ({ user, name }, ctx) => erasePerson(ctx, user, name),
}
