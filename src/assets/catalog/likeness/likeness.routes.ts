import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../../people/context.ts'
import type { likenessRoutes } from './likeness.schema.ts'
import { nearAsset, nearWish } from './likeness.service.ts'

export const likenessHandlers: Handlers<typeof likenessRoutes, Context> = {
  wish: async (wish, ctx) => ({ near: await nearWish(ctx, wish) }),
  asset: async ({ asset }, ctx) => ({ near: await nearAsset(ctx, asset) }),
}
