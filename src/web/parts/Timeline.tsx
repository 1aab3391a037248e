import type { ReactNode } from 'react'
import type { Seat } from '../../people/seats.ts'
import { parts } from '../text/parts.ts'
import { seatWords } from '../text/seats.ts'
import { useText } from '../text/text.ts'
import { Avatar, type PersonRef } from './Avatar.tsx'
import { Chip } from './Chip.tsx'
import { When } from './Time.tsx'
import css from './Timeline.module.css'

export type Moment = {
  id: string
  at: number
  person: PersonRef
  seat?: Seat | undefined
  /** what they did, after their name: `asked about <b>delay-minutes v5</b>` */
  did: ReactNode
  /** why, or what it changed */
  note?: ReactNode
  /** a small icon of the verb */
  icon?: ReactNode
  /** marked wherever shown: not everything happened here */
  source?: 'import' | 'simulation' | undefined
}

/** Who did what, in which seat, because of what; newest first. */
export function Timeline({ moments, label }: { moments: readonly Moment[]; label: string }) {
  const text = useText(parts)
  const seats = useText(seatWords)
  return (
    <ol className={css['timeline']} aria-label={label}>
      {moments.map(moment => (
        <li key={moment.id}>
          <span className={css['when']}>
            <When at={moment.at} />
          </span>
          <Avatar person={moment.person} size={22} />
          <span className={css['what']}>
            <span>
              <strong>{moment.person.name}</strong>{' '}
              {moment.seat && <abbr title={seats.name[moment.seat]}>{seats.short[moment.seat]}</abbr>} {moment.did}{' '}
              {moment.source && <Chip tone="waiting">{text.source[moment.source]}</Chip>}
            </span>
            {moment.note && <small>{moment.note}</small>}
          </span>
          <span className={css['icon']} aria-hidden>
            {moment.icon}
          </span>
        </li>
      ))}
    </ol>
  )
}
