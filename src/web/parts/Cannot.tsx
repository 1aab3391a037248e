import { Button, Tooltip } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useId, type ReactNode } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './Cannot.module.css'
import { Go } from './Go.tsx'
import { Callout } from './Panel.tsx'

type CannotProps = {
  /** the action in small letters, as a button would say it: `approve` */
  action: string
  /** a clause without a full stop: `you trained this version` */
  because: string
  /** who could, and how fast they usually are */
  ask?: { name: string; href?: string; note?: string }
}

/** A right that is missing stays visible: the button with a lock, and why. */
export function Cannot({ action, because, ask }: CannotProps) {
  const text = useText(parts)
  const id = useId()
  const why = text.cannot(action, because) + (ask ? ` ${text.ask} ${ask.name}${text.fullStop}` : '')
  return (
    <Tooltip label={why} events={{ hover: true, focus: true, touch: true }}>
      <span className={css['locked']}>
        <Button
          leftSection={<IconLock />}
          aria-disabled
          aria-describedby={id}
          data-disabled
          onClick={event => event.preventDefault()}
        >
          {action.charAt(0).toUpperCase() + action.slice(1)}
        </Button>
        <span id={id} className="quiet">
          {why}
        </span>
      </span>
    </Tooltip>
  )
}

/** The same where it is the answer of the panel: as a sentence, with whom to ask. */
export function CannotNote({ action, because, ask, children }: CannotProps & { children?: ReactNode }) {
  const text = useText(parts)
  return (
    <Callout icon={<IconLock size={18} stroke={1.6} aria-hidden />}>
      <strong>{text.cannot(action, because)}</strong>{' '}
      {ask && (
        <>
          {text.ask} {ask.href ? <Go href={ask.href}>{ask.name}</Go> : ask.name}
          {ask.note && `: ${ask.note}`}
          {text.fullStop}
        </>
      )}{' '}
      {children}
    </Callout>
  )
}
