import { useState } from 'react'
import { useFormat } from '../../../web/format.ts'
import { hoursWords } from '../../../web/text/hours.ts'
import { useText } from '../../../web/text/text.ts'
import type { Calendar } from '../../users/calendar/calendar.schema.ts'
import css from './hours.module.css'
import { hoursOf, nextDays } from './hours.look.ts'

/** Two weeks from today: on which days somebody is there. */
export function DayStrip({ calendar }: { calendar: Calendar }) {
  const text = useText(hoursWords)
  const format = useFormat()
  const [now] = useState(Date.now)
  const days = nextDays(calendar, now)
  const working = days.filter(day => day.isWorkday).length
  return (
    <figure className={css['strip']}>
      <figcaption>
        {text.next}: {text.sum(working, format.num(working * hoursOf(calendar)))}, {calendar.from}–{calendar.until}{' '}
        {calendar.timeZone}
      </figcaption>
      <ol>
        {days.map(({ date, weekday, isWorkday }) => (
          <li key={date} data-works={isWorkday || undefined} title={`${date}, ${isWorkday ? text.works : text.free}`}>
            <span aria-hidden>{text.dayShort[weekday - 1]}</span>
            {Number(date.slice(8))}
            <span className="quiet">{isWorkday ? text.works : text.free}</span>
          </li>
        ))}
      </ol>
    </figure>
  )
}
