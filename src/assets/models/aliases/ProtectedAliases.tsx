import { Button, TextInput } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { messageOf } from '../../../kernel/errors.ts'
import { api } from '../../../web/api.ts'
import { Chip } from '../../../web/parts/Chip.tsx'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { When } from '../../../web/parts/Time.tsx'
import { useProject } from '../../../web/project.ts'
import { protectedAliases } from '../../../web/text/protectedAliases.ts'
import { useText } from '../../../web/text/text.ts'
import { protectionRoutes, type ProtectedAlias } from './aliases.schema.ts'
import css from './ProtectedAliases.module.css'

export const protectedQuery = (slug: string) =>
  queryOptions({
    queryKey: ['project', slug, 'protected-aliases'],
    queryFn: ({ signal }) => api(protectionRoutes).list({ project: slug }, { signal }),
  })

/** Which aliases move only with an accepted promotion, and the way to change that. */
export function ProtectedAliases() {
  const text = useText(protectedAliases)
  const { slug } = useProject()
  const query = useQuery(protectedQuery(slug))
  return (
    <Panel title={text.title} note={text.note}>
      <Stack>
        <Loaded query={query}>
          {({ aliases }) => (
            <Table
              label={text.title}
              rows={aliases}
              keyOf={({ alias }) => alias}
              columns={columnsOf(text)}
              empty={text.none}
            />
          )}
        </Loaded>
        <RightTo right="project:write" action={text.action}>
          <Protect />
        </RightTo>
      </Stack>
    </Panel>
  )
}

function Protect() {
  const text = useText(protectedAliases)
  const { slug } = useProject()
  const [alias, setAlias] = useState('')
  const queries = useQueryClient()
  const protect = useMutation({
    mutationFn: () => api(protectionRoutes).protect({ project: slug, alias: alias.trim() }),
    onSuccess: () => {
      setAlias('')
      return queries.invalidateQueries({ queryKey: ['project', slug, 'protected-aliases'] })
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    protect.mutate()
  }
  return (
    <form className={css['row']} onSubmit={send}>
      <TextInput
        label={text.alias}
        placeholder="champion"
        required
        maxLength={255}
        value={alias}
        onChange={event => setAlias(event.target.value)}
        error={protect.error && messageOf(protect.error)}
      />
      <Button type="submit" disabled={alias.trim() === ''} loading={protect.isPending}>
        {text.protect}
      </Button>
    </form>
  )
}

function Free({ alias }: ProtectedAlias) {
  const text = useText(protectedAliases)
  const { slug, barrier } = useProject()
  const queries = useQueryClient()
  if (barrier('project:write')) return null
  const free = async () => {
    await api(protectionRoutes).free({ project: slug, alias })
    await queries.invalidateQueries({ queryKey: ['project', slug, 'protected-aliases'] })
  }
  return (
    <ConfirmButton variant="subtle" confirm={text.free} consequence={text.freeText(alias)} onConfirm={free}>
      {text.free}
    </ConfirmButton>
  )
}

const columnsOf = (text: (typeof protectedAliases)['en']): Column<ProtectedAlias>[] => [
  { id: 'alias', head: text.alias, phone: 'title', cell: row => <Chip tone="outline">{row.alias}</Chip> },
  { id: 'by', head: text.by, cell: row => row.by.name },
  { id: 'since', head: text.since, phone: 'hide', cell: row => <When at={row.since} /> },
  {
    id: 'free',
    head: <span className="quiet">{text.free}</span>,
    align: 'right',
    phone: 'aside',
    cell: row => <Free {...row} />,
  },
]
