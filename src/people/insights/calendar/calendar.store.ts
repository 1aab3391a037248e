import type { Db } from '../../../database/schema.ts'
import { Calendar } from './calendar.schema.ts'

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
