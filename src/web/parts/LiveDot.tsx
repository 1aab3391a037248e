import type { ReactNode } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './LiveDot.module.css'

export type Liveness = 'live' | 'following' | 'paused' | 'connecting' | 'offline'

/** Says whether what is shown moves by itself. The only thing here that pulses. */
export function LiveDot({ state, children }: { state: Liveness; children?: ReactNode }) {
  const text = useText(parts)
  return (
    <span className={css['live']} data-state={state} role="status">
      <i aria-hidden />
      {text.live[state]}
      {children}
    </span>
  )
}
