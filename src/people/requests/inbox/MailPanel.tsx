import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { inboxWords } from '../../../web/text/inbox.ts'
import { useText } from '../../../web/text/text.ts'
import { mailRoutes, type MailWishes } from '../mail/mail.schema.ts'
import css from './inbox.module.css'

/** When mail may come: each request, once a day, or never; and the hours in which it waits. */
export function MailPanel() {
  const text = useText(inboxWords)
  const query = useQuery({ queryKey: ['me', 'mail'], queryFn: ({ signal }) => api(mailRoutes).get({}, { signal }) })
  return (
    <Panel title={text.mail}>
      <Loaded query={query}>
        {({ wishes, server, address }) => (
          <Stack>
            <p>{server === null ? text.noServer : address === null ? text.noAddress : text.goesTo(address)}</p>
            {server !== null && <WishesForm wishes={wishes} />}
          </Stack>
        )}
      </Loaded>
    </Panel>
  )
}

const wishes = ['each', 'digest', 'off'] as const

function WishesForm({ wishes: first }: { wishes: MailWishes }) {
  const text = useText(inboxWords)
  const queries = useQueryClient()
  const [wish, setWish] = useState(first)
  const save = useMutation({
    mutationFn: () => api(mailRoutes).put(wish),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['me', 'mail'] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const time = (name: 'digestAt' | 'quietFrom' | 'quietUntil', label: string) => (
    <TextInput
      type="time"
      label={label}
      value={clockOf(wish[name])}
      onChange={event => setWish({ ...wish, [name]: minuteOf(event.target.value) })}
    />
  )
  return (
    <form onSubmit={submit}>
      <Stack>
        <Segmented
          label={text.reminders}
          options={wishes.map(value => ({ value, label: text.wishes[value] }))}
          value={wish.reminders}
          onChange={reminders => setWish({ ...wish, reminders })}
        />
        <div className={css['filters']}>
          {time('quietFrom', text.quiet)}
          {time('quietUntil', text.quietUntil)}
          {time('digestAt', text.digestAt)}
        </div>
        <Checkbox
          label={text.rests}
          checked={wish.rests}
          onChange={event => setWish({ ...wish, rests: event.target.checked })}
        />
        <p>
          <Go className={css['link']} href="/people/hours">
            {text.myHours}
          </Go>
        </p>
        {save.error && <ErrorPanel error={save.error} />}
        <div>
          <Button type="submit" loading={save.isPending}>
            {save.isSuccess ? text.saved : text.save}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

const clockOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

function minuteOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}
