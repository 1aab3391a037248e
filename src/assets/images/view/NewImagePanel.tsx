import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { useProject } from '../../../web/project.ts'
import { images } from '../../../web/text/images.ts'
import { useText } from '../../../web/text/text.ts'
import { NearWish } from '../../catalog/likeness/NearPanel.tsx'
import { imageRoutes } from '../images.schema.ts'

/** Declares a Python and its packages; the page of the build opens at once. */
export function NewImagePanel() {
  const text = useText(images)
  const { slug } = useProject()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [python, setPython] = useState('>=3.11,<3.14')
  const [packages, setPackages] = useState('')
  const [allowSourceBuilds, setAllow] = useState(false)
  const declare = useMutation({
    mutationFn: () =>
      api(imageRoutes).build({ project: slug, name, spec: { python, packages: linesOf(packages), allowSourceBuilds } }),
    onSuccess: async build => {
      await queries.invalidateQueries({ queryKey: ['project', slug, 'images'] })
      await navigate({ to: '/projects/$slug/images/$digest', params: { slug, digest: build.digest ?? build.id } })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    declare.mutate()
  }
  return (
    <Panel title={text.add} note={text.addNote}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={text.name} required value={name} onChange={event => setName(event.target.value)} />
          <NearWish kind="image" name={name} project={slug} schema={linesOf(packages).map(packageName)} />
          <TextInput
            label={text.python}
            description={text.pythonHint}
            required
            value={python}
            onChange={event => setPython(event.target.value)}
          />
          <Textarea
            label={text.packages}
            description={text.packagesHint}
            rows={6}
            value={packages}
            onChange={event => setPackages(event.target.value)}
          />
          <Checkbox
            label={text.allowSources}
            description={text.allowSourcesNote}
            checked={allowSourceBuilds}
            onChange={event => setAllow(event.target.checked)}
          />
          {declare.error && <ErrorPanel error={declare.error} />}
          <div>
            <Button type="submit" variant="filled" loading={declare.isPending}>
              {text.start}
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  )
}

const packageName = (requirement: string) => requirement.split(/[^A-Za-z0-9._-]/)[0] ?? requirement

const linesOf = (text: string) =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
