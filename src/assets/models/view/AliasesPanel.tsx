import { Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { useProject } from '../../../web/project.ts'
import { cards } from '../../../web/text/cards.ts'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'
import { aliasRoutes } from '../aliases/aliases.schema.ts'
import type { ModelVersionDetail } from '../models.schema.ts'

/** The names under which programs load this version; a protected one becomes a request, and the error says which. */
export function AliasesPanel({ version: { model, version, aliases } }: { version: ModelVersionDetail }) {
  const text = useText(cards)
  const { columns } = useText(models)
  const { slug } = useProject()
  const queries = useQueryClient()
  const [alias, setAlias] = useState('')
  const onSettled = () => queries.invalidateQueries({ queryKey: ['project', slug] })
  const set = useMutation({
    mutationFn: () => api(aliasRoutes).set({ project: slug, model, alias, version }),
    onSuccess: () => setAlias(''),
    onSettled,
  })
  const drop = useMutation({
    mutationFn: (name: string) => api(aliasRoutes).drop({ project: slug, model, alias: name }),
    onSettled,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    set.mutate()
  }
  return (
    <Panel title={columns.aliases}>
      <Stack>
        {aliases.length > 0 && (
          <ul>
            {aliases.map(name => (
              <li key={name}>
                <code>{name}</code>{' '}
                <RightTo right="model:write" action={text.aliasAction}>
                  <Button
                    size="compact-xs"
                    aria-label={text.aliasRemove(name)}
                    title={text.aliasRemove(name)}
                    loading={drop.isPending}
                    onClick={() => drop.mutate(name)}
                  >
                    <IconX size={13} aria-hidden />
                  </Button>
                </RightTo>
              </li>
            ))}
          </ul>
        )}
        <RightTo right="model:write" action={text.aliasAction}>
          <form onSubmit={submit}>
            <Stack>
              <TextInput
                label={text.alias}
                required
                value={alias}
                onChange={event => setAlias(event.target.value.trim())}
              />
              <div>
                <Button type="submit" loading={set.isPending}>
                  {text.aliasAdd}
                </Button>
              </div>
            </Stack>
          </form>
        </RightTo>
        {set.error && <ErrorPanel error={set.error} />}
        {drop.error && <ErrorPanel error={drop.error} />}
      </Stack>
    </Panel>
  )
}
