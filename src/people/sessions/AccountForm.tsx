import { Button, PasswordInput, TextInput } from '@mantine/core'
import '@mantine/core/styles/PasswordInput.css'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../web/api.ts'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Stack } from '../../web/parts/Panel.tsx'
import { meQuery } from '../../web/queries.ts'
import { people } from '../../web/text/people.ts'
import { useText } from '../../web/text/text.ts'
import { sessionRoutes, type Me } from './sessions.schema.ts'

/** What others see of me, and what I come back with. */
export function AccountForm({ me, onSaved }: { me: Me; onSaved: (me: Me) => void }) {
  const text = useText(people).account
  const queries = useQueryClient()
  const isNameless = me.isOwner && !me.hasPassword && me.name === 'Owner'
  const [name, setName] = useState(isNameless ? '' : me.name)
  const [email, setEmail] = useState(me.email ?? '')
  const [password, setPassword] = useState('')
  const [currentPassword, setCurrent] = useState('')
  const save = useMutation({
    mutationFn: () =>
      api(sessionRoutes).change({
        name,
        ...(email && { email }),
        ...(password && { password }),
        ...(currentPassword && { currentPassword }),
      }),
    onSuccess: saved => {
      queries.setQueryData(meQuery().queryKey, saved)
      onSaved(saved)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const shows = { 'aria-label': text.show, tabIndex: 0 }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={text.name}
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <TextInput
          label={text.email}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          onChange={event => setEmail(event.target.value)}
        />
        {me.hasPassword && (
          <PasswordInput
            label={text.current}
            autoComplete="current-password"
            value={currentPassword}
            onChange={event => setCurrent(event.target.value)}
            visibilityToggleButtonProps={shows}
          />
        )}
        <PasswordInput
          label={text.password}
          description={text.passwordNote}
          autoComplete="new-password"
          minLength={10}
          required={!me.hasPassword}
          withAsterisk={false}
          value={password}
          onChange={event => setPassword(event.target.value)}
          visibilityToggleButtonProps={shows}
        />
        {save.error && <ErrorPanel error={save.error} />}
        <div>
          <Button type="submit" variant="filled" loading={save.isPending}>
            {text.save}
          </Button>{' '}
          <Button component={Go} href="/" variant="subtle">
            {text.later}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
