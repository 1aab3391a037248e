import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../../web/api.ts'
import { CannotNote } from '../../../web/parts/Cannot.tsx'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { PersonPick, type Picked } from '../../../web/parts/PersonPick.tsx'
import { usePlatformBarrier } from '../../../web/platform.ts'
import { meQuery } from '../../../web/queries.ts'
import { aliases } from '../../../web/text/aliases.ts'
import { useText } from '../../../web/text/text.ts'
import type { PersonDetail } from '../lines/lines.schema.ts'
import css from '../organisation.module.css'
import { humanRoutes } from './aliases.schema.ts'

/** One human, many addresses and accounts. */
export function MergePanel({ detail }: { detail: PersonDetail }) {
  const text = useText(aliases)
  const barrier = usePlatformBarrier('user:write')
  const isOwner = useQuery(meQuery()).data?.isOwner ?? false
  const { person, aliases: known } = detail
  return (
    <Panel title={text.title} note={text.note} span={6}>
      <Stack>
        {known.length === 0 && <p className={css['quiet']}>{text.none}</p>}
        <ul className={css['list']}>
          {known.map(email => (
            <li key={email} className={css['row']}>
              <span>{email}</span>
              {!barrier && <RemoveAlias user={person.id} email={email} />}
            </li>
          ))}
        </ul>
        {barrier ? (
          <CannotNote action={text.addAction} {...barrier} />
        ) : (
          detail.endedAt === null && <AddAlias user={person.id} />
        )}
        {isOwner && detail.endedAt === null && <Merge person={person} />}
      </Stack>
    </Panel>
  )
}

function RemoveAlias({ user, email }: { user: string; email: string }) {
  const text = useText(aliases)
  const queries = useQueryClient()
  const remove = async () => {
    await api(humanRoutes).remove({ user, email })
    await queries.invalidateQueries({ queryKey: ['lines'] })
  }
  return (
    <ConfirmButton
      variant="subtle"
      size="xs"
      confirm={text.remove}
      consequence={text.removeNote(email)}
      onConfirm={remove}
    >
      {text.remove}
    </ConfirmButton>
  )
}

function AddAlias({ user }: { user: string }) {
  const text = useText(aliases)
  const queries = useQueryClient()
  const [email, setEmail] = useState('')
  const add = useMutation({
    mutationFn: () => api(humanRoutes).add({ user, email: email.trim() }),
    onSuccess: async () => {
      setEmail('')
      await queries.invalidateQueries({ queryKey: ['lines'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form onSubmit={submit}>
      <div className={css['add']}>
        <TextInput
          label={text.email}
          type="email"
          maxLength={320}
          value={email}
          onChange={event => setEmail(event.target.value)}
        />
        <Button type="submit" disabled={!email.trim()} loading={add.isPending}>
          {text.add}
        </Button>
      </div>
      {add.error && <ErrorPanel error={add.error} />}
    </form>
  )
}

function Merge({ person }: { person: { id: string; name: string } }) {
  const text = useText(aliases)
  const queries = useQueryClient()
  const [other, setOther] = useState<Picked | undefined>()
  const merge = async () => {
    if (other) await api(humanRoutes).merge({ user: person.id, account: other.id })
    setOther(undefined)
    await queries.invalidateQueries()
  }
  return (
    <div className={css['add']}>
      <PersonPick label={text.other} value={other} onChange={setOther} without={[person.id]} />
      <ConfirmButton
        disabled={!other}
        tone="danger"
        confirm={text.merge}
        consequence={text.mergeNote(other?.name ?? '', person.name)}
        onConfirm={merge}
      >
        {text.merge}
      </ConfirmButton>
    </div>
  )
}
