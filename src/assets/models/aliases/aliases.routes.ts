import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { aliasRoutes } from './aliases.schema.ts'
import { freeAlias, protectAlias, protectedAliases } from './aliases.service.ts'

export const aliasHandlers: Handlers<typeof aliasRoutes, Context> = {
  list: (_, ctx) => protectedAliases(withProject(ctx)),
  protect: ({ alias }, ctx) => protectAlias(withProject(ctx), alias),
  free: ({ alias }, ctx) => freeAlias(withProject(ctx), alias),
}
