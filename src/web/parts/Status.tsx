import type { ReactNode } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './Status.module.css'

/** Colour, shape and word always together: nobody has to see the colour. */
export type StatusKind = 'done' | 'running' | 'waiting' | 'failed' | 'idle' | 'warning' | 'reused'

const glyphs: Record<StatusKind, ReactNode> = {
  done: <path d="M4.7 8.3l2.2 2.2 4.3-4.7" />,
  running: <path d="M6.4 5.2v5.6L11 8z" />,
  waiting: <path d="M8 4.8V8l2 1.4M8 3.2a4.8 4.8 0 100 9.6 4.8 4.8 0 000-9.6z" />,
  failed: <path d="M5.6 5.6l4.8 4.8m0-4.8l-4.8 4.8" />,
  idle: null,
  warning: <path d="M8 4.4v4.3M8 11.4v.1" />,
  reused: <path d="M4.9 6.2A3.7 3.7 0 118 11.7M4.6 4.6v1.8h1.8M8 6v2.2l1.4.9" />,
}

type StatusProps = {
  is: StatusKind
  /** the answer in words; without it the state's own name */
  children?: ReactNode
  size?: 'small' | 'medium'
}

export function Status({ is, children, size = 'medium' }: StatusProps) {
  const text = useText(parts)
  return (
    <span className={css['status']} data-is={is} data-size={size}>
      <StatusMark is={is} />
      <span className={css['word']}>{children ?? text.status[is]}</span>
    </span>
  )
}

/** The mark alone, where the word stands beside it or is read aloud through `label`. */
export function StatusMark({ is, label }: { is: StatusKind; label?: string }) {
  return (
    <svg
      className={css['mark']}
      data-is={is}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {is === 'warning' ? (
        <rect x="1" y="1" width="14" height="14" rx="4" />
      ) : (
        <circle cx="8" cy="8" r={is === 'idle' ? 6.2 : 7.5} />
      )}
      <g>{glyphs[is]}</g>
    </svg>
  )
}

/** Eight pixels in a list: a circle, a drop, a square or a ring. */
export function StatusDot({ is, label }: { is: StatusKind; label: string }) {
  return <span className={css['dot']} data-is={is} role="img" aria-label={label} title={label} />
}
