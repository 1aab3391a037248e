import type { Handlers } from '../../kernel/contract.ts'
import { withProject, type Context } from '../../people/context.ts'
import type { catalogRoutes } from './catalog.schema.ts'
import { changeAsset, describeAsset, searchCatalog } from './catalog.service.ts'

export const catalogHandlers: Handlers<typeof catalogRoutes, Context> = {
  search: (filter, ctx) => searchCatalog(ctx, filter),
  get: ({ asset }, ctx) => describeAsset(ctx, asset),
  change: (change, ctx) => changeAsset(withProject(ctx), change),
}
