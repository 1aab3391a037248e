import { Button, Popover, type ButtonProps } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './ConfirmButton.module.css'
import { ErrorPanel } from './ErrorPanel.tsx'

type ConfirmButtonProps = Pick<ButtonProps, 'leftSection' | 'variant' | 'size' | 'disabled'> & {
  /** the button's words: a verb */
  children: ReactNode
  /** what will happen, and whether it can be undone */
  consequence: ReactNode
  /** the verb again, on the button that does it */
  confirm: string
  onConfirm: () => Promise<unknown>
  tone?: 'plain' | 'danger'
}

/** For what cannot be undone: says what will happen before it does. */
export function ConfirmButton({
  children,
  consequence,
  confirm,
  onConfirm,
  tone = 'plain',
  ...button
}: ConfirmButtonProps) {
  const text = useText(parts)
  const [isOpen, setOpen] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const act = async () => {
    setBusy(true)
    setProblem(undefined)
    await onConfirm().then(() => setOpen(false), setProblem)
    setBusy(false)
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={320} trapFocus withRoles returnFocus>
      <Popover.Target>
        <Button {...button} {...(tone === 'danger' && { color: 'red' })} onClick={() => setOpen(!isOpen)}>
          {children}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.confirm.sure}>
        <div className={css['ask']}>
          <p>{consequence}</p>
          {problem !== undefined && <ErrorPanel error={problem} />}
          <div>
            <Button onClick={() => setOpen(false)}>{text.cancel}</Button>
            <Button
              variant="filled"
              loading={isBusy}
              onClick={() => void act()}
              {...(tone === 'danger' && { color: 'red' })}
            >
              {confirm}
            </Button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
