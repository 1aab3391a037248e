import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { protectionRoutes } from './aliases.schema.ts'
import { freeAlias, protectAlias, protectedAliases } from './aliases.service.ts'

export const protectionHandlers: Handlers<typeof protectionRoutes, Context> = {
  list: (_, ctx) => protectedAliases(withProject(ctx)),
  protect: ({ alias }, ctx) => protectAlias(withProject(ctx), alias),
  free: ({ alias }, ctx) => freeAlias(withProject(ctx), alias),
}
