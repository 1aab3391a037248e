import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { calendarRoutes } from './calendar.schema.ts'
import { calendarOf, changeCalendar, changeMyHours, readMyHours } from './calendar.service.ts'

export const calendarHandlers: Handlers<typeof calendarRoutes, Context> = {
  get: (_, ctx) => calendarOf(ctx),
  change: (calendar, ctx) => changeCalendar(ctx, calendar),
  mine: (_, ctx) => readMyHours(ctx),
  changeMine: (wish, ctx) => changeMyHours(ctx, wish),
}
