import type { ReactNode } from 'react'
import type { Seat } from '../../people/seats.ts'
import { seatWords } from '../text/seats.ts'
import { useText } from '../text/text.ts'
import { Avatar, type PersonRef } from './Avatar.tsx'
import { Go } from './Go.tsx'
import css from './PersonLine.module.css'

type PersonLineProps = {
  person: PersonRef
  /** the seat in which the person is meant here */
  seat?: Seat
  /** what they did or are asked, and under it since when */
  children?: ReactNode
  note?: ReactNode
  aside?: ReactNode
  /** the person's page */
  href?: string
}

/** Who, in which seat, because of what. */
export function PersonLine({ person, seat, children, note, aside, href }: PersonLineProps) {
  const text = useText(seatWords)
  return (
    <div className={css['line']}>
      <Avatar person={person} size={26} />
      <div className={css['words']}>
        <span>
          <strong>{href ? <Go href={href}>{person.name}</Go> : person.name}</strong>{' '}
          {seat && <abbr title={text.name[seat]}>{text.short[seat]}</abbr>}
        </span>
        {children && <span>{children}</span>}
        {note && <small>{note}</small>}
      </div>
      {aside && <div className={css['aside']}>{aside}</div>}
    </div>
  )
}

/** A person inside a sentence or a cell. */
export function PersonName({ person }: { person: PersonRef }) {
  return (
    <span className={css['name']}>
      <Avatar person={person} size={18} />
      {person.name}
    </span>
  )
}
