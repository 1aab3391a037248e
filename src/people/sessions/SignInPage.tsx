import { Button, PasswordInput, TextInput } from '@mantine/core'
import '@mantine/core/styles/PasswordInput.css'
import { IconArrowRight } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent } from 'react'
import { messageOf } from '../../kernel/errors.ts'
import { api } from '../../web/api.ts'
import { Callout } from '../../web/parts/Panel.tsx'
import type { Deck, SeatState } from '../../web/parts/SeatOar.tsx'
import { meQuery } from '../../web/queries.ts'
import { Logo } from '../../web/shell/Logo.tsx'
import { signIn } from '../../web/text/signIn.ts'
import { useText } from '../../web/text/text.ts'
import { sessionRoutes, type Me } from './sessions.schema.ts'
import css from './SignInPage.module.css'

/** Signs in with the link that the terminal or an owner gave (its secret stands after the #), or with a password. */
export function SignInPage() {
  const text = useText(signIn)
  const enter = useEnter()
  const byLink = useMutation({
    mutationFn: (secret: string) => api(sessionRoutes).byLink({ secret }),
    onSuccess: enter,
  })
  const { mutate } = byLink
  useEffect(() => {
    const secret = takeSecret()
    if (secret) mutate(secret)
  }, [mutate])
  useEffect(() => {
    document.title = `${text.title} · Trireme`
  }, [text])
  return (
    <div className={css['page']}>
      <main className={css['side']}>
        <p className={css['brand']}>
          <Logo size={26} /> Trireme
        </p>
        <div className={css['form']}>
          <h1>{text.title}</h1>
          <p>{text.lede}</p>
          {byLink.isPending && <p role="status">{text.opening}</p>}
          {byLink.error && (
            <Callout tone="failed">
              <span role="alert">
                {messageOf(byLink.error)}. {text.linkFailed}
              </span>
            </Callout>
          )}
          <PasswordForm onEnter={enter} />
          <p className={css['hint']}>{text.first}</p>
          <p className={css['hint']}>{text.noAccount}</p>
        </div>
        <p className={css['hint']}>{location.host}</p>
      </main>
      <aside className={css['picture']}>
        <Ship />
        <p>
          <strong>{text.motto}</strong>
          {text.mottoNote}
        </p>
      </aside>
    </div>
  )
}

function PasswordForm({ onEnter }: { onEnter: (me: Me) => void }) {
  const text = useText(signIn)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const byPassword = useMutation({
    mutationFn: () => api(sessionRoutes).byPassword({ email, password }),
    onSuccess: onEnter,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    byPassword.mutate()
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        label={text.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        value={email}
        onChange={event => setEmail(event.target.value)}
      />
      <PasswordInput
        label={text.password}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={event => setPassword(event.target.value)}
        visibilityToggleButtonProps={{ 'aria-label': text.show, tabIndex: 0 }}
        error={byPassword.error && messageOf(byPassword.error)}
      />
      <Button type="submit" variant="filled" fullWidth loading={byPassword.isPending} rightSection={<IconArrowRight />}>
        {text.enter}
      </Button>
    </form>
  )
}

/** Remembers who came in and goes to where they wanted to be; never to another site. */
function useEnter() {
  const queries = useQueryClient()
  const router = useRouter()
  const { to } = useSearch({ from: '/sign-in' })
  return (me: Me) => {
    queries.clear()
    queries.setQueryData(meQuery().queryKey, me)
    const isOurs = to !== undefined && to !== '/' && /^\/(?![/\\])/.test(to)
    router.history.replace(isOurs ? to : isNew(me) ? '/welcome' : '/')
  }
}

/** Came by a link and has no password yet; not the owner who came to see the demo at work. */
const isNew = (me: Me) => !me.hasPassword && !(me.isOwner && me.seats.length > 0)

/** Takes the secret out of the address at once, so that it stands neither in the history nor in a picture of the screen. */
function takeSecret(): string | undefined {
  const secret = location.hash.slice(1)
  if (secret) history.replaceState(history.state, '', location.pathname + location.search)
  return secret || undefined
}

const banks: readonly { deck: Deck; states: readonly SeatState[] }[] = [
  { deck: 3, states: bank(12, { at: 8, state: 'empty' }) },
  { deck: 2, states: bank(11, { at: 4, state: 'shared' }) },
  { deck: 1, states: bank(10, { at: 2, state: 'shared' }) },
]

// drawn longer than the oar of lists: here it is a picture
const blade = 'M62 106C71 106.5 83.3 126.2 85 148C71.4 141 59 120.3 62 106Z'
const halfBlade = 'M62 106L85 148C71.4 141 59 120.3 62 106Z'

function bank(length: number, { at, state }: { at: number; state: SeatState }): SeatState[] {
  return Array.from({ length }, (_, seat) => (seat === at ? state : 'filled'))
}

/** Three decks of oars; one seat is to be filled. */
function Ship() {
  return (
    <div className={css['ship']} aria-hidden>
      {banks.map(({ deck, states }) => (
        <div key={deck} className={css['deck']} data-deck={deck}>
          <svg className={css['bow']} viewBox="0 0 110 92" width="110" height="92">
            <path d="M0 1C60 1 102 34 109 91" />
          </svg>
          <svg className={css['bank']} width={states.length * 50 + 60} height="152">
            {states.map((state, at) => (
              <g key={at} data-state={state} transform={`translate(${30 + at * 50} 0)`}>
                <path d="M0 0L62 106" />
                <path d={blade} className={css['blade']} />
                {state === 'shared' && <path d={halfBlade} className={css['half']} />}
              </g>
            ))}
          </svg>
        </div>
      ))}
    </div>
  )
}
