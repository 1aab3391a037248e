import type { MailWishes } from './mail.schema.ts'

const minute = 60_000

/** The minute of the day in a time zone. */
export function minuteOfDay(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' })
    .formatToParts(at)
    .map(({ type, value }) => [type, Number(value)] as const)
  const of = new Map(parts)
  return (of.get('hour') ?? 0) * 60 + (of.get('minute') ?? 0)
}

/** The same moment, or the end of the quiet hours that it lies in. */
export function afterQuiet(at: number, { quietFrom, quietUntil, timeZone }: MailWishes): number {
  const now = minuteOfDay(at, timeZone)
  const isQuiet = quietFrom <= quietUntil ? now >= quietFrom && now < quietUntil : now >= quietFrom || now < quietUntil
  return isQuiet ? nextAt(at, quietUntil, timeZone) : at
}

/** The next time that the clock of a zone shows this minute of the day. */
export function nextAt(at: number, minuteWanted: number, timeZone: string): number {
  const ahead = (minuteWanted - minuteOfDay(at, timeZone) + 1_440) % 1_440 || 1_440
  const found = Math.floor(at / minute) * minute + ahead * minute
  // a clock that was put forward or back meanwhile
  const off = minuteOfDay(found, timeZone) - minuteWanted
  return found - (Math.abs(off) > 720 ? off - Math.sign(off) * 1_440 : off) * minute
}
