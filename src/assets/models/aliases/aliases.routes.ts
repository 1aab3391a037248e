import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { RequestContext } from '../../../people/requests/requests.service.ts'
import type { aliasRoutes, protectionRoutes } from './aliases.schema.ts'
import { dropAlias, freeAlias, protectAlias, protectedAliases, setAlias } from './aliases.service.ts'

type AliasContext = Omit<RequestContext, 'project'> & Context

export const aliasHandlers: Handlers<typeof aliasRoutes, AliasContext> = {
  set: ({ model, alias, version }, ctx) => setAlias(withProject(ctx), model, { alias, version: String(version) }),
  drop: ({ model, alias }, ctx) => dropAlias(withProject(ctx), model, alias),
}

export const protectionHandlers: Handlers<typeof protectionRoutes, Context> = {
  list: (_, ctx) => protectedAliases(withProject(ctx)),
  protect: ({ alias }, ctx) => protectAlias(withProject(ctx), alias),
  free: ({ alias }, ctx) => freeAlias(withProject(ctx), alias),
}
