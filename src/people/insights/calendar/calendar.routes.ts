import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { calendarRoutes } from './calendar.schema.ts'
import { calendarOf, changeCalendar } from './calendar.service.ts'

export const calendarHandlers: Handlers<typeof calendarRoutes, Context> = {
  get: (_, ctx) => calendarOf(ctx),
  change: (calendar, ctx) => changeCalendar(ctx, calendar),
}
