import type { Config } from '../../../kernel/config.ts'
import { AppError } from '../../../kernel/errors.ts'
import { calendarOfPerson } from '../../users/calendar/calendar.service.ts'
import type { Context } from '../../context.ts'
import { listWaitingFor } from '../requests.store.ts'
import { digestAfter } from './hours.ts'
import type { MailWishes } from './mail.schema.ts'
import { addressOf, saveWishes, wishesOf } from './mail.store.ts'
import { enqueueNotice } from './notices.ts'

export async function readWishes(ctx: Context & { config: Config }) {
  const { mail } = ctx.config
  return {
    wishes: await wishesOf(ctx.db, ctx.actor.id),
    address: await addressOf(ctx.db, ctx.actor.id),
    server: mail && masked(mail.url),
  }
}

/** How one wants to be reminded is nobody else's matter, so it is no event. */
export async function changeWishes(ctx: Context, wishes: MailWishes): Promise<MailWishes> {
  if (ctx.actor.token) throw new AppError('forbidden', 'A token has no mail; sign in and say what you wish')
  await ctx.db.transaction().execute(async tx => {
    await saveWishes(tx, ctx.actor.id, wishes)
    const waiting = await listWaitingFor(tx, { userId: ctx.actor.id, asAccounts: [ctx.actor.id], limit: 1 })
    const at = digestAfter(ctx.clock.now(), wishes, await calendarOfPerson({ db: tx }, ctx.actor.id))
    if (wishes.reminders === 'digest' && waiting.length > 0)
      await enqueueNotice(tx, { why: 'digest', user: ctx.actor.id, request: null, since: ctx.clock.now(), at })
  })
  return wishes
}

/** Without the password, and without the name that goes with it. */
function masked(url: string): string {
  const { protocol, host, username } = new URL(url)
  return `${protocol}//${username ? '****@' : ''}${host}`
}
