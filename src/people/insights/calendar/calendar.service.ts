import { append } from '../../../events/events.ts'
import type { Context } from '../../context.ts'
import type { Calendar } from './calendar.schema.ts'
import { readCalendar, saveCalendar } from './calendar.store.ts'

export const calendarOf = (ctx: Pick<Context, 'db'>): Promise<Calendar> => readCalendar(ctx.db)

/** All that was computed in the hours before is computed again in these. */
export async function changeCalendar(ctx: Context, wish: Calendar): Promise<Calendar> {
  const calendar = {
    ...wish,
    days: [...new Set(wish.days)].toSorted((a, b) => a - b),
    holidays: [...new Set(wish.holidays)].toSorted(),
  }
  await ctx.db.transaction().execute(async tx => {
    await saveCalendar(tx, calendar)
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'platform', id: 'organisation' },
      payload: { fields: ['calendar'] },
    })
  })
  return calendarOf(ctx)
}
