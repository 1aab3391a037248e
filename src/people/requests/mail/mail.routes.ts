import type { Config } from '../../../kernel/config.ts'
import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { mailRoutes } from './mail.schema.ts'
import { changeWishes, readWishes } from './mail.service.ts'

export const mailHandlers: Handlers<typeof mailRoutes, Context & { config: Config }> = {
  get: (_, ctx) => readWishes(ctx),
  put: (wishes, ctx) => changeWishes(ctx, wishes),
}
