import { Fragment, useId, type ReactNode } from 'react'
import type { MapSeat } from '../../people/home/home.schema.ts'
import { seats, type Seat } from '../../people/seats.ts'
import { useFormat } from '../format.ts'
import { parts } from '../text/parts.ts'
import { seatWords } from '../text/seats.ts'
import { useText } from '../text/text.ts'
import { Avatar } from './Avatar.tsx'
import css from './Decks.module.css'
import { deckOf, Oar, OarLegend, type Deck } from './SeatOar.tsx'

/** A seat as the server tells it (`course.crew`, `crews`). */
export type CrewSeat = Pick<MapSeat, 'seat' | 'state' | 'people' | 'lastActAt'> & {
  /** the first gate that an empty seat will block */
  blocks?: string | null
}

const decks: readonly Deck[] = [3, 2, 1]

/** A deck's line with its bow: the deeper the tier, the shorter the line. Holds whatever stands on that tier. */
export function DeckLine({
  deck,
  label,
  note,
  children,
}: {
  deck: Deck
  label: ReactNode
  note?: ReactNode
  children?: ReactNode
}) {
  const id = useId()
  return (
    <section className={css['deck']} data-deck={deck}>
      <h3 className={css['label']}>
        <span>
          {label} {note && <small>{note}</small>}
        </span>
        <i aria-hidden />
        <svg viewBox="0 0 34 30" width="34" height="30" aria-hidden>
          <linearGradient id={id} x1="0" y1="0" x2="0.25" y2="1">
            <stop offset="0.3" stopColor="currentColor" />
            <stop offset="1" stopColor="currentColor" stopOpacity="0" />
          </linearGradient>
          <path d="M0 1C15 1 30 9 33 29" stroke={`url(#${id})`} />
        </svg>
      </h3>
      {children}
    </section>
  )
}

/** A project's crew: nine seats on three decks, each with who sits in it, or what its emptiness will block first. */
export function Decks({ crew }: { crew: readonly CrewSeat[] }) {
  const text = useText(seatWords)
  return (
    <div className={css['decks']}>
      {decks.map(deck => (
        <DeckLine key={deck} deck={deck} label={text.deck[deck]}>
          <ul className={css['bank']}>
            {onDeck(crew, deck).map(seat => (
              <li key={seat.seat}>
                <Oar state={seat.state} deck={deck} size={46} />
                <Sitting seat={seat} />
              </li>
            ))}
          </ul>
        </DeckLine>
      ))}
      <div className={css['legend']}>
        <OarLegend />
      </div>
    </div>
  )
}

function Sitting({ seat }: { seat: CrewSeat }) {
  const text = useText(seatWords)
  const [first] = seat.people
  return (
    <div className={css['sitting']} data-state={seat.state}>
      <strong>{text.name[seat.seat]}</strong>
      {first ? (
        <span className={css['people']}>
          {seat.people.slice(0, 3).map(person => (
            <Avatar key={person.id} person={person} size={18} />
          ))}
          {seat.people.length === 1 ? first.name : text.people(seat.people.length)}
        </span>
      ) : (
        <b>{text.state.empty}</b>
      )}
      <SeatNote seat={seat} />
    </div>
  )
}

/** What an empty seat blocks first, or when somebody last acted in it. */
function SeatNote({ seat: { state, lastActAt, blocks } }: { seat: CrewSeat }) {
  const text = useText(parts)
  const words = useText(seatWords)
  const format = useFormat()
  if (state === 'empty') return blocks ? <small>{text.blocks(blocks)}</small> : null
  if (state === 'paper') return <small>{words.state.paper}</small>
  return <small>{lastActAt === null ? words.state[state] : text.lastAct(format.when(lastActAt))}</small>
}

/** The crew in 52 pixels, for lists of projects: banks of four, two and three; a ring is an empty seat. */
export function CrewMark({ crew }: { crew: readonly Pick<CrewSeat, 'seat' | 'state'>[] }) {
  const text = useText(seatWords)
  const open = crew.filter(seat => seat.state === 'empty' || seat.state === 'paper')
  const label = open.length
    ? open.map(seat => text.oar(text.name[seat.seat], text.state[seat.state])).join(', ')
    : text.state.filled
  return (
    <svg className={css['mark']} viewBox="0 0 52 36" width="52" height="36" role="img" aria-label={label}>
      <title>{label}</title>
      {decks.map((deck, row) => (
        <g key={deck} data-deck={deck} transform={`translate(${row * 3} ${2 + row * 12})`}>
          <path d={`M0 0H${46 - row * 7}`} className={css['rail']} />
          {onDeck(crew, deck).map((seat, at) => (
            <Fragment key={seat.seat}>
              <path d={`M${4 + at * 11} 0l4.6 8`} data-state={seat.state} className={css['stroke']} />
              {seat.state === 'empty' && <circle cx={9.6 + at * 11} cy={7} r="2.3" className={css['ring']} />}
              {seat.state === 'paper' && <circle cx={9.4 + at * 11} cy={7} r="2.2" className={css['paper']} />}
            </Fragment>
          ))}
        </g>
      ))}
    </svg>
  )
}

/** A row of oars for one project or one area of a tier; open seats carry their name. */
export function OarRow({ crew, deck }: { crew: readonly Pick<CrewSeat, 'seat' | 'state'>[]; deck?: Deck }) {
  const text = useText(seatWords)
  return (
    <ul className={css['row']}>
      {crew.map(seat => (
        <li key={seat.seat} data-state={seat.state} title={text.oar(text.name[seat.seat], text.state[seat.state])}>
          <Oar state={seat.state} deck={deck ?? deckOf[seat.seat]} size={30} />
          <span className={seat.state === 'empty' || seat.state === 'paper' ? css['name'] : 'quiet'}>
            {text.short[seat.seat]}
          </span>
        </li>
      ))}
    </ul>
  )
}

const onDeck = <S extends { seat: Seat }>(crew: readonly S[], deck: Deck): S[] =>
  crew.filter(seat => deckOf[seat.seat] === deck).toSorted((a, b) => seats.indexOf(a.seat) - seats.indexOf(b.seat))
