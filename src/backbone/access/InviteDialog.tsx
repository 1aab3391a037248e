import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { userRoutes } from '../../people/users/users.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { CodeBlock } from '../../web/parts/CodeBlock.tsx'
import { Dialog } from '../../web/parts/Dialog.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { backbone } from '../../web/text/backbone.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'
import css from './AccessPage.module.css'

/** Adds a person, then shows the link with which they come in. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const text = useText(backbone).accessPage
  const { cancel } = useText(parts)
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const add = useMutation({
    mutationFn: async () => {
      const user = await api(userRoutes).create({ name, ...(email.trim() && { email: email.trim() }) })
      return api(userRoutes).invite({ user: user.id })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['users'] }),
  })
  if (add.data) return <LinkDialog invitation={add.data} onClose={onClose} />
  return (
    <Dialog label={text.invite} onClose={onClose}>
      <form
        className={css['form']}
        onSubmit={event => {
          event.preventDefault()
          add.mutate()
        }}
      >
        <h2>{text.invite}</h2>
        <TextInput
          label={text.name}
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <TextInput
          label={text.email}
          description={text.emailNote}
          type="email"
          value={email}
          onChange={event => setEmail(event.target.value)}
        />
        {add.error && <ErrorPanel error={add.error} />}
        <div className={css['buttons']}>
          <Button onClick={onClose}>{cancel}</Button>
          <Button type="submit" variant="filled" loading={add.isPending}>
            {text.add}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

export type Invited = { user: { name: string }; url: string; expiresAt: number }

/** The link is shown this once: the server keeps only its hash. */
export function LinkDialog({ invitation, onClose }: { invitation: Invited; onClose: () => void }) {
  const text = useText(backbone).accessPage
  const format = useFormat()
  const title = text.linkFor(invitation.user.name)
  return (
    <Dialog label={title} onClose={onClose}>
      <div className={css['form']}>
        <h2>{title}</h2>
        <CodeBlock code={invitation.url} label={title} />
        <p>{text.linkNote(format.fullTime(invitation.expiresAt))}</p>
        <div className={css['buttons']}>
          <Button variant="filled" onClick={onClose}>
            {text.done}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
