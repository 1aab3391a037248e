import type { ReactNode } from 'react'
import type { ProjectRight } from '../../people/policies.ts'
import { useProject, type Barrier } from '../project.ts'
import { parts } from '../text/parts.ts'
import { seatWords } from '../text/seats.ts'
import { useText } from '../text/text.ts'
import { Cannot } from './Cannot.tsx'

type RightToProps = {
  right: ProjectRight
  /** the action in small letters: `add a dataset` */
  action: string
  /** the control, when it may be used */
  children: ReactNode
}

/** Shows a control when the reader's seat may use it; else the same action, locked, with the seats to ask. */
export function RightTo({ right, action, children }: RightToProps) {
  const why = useWhyNot()
  const { barrier } = useProject()
  const found = barrier(right)
  return found ? <Cannot action={action} {...why(found)} /> : children
}

/** Words for a barrier, for those who place the sentence themselves (CannotNote). */
export function useWhyNot() {
  const text = useText(parts)
  const seats = useText(seatWords)
  return (barrier: Barrier): { because: string; ask?: { name: string } } => {
    if (barrier.kind === 'view') return { because: text.becauseView }
    const because = barrier.held ? text.becauseSeat(seats.name[barrier.held]) : text.becauseNoSeat
    return { because, ask: { name: text.anyOf(barrier.holders.map(seat => seats.name[seat])) } }
  }
}
