import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { api } from '../../web/api.ts'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid, Panel, Stack } from '../../web/parts/Panel.tsx'
import { meQuery } from '../../web/queries.ts'
import { people } from '../../web/text/people.ts'
import { useText } from '../../web/text/text.ts'
import { sessionRoutes, type Me } from './sessions.schema.ts'

/** After the first sign-in by link: a name, an e-mail and a password to come back with. */
export function WelcomePage() {
  const text = useText(people)
  const me = useQuery(meQuery())
  return (
    <Page title={text.welcome}>
      <PageHeader title={text.account.title} lede={text.account.lede} />
      <Grid>
        <Panel span={5}>
          <Loaded query={me}>{loaded => <AccountForm me={loaded} />}</Loaded>
        </Panel>
      </Grid>
    </Page>
  )
}

function AccountForm({ me }: { me: Me }) {
  const text = useText(people).account
  const queries = useQueryClient()
  const router = useRouter()
  const [name, setName] = useState(me.hasPassword ? me.name : me.isOwner && me.name === 'Owner' ? '' : me.name)
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
    onSuccess: async saved => {
      queries.setQueryData(meQuery().queryKey, saved)
      router.history.push('/')
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
          maxLength={200}
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <TextInput
          label={text.email}
          type="email"
          autoComplete="username"
          required
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
