import { Autocomplete, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { meQuery } from '../../web/queries.ts'
import { people } from '../../web/text/people.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import type { Seat } from '../seats.ts'
import { isProgram } from '../shapes.ts'
import { userRoutes } from '../users/users.schema.ts'
import css from './projects.module.css'
import type { SeatWish } from './projects.schema.ts'

/** Who shall sit in one seat; a known person by id, a new one by name and e-mail. */
export type Chosen =
  | { kind: 'nobody' }
  | { kind: 'me' }
  | { kind: 'other'; name: string; email: string; userId?: string | undefined }

/** The wish as the server takes it; nothing for an empty seat or a field that is not filled yet. */
export function wishOf(seat: Seat, chosen: Chosen, myId: string): SeatWish[] {
  if (chosen.kind === 'nobody') return []
  if (chosen.kind === 'me') return [{ seat, userId: myId }]
  if (chosen.userId !== undefined) return [{ seat, userId: chosen.userId }]
  const [name, email] = [chosen.name.trim(), chosen.email.trim()]
  return name || email ? [{ seat, ...(name && { name }), ...(email && { email }) }] : []
}

type SeatChoiceProps = { seat: Seat; chosen: Chosen; onChange: (chosen: Chosen) => void }

export function SeatChoice({ seat, chosen, onChange }: SeatChoiceProps) {
  const text = useText(people).place
  const seats = useText(seatWords)
  const choose = (kind: Chosen['kind']) => onChange(kind === 'other' ? { kind, name: '', email: '' } : { kind })
  return (
    <div className={css['choice']}>
      <Segmented
        label={text.who(seats.name[seat])}
        value={chosen.kind}
        onChange={choose}
        options={[
          { value: 'nobody', label: text.nobody },
          { value: 'me', label: text.me },
          { value: 'other', label: text.other },
        ]}
      />
      {chosen.kind === 'other' && <PersonFields chosen={chosen} onChange={onChange} />}
    </div>
  )
}

type Other = Extract<Chosen, { kind: 'other' }>

/** A name that is known chooses that person; any other name is a new person. */
export function PersonFields({ chosen, onChange }: { chosen: Other; onChange: (chosen: Other) => void }) {
  const text = useText(people).place
  const found = useFound(chosen.name)
  const write = (name: string) => {
    const known = found.find(user => user.label === name)
    onChange(
      known
        ? { ...chosen, name: known.name, userId: known.id, email: known.email ?? '' }
        : { kind: 'other', name, email: chosen.userId === undefined ? chosen.email : '' },
    )
  }
  return (
    <div className={css['person']}>
      <Autocomplete
        aria-label={text.name}
        placeholder={text.name}
        data={found.map(user => user.label)}
        filter={({ options }) => options}
        // what hangs from the body lies below a modal dialog, and is inert
        comboboxProps={{ withinPortal: false }}
        value={chosen.name}
        onChange={write}
      />
      {chosen.userId === undefined && (
        <TextInput
          aria-label={text.email}
          placeholder={text.email}
          type="email"
          value={chosen.email}
          onChange={event => onChange({ ...chosen, email: event.target.value })}
        />
      )}
      {chosen.name && <small>{chosen.userId === undefined ? text.isNew : text.known}</small>}
    </div>
  )
}

/** People by name or e-mail, for those who may see all people; others write the name and the e-mail. */
function useFound(name: string) {
  const me = useQuery(meQuery())
  const maySearch = me.data !== undefined && (me.data.isOwner || me.data.platformSeats.length > 0)
  const q = name.trim()
  const query = useQuery({
    queryKey: ['users', 'found', q],
    queryFn: ({ signal }) => api(userRoutes).list({ ...(q && { q }), limit: 20 }, { signal }),
    enabled: maySearch,
    placeholderData: before => before,
  })
  const active = (query.data?.users ?? []).filter(user => user.deactivatedAt === null && !isProgram(user.kind))
  return active.map(user => ({ ...user, label: user.email ? `${user.name} · ${user.email}` : user.name }))
}

/** One choice for each seat; whoever starts a project leads it at first. */
export function useSeatChoices(first: Partial<Record<Seat, Chosen>>) {
  const [choices, setChoices] = useState(first)
  return {
    choiceOf: (seat: Seat): Chosen => choices[seat] ?? { kind: 'nobody' },
    choose: (seat: Seat, chosen: Chosen) => setChoices({ ...choices, [seat]: chosen }),
  }
}
