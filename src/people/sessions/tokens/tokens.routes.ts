import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../context.ts'
import type { tokenRoutes } from './tokens.schema.ts'
import { allTokens, createToken, endAnyToken, endToken, myTokens } from './tokens.service.ts'

export const tokenHandlers: Handlers<typeof tokenRoutes, Context> = {
  list: (page, ctx) => myTokens(withProject(ctx), page),
  create: (wish, ctx) => createToken(withProject(ctx), wish),
  revoke: ({ token }, ctx) => endToken(withProject(ctx), token),
  listAll: (page, ctx) => allTokens(ctx, page),
  revokeAny: ({ token }, ctx) => endAnyToken(ctx, token),
}
