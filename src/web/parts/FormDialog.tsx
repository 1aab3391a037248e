import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { Dialog } from './Dialog.tsx'
import { ErrorPanel } from './ErrorPanel.tsx'
import css from './FormDialog.module.css'

type FormDialogProps = {
  title: string
  /** the verb on the button that sends */
  submit: string
  send: () => Promise<unknown>
  onClose: () => void
  /** says what happens while the server works, where that takes longer than a moment */
  busy?: ReactNode
  isReady?: boolean
  children: ReactNode
}

/** A few fields, one button, and the answer of the server in its place; whatever is shown is asked for again. */
export function FormDialog({ title, submit, send, onClose, busy, isReady = true, children }: FormDialogProps) {
  const text = useText(parts)
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queries.invalidateQueries()
      onClose()
    },
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Dialog label={title} onClose={onClose}>
      <form className={css['form']} onSubmit={onSubmit}>
        <h2>{title}</h2>
        {children}
        {save.error && <ErrorPanel error={save.error} />}
        {save.isPending && busy}
        <div className={css['buttons']}>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" variant="filled" loading={save.isPending} disabled={!isReady}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
