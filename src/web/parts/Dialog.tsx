import { useEffect, useRef, type ReactNode } from 'react'
import css from './Dialog.module.css'

type DialogProps = {
  /** what it is, for those who hear it */
  label: string
  onClose: () => void
  /** `palette` hangs from the top, `drawer` from the left, `corner` over the person, `sheet` stands in the middle */
  shape?: 'sheet' | 'palette' | 'drawer' | 'corner'
  children: ReactNode
}

/** The browser's own modal dialog: it keeps the focus inside, makes the rest inert, and Esc closes it. */
export function Dialog({ label, onClose, shape = 'sheet', children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    dialog?.showModal()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [])
  return (
    <dialog
      ref={ref}
      className={css['dialog']}
      data-shape={shape}
      aria-label={label}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onClick={event => event.target === ref.current && onClose()}
    >
      <div className={css['inside']}>{children}</div>
    </dialog>
  )
}
