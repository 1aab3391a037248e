import { append } from '../../../events/events.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../context.ts'
import type { Calendar, MyHours, OwnHours } from './calendar.schema.ts'
import { readCalendar, readOwnHours, saveCalendar, saveOwnHours } from './calendar.store.ts'

export const calendarOf = (ctx: Pick<Context, 'db'>): Promise<Calendar> => readCalendar(ctx.db)

/** All that was computed in the hours before is computed again in these. */
export async function changeCalendar(ctx: Context, wish: Calendar): Promise<Calendar> {
  const calendar = { ...wish, ...inOrder(wish), holidays: unique(wish.holidays) }
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

export async function readMyHours(ctx: Context): Promise<MyHours> {
  const mine = await readOwnHours(ctx.db, ctx.actor.id)
  const organisation = await calendarOf(ctx)
  return { mine, organisation, inForce: merged(organisation, mine) }
}

/** When one works is nobody else's matter, and counts for nothing but one's own mail, so it is no event. */
export async function changeMyHours(ctx: Context, wish: OwnHours): Promise<MyHours> {
  if (ctx.actor.token) throw new AppError('forbidden', 'A token has no working hours; sign in and say yours')
  const hours = wish.hours && { ...wish.hours, ...inOrder(wish.hours) }
  await saveOwnHours(ctx.db, ctx.actor.id, { ...wish, hours, daysOff: unique(wish.daysOff) })
  return readMyHours(ctx)
}

/** The hours of one person, for what is sent to that person. */
export async function calendarOfPerson(ctx: Pick<Context, 'db'>, userId: string): Promise<Calendar> {
  return merged(await calendarOf(ctx), await readOwnHours(ctx.db, userId))
}

function merged(organisation: Calendar, { timeZone, hours, daysOff, takesHolidays }: OwnHours): Calendar {
  return {
    ...organisation,
    ...(timeZone === null ? {} : { timeZone }),
    ...hours,
    holidays: unique([...(takesHolidays ? organisation.holidays : []), ...daysOff]),
  }
}

const inOrder = ({ days }: { days: readonly number[] }) => ({ days: [...new Set(days)].toSorted((a, b) => a - b) })
const unique = (dates: readonly string[]) => [...new Set(dates)].toSorted()
