import type { Db } from '../../../database/schema.ts'
import { Calendar, OwnHours } from './calendar.schema.ts'

const key = 'calendar'

/** Until somebody says otherwise: Monday to Friday, 9 to 17 o'clock, UTC. */
const usual: Calendar = { timeZone: 'UTC', days: [1, 2, 3, 4, 5], from: '09:00', until: '17:00', holidays: [] }

export async function readCalendar(db: Db): Promise<Calendar> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row ? Calendar.parse(JSON.parse(row.value)) : usual
}

export async function saveCalendar(db: Db, calendar: Calendar): Promise<void> {
  const value = JSON.stringify(calendar)
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict(c => c.column('key').doUpdateSet({ value }))
    .execute()
}

const asEverybody: OwnHours = { timeZone: null, hours: null, daysOff: [], takesHolidays: true }

export async function readOwnHours(db: Db, userId: string): Promise<OwnHours> {
  const row = await db.selectFrom('own_hours').selectAll().where('user_id', '=', userId).executeTakeFirst()
  if (!row) return asEverybody
  return OwnHours.parse({
    timeZone: row.time_zone,
    hours: row.hours === null ? null : JSON.parse(row.hours),
    daysOff: JSON.parse(row.days_off),
    takesHolidays: row.takes_holidays === 1,
  })
}

export async function saveOwnHours(db: Db, userId: string, own: OwnHours): Promise<void> {
  const set = {
    time_zone: own.timeZone,
    hours: own.hours && JSON.stringify(own.hours),
    days_off: JSON.stringify(own.daysOff),
    takes_holidays: own.takesHolidays ? 1 : 0,
  }
  await db
    .insertInto('own_hours')
    .values({ user_id: userId, ...set })
    .onConflict(c => c.column('user_id').doUpdateSet(set))
    .execute()
}
