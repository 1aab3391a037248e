import type { Calendar } from '../../users/calendar/calendar.schema.ts'

const dayMs = 86_400_000
const shown = 14

export type Day = { date: string; /** 1 Monday to 7 Sunday */ weekday: number; isWorkday: boolean }

/** The next two weeks on the wall calendar of a time zone. */
export function nextDays({ timeZone, days, holidays }: Calendar, now: number): Day[] {
  const today = Date.parse(`${Intl.DateTimeFormat('en-CA', { timeZone }).format(now)}T00:00Z`)
  return Array.from({ length: shown }, (_, ahead) => {
    const day = new Date(today + ahead * dayMs)
    const date = day.toISOString().slice(0, 10)
    const weekday = day.getUTCDay() || 7
    return { date, weekday, isWorkday: days.includes(weekday) && !holidays.includes(date) }
  })
}

/** How long a working day is. */
export const hoursOf = ({ from, until }: Pick<Calendar, 'from' | 'until'>) => hourOf(until) - hourOf(from)

const hourOf = (clock: string) => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours + minutes / 60
}

/** Midnight ends a day as 24:00, which a field for times cannot hold. */
export const untilIn = (field: string) => (field === '00:00' ? '24:00' : field)
export const untilOut = (until: string) => (until === '24:00' ? '00:00' : until)

/** Dates out of lines; what is none is named. */
export function datesIn(lines: string): { dates: string[]; wrong: string[] } {
  const words = lines.split(/[\s,;]+/).filter(Boolean)
  const isDate = (word: string) => /^\d{4}-\d{2}-\d{2}$/.test(word) && isThere(word)
  return { dates: words.filter(isDate), wrong: words.filter(word => !isDate(word)) }
}

/** The thirtieth of February is no day. */
function isThere(date: string): boolean {
  const at = Date.parse(`${date}T00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date)
}
