import type { Handlers } from '../../kernel/contract.ts'
import type { Context } from '../context.ts'
import type { sessionRoutes } from './sessions.schema.ts'
import { changeMe, signInByLink, signInByPassword, signOut, type LoginTries } from './sessions.service.ts'
import { allSessions, endSession, mySessions } from './held.service.ts'
import { readMe } from './sessions.store.ts'

export const sessionHandlers = (tries: LoginTries): Handlers<typeof sessionRoutes, Context> => ({
  byLink: ({ secret }, ctx) => signInByLink(ctx, secret),
  byPassword: (login, ctx) => signInByPassword(ctx, login, tries),
  end: (_, ctx) => signOut(ctx),
  me: (_, ctx) => readMe(ctx.db, ctx.actor.id),
  mine: (page, ctx) => mySessions(ctx, page),
  endMine: ({ session }, ctx) => endSession(ctx, session, 'mine'),
  everybodys: (page, ctx) => allSessions(ctx, page),
  endAny: ({ session }, ctx) => endSession(ctx, session, 'any'),
  change: (change, ctx) => changeMe(ctx, change),
})
