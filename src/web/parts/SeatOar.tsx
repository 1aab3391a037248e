import type { Seat } from '../../people/seats.ts'
import { seatWords } from '../text/seats.ts'
import { useText } from '../text/text.ts'
import css from './SeatOar.module.css'

/** How a seat is held: someone works in it, shared with other projects, on paper only, nobody. */
export type SeatState = 'filled' | 'shared' | 'paper' | 'empty'
export type Deck = 3 | 2 | 1

export const deckOf: Record<Seat, Deck> = {
  stakeholder: 3,
  project_manager: 3,
  data_scientist: 3,
  fullstack_engineer: 3,
  ml_engineer: 2,
  mlops_engineer: 2,
  data_engineer: 1,
  devops_engineer: 1,
  security_engineer: 1,
}

const shaft = 'M3 1.5L9.7 12.6'
const blade = 'M9.6 12.4C11.7 12.5 14.6 16.5 15 20.9C11.8 19.5 8.9 15.3 9.6 12.4Z'
const halfBlade = 'M9.6 12.4L15 20.9C11.8 19.5 8.9 15.3 9.6 12.4Z'

/** The oar: one seat, as a drawing. Says nothing aloud; a label stands beside it. */
export function Oar({ state = 'filled', deck = 2, size = 22 }: { state?: SeatState; deck?: Deck; size?: number }) {
  return (
    <svg
      className={css['oar']}
      data-state={state}
      data-deck={deck}
      viewBox="1 0 16 22"
      width={(size * 16) / 22}
      height={size}
      aria-hidden
    >
      <path d={shaft} />
      <path d={blade} className={css['blade']} />
      {state === 'shared' && <path d={halfBlade} className={css['half']} />}
    </svg>
  )
}

type SeatOarProps = { seat: Seat; state?: SeatState; words?: 'name' | 'short'; size?: number }

/** A seat named beside its oar: "data scientist", "DS". */
export function SeatOar({ seat, state = 'filled', words = 'name', size = 15 }: SeatOarProps) {
  const text = useText(seatWords)
  return (
    <span className={css['seat']} data-state={state} title={text.oar(text.name[seat], text.state[state])}>
      <Oar state={state} deck={deckOf[seat]} size={size} />
      {text[words][seat]}
    </span>
  )
}

/** What the four drawings mean, once under each crew. */
export function OarLegend() {
  const text = useText(seatWords)
  const states: SeatState[] = ['filled', 'shared', 'paper', 'empty']
  return (
    <ul className={css['legend']}>
      {states.map(state => (
        <li key={state}>
          <Oar state={state} size={15} />
          {text.state[state]}
        </li>
      ))}
    </ul>
  )
}
