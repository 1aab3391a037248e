import type { Handlers } from '../../../kernel/contract.ts'
import type { LeavingContext } from '../leaving/holdings.kind.ts'
import type { humanRoutes } from './aliases.schema.ts'
import { addAlias, mergeAccounts, removeAlias } from './aliases.service.ts'

export const humanHandlers: Handlers<typeof humanRoutes, LeavingContext> = {
  add: ({ user, email }, ctx) => addAlias(ctx, user, email),
  remove: ({ user, email }, ctx) => removeAlias(ctx, user, email),
  merge: ({ user, account }, ctx) => mergeAccounts(ctx, user, account),
}
