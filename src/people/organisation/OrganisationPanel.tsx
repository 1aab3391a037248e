import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { messageOf } from '../../kernel/errors.ts'
import { api } from '../../web/api.ts'
import { Stack } from '../../web/parts/Panel.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { organisationQuery } from '../../web/queries.ts'
import { people } from '../../web/text/people.ts'
import { useText } from '../../web/text/text.ts'
import { organisationRoutes } from './organisation.schema.ts'

/** The name under which everybody of this installation works. */
export function OrganisationPanel() {
  const text = useText(people).account
  const queries = useQueryClient()
  const known = useQuery(organisationQuery())
  const [typed, setTyped] = useState<string | undefined>()
  const name = typed ?? known.data?.name ?? ''
  const save = useMutation({
    mutationFn: () => api(organisationRoutes).change({ name }),
    onSuccess: saved => queries.setQueryData(organisationQuery().queryKey, saved),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={text.organisationName}
          description={text.organisationNote}
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          onChange={event => setTyped(event.target.value)}
          error={save.error && messageOf(save.error)}
        />
        <div>
          <Button type="submit" loading={save.isPending} disabled={!name.trim() || name.trim() === known.data?.name}>
            {text.organisationSave}
          </Button>
        </div>
        {save.isSuccess && name.trim() === known.data?.name && (
          <span role="status">
            <Status is="done">{text.organisationSaved}</Status>
          </span>
        )}
      </Stack>
    </form>
  )
}
