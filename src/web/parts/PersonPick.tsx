import { Autocomplete } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isProgram } from '../../people/shapes.ts'
import { userRoutes } from '../../people/users/users.schema.ts'
import { api } from '../api.ts'

export type Picked = { id: string; name: string; email?: string | null }

type PersonPickProps = {
  label: string
  /** the chosen one; undefined while nobody is */
  value: Picked | undefined
  onChange: (user: Picked | undefined) => void
  /** people who make no sense here */
  without?: readonly string[]
  /** a modal dialog lies above all that is not inside it */
  inDialog?: boolean
}

/** Chooses one of the people who are here, by name; each name stands beside its e-mail. */
export function PersonPick({ label, value, onChange, without = [], inDialog = false }: PersonPickProps) {
  const [words, setWords] = useState('')
  const shown = value ? labelOf(value) : words
  const q = value ? '' : words.trim()
  const found = useQuery({
    queryKey: ['users', 'found', q],
    queryFn: ({ signal }) => api(userRoutes).list({ ...(q && { q }), limit: 20 }, { signal }),
    placeholderData: before => before,
  })
  const users = (found.data?.users ?? []).filter(
    user => user.deactivatedAt === null && !isProgram(user.kind) && !without.includes(user.id),
  )
  const write = (text: string) => {
    setWords(text)
    onChange(users.find(user => labelOf(user) === text))
  }
  return (
    <Autocomplete
      label={label}
      data={[...new Set(users.map(labelOf))]}
      filter={({ options }) => options}
      value={shown}
      onChange={write}
      comboboxProps={{ withinPortal: !inDialog }}
    />
  )
}

const labelOf = (user: Picked) => (user.email ? `${user.name} · ${user.email}` : user.name)
