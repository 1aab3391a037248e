import type { Handlers } from '../../../kernel/contract.ts'
import type { LeavingContext } from '../leaving/holdings.kind.ts'
import type { aliasRoutes } from './aliases.schema.ts'
import { addAlias, mergeAccounts, removeAlias } from './aliases.service.ts'

export const aliasHandlers: Handlers<typeof aliasRoutes, LeavingContext> = {
  add: ({ user, email }, ctx) => addAlias(ctx, user, email),
  remove: ({ user, email }, ctx) => removeAlias(ctx, user, email),
  merge: ({ user, account }, ctx) => mergeAccounts(ctx, user, account),
}
