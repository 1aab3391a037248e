import type { Calendar } from './calendar.schema.ts'

/** Times of an organisation: UTC milliseconds in, days and working hours of its time zone out. */
export type WorkingTime = {
  /** days since 1970-01-01 on the wall of this time zone */
  dayOf(at: number): number
  /** how much of a span lies in working hours */
  workingMs(from: number, until: number): number
  /** the moment at which a day begins */
  startOf(day: number): number
  /** the first day from this one on that has working hours; the day itself where none has within a year */
  workdayFrom(day: number): number
}

export const dayMs = 86_400_000
const quarterMs = 900_000
const yearDays = 366
const spanMs = 8 * dayMs
const mostKept = 100_000
const block = 32

export function workingTime(calendar: Calendar): WorkingTime {
  const offsetOf = offsets(calendar.timeZone)
  const dayOf = (at: number) => Math.floor((at + offsetOf(at)) / dayMs)
  const holidays = new Set(calendar.holidays.map(date => Date.parse(`${date}T00:00:00Z`) / dayMs))
  const [from, until] = [msOf(calendar.from), msOf(calendar.until)]
  /** the moment of a time on the wall; in the hour that a change of the clocks leaves out, the moment of the change */
  const moment = (wall: number) => {
    const guess = wall - offsetOf(wall)
    return wall - offsetOf(guess)
  }
  const hoursOf = kept((day: number): readonly [number, number] | null => {
    // 1970-01-01 was a Thursday
    const weekday = ((((day + 3) % 7) + 7) % 7) + 1
    if (!calendar.days.includes(weekday) || holidays.has(day)) return null
    return [moment(day * dayMs + from), moment(day * dayMs + until)]
  })
  const blockOf = kept((place: number) => {
    let sum = 0
    for (let day = place * block; day < (place + 1) * block; day++) {
      const hours = hoursOf(day)
      if (hours) sum += hours[1] - hours[0]
    }
    return sum
  })
  return {
    dayOf,
    startOf: day => moment(day * dayMs),
    workdayFrom: day => daysOn(day).find(one => hoursOf(one) !== null) ?? day,
    workingMs(start, end) {
      const [first, last] = [dayOf(start), dayOf(end)]
      let sum = 0
      for (let day = first; day <= last; day++) {
        // days in between count whole, a block of them at once
        if (day % block === 0 && day > first && day + block <= last) {
          sum += blockOf(day / block)
          day += block - 1
          continue
        }
        const hours = hoursOf(day)
        if (hours) sum += Math.max(0, Math.min(end, hours[1]) - Math.max(start, hours[0]))
      }
      return sum
    },
  }
}

const daysOn = (day: number) => Array.from({ length: yearDays }, (_, ahead) => day + ahead)

function msOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}

/**
 * How far the wall clock of a zone is before UTC. Clocks change only at a quarter of an hour, and no zone changes its clock
 * and changes it back within eight days: where both ends of such a span agree, all of it does.
 */
function offsets(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const),
  })
  const ofQuarter = kept((quarter: number) => {
    const at = quarter * quarterMs
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute) - at
  })
  const ofSpan = kept((place: number) => {
    const first = ofQuarter((place * spanMs) / quarterMs)
    return first === ofQuarter(((place + 1) * spanMs) / quarterMs) ? first : null
  })
  return at => ofSpan(Math.floor(at / spanMs)) ?? ofQuarter(Math.floor(at / quarterMs))
}

/** Remembers answers, up to a size. */
function kept<T>(find: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>()
  return key => {
    const found = known.get(key)
    if (found !== undefined) return found
    if (known.size >= mostKept) known.clear()
    const made = find(key)
    known.set(key, made)
    return made
  }
}
