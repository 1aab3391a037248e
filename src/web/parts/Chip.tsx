import type { ReactNode } from 'react'
import css from './Chip.module.css'

export type ChipTone = 'accent' | 'outline' | 'quiet' | 'bronze' | 'waiting' | 'failed' | 'done'

/** A short fact about a thing: its stage, its class, its version. Never a state: states have a mark and a word. */
export function Chip({ tone = 'quiet', children }: { tone?: ChipTone; children: ReactNode }) {
  return (
    <span className={css['chip']} data-tone={tone}>
      {children}
    </span>
  )
}
