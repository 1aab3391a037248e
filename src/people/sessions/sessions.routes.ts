import type { Handlers } from '../../kernel/contract.ts'
import type { Context } from '../context.ts'
import type { sessionRoutes } from './sessions.schema.ts'
import { changeMe, signInByLink, signInByPassword, signOut, type LoginTries } from './sessions.service.ts'
import { readMe } from './sessions.store.ts'

export const sessionHandlers = (tries: LoginTries): Handlers<typeof sessionRoutes, Context> => ({
  byLink: ({ secret }, ctx) => signInByLink(ctx, secret),
  byPassword: (login, ctx) => signInByPassword(ctx, login, tries),
  end: (_, ctx) => signOut(ctx),
  me: (_, ctx) => readMe(ctx.db, ctx.actor.id),
  change: (change, ctx) => changeMe(ctx, change),
})
