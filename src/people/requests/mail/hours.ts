import { workingTime } from '../../users/calendar/calendar.ts'
import type { Calendar } from '../../users/calendar/calendar.schema.ts'
import type { MailWishes } from './mail.schema.ts'

const minute = 60_000

type Quiet = Pick<MailWishes, 'quietFrom' | 'quietUntil' | 'rests'>
type Digest = Pick<MailWishes, 'digestAt' | 'rests'>

/** The same moment, or the end of the quiet hours or days off that it lies in. */
export function afterQuiet(at: number, wishes: Quiet, calendar: Calendar): number {
  const awake = afterNight(at, wishes, calendar.timeZone)
  const begin = wishes.rests ? nextWorkday(awake, calendar) : null
  return begin === null ? awake : afterNight(begin, wishes, calendar.timeZone)
}

/** The next time of the digest, on a day on which its reader works. */
export function digestAfter(at: number, { digestAt, rests }: Digest, calendar: Calendar): number {
  const next = nextAt(at, digestAt, calendar.timeZone)
  const begin = rests ? nextWorkday(next, calendar) : null
  return begin === null ? next : nextAt(begin - minute, digestAt, calendar.timeZone)
}

/** When the next working day begins; null on a working day. */
function nextWorkday(at: number, calendar: Calendar): number | null {
  const time = workingTime(calendar)
  const today = time.dayOf(at)
  const workday = time.workdayFrom(today)
  return workday === today ? null : time.startOf(workday)
}

function afterNight(at: number, { quietFrom, quietUntil }: Quiet, timeZone: string): number {
  const now = minuteOfDay(at, timeZone)
  const isQuiet = quietFrom <= quietUntil ? now >= quietFrom && now < quietUntil : now >= quietFrom || now < quietUntil
  return isQuiet ? nextAt(at, quietUntil, timeZone) : at
}

/** The minute of the day in a time zone. */
function minuteOfDay(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' })
    .formatToParts(at)
    .map(({ type, value }) => [type, Number(value)] as const)
  const of = new Map(parts)
  return (of.get('hour') ?? 0) * 60 + (of.get('minute') ?? 0)
}

/** The next time that the clock of a zone shows this minute of the day. */
function nextAt(at: number, minuteWanted: number, timeZone: string): number {
  const ahead = (minuteWanted - minuteOfDay(at, timeZone) + 1_440) % 1_440 || 1_440
  const found = Math.floor(at / minute) * minute + ahead * minute
  // a clock that was put forward or back meanwhile
  const off = minuteOfDay(found, timeZone) - minuteWanted
  return found - (Math.abs(off) > 720 ? off - Math.sign(off) * 1_440 : off) * minute
}
