import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { environmentRoutes } from '../../../backbone/engines/environments/environments.schema.ts'
import { deploymentRoutes } from '../../../projects/deployments/deployments.schema.ts'
import { api } from '../../../web/api.ts'
import { Dialog } from '../../../web/parts/Dialog.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Stack } from '../../../web/parts/Panel.tsx'
import { useProject } from '../../../web/project.ts'
import { models } from '../../../web/text/models.ts'
import { parts } from '../../../web/text/parts.ts'
import { useText } from '../../../web/text/text.ts'
import css from './model.module.css'

type DeployDialogProps = { model: string; version: number; onClose: () => void }

/** Puts this version behind an address; ends on the endpoint's page. */
export function DeployDialog({ model, version, onClose }: DeployDialogProps) {
  const text = useText(models)
  const { cancel } = useText(parts)
  const { slug } = useProject()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState(slugOf(model))
  const [environment, setEnvironment] = useState('development')
  const places = useQuery({
    queryKey: ['project', slug, 'environments'],
    queryFn: ({ signal }) => api(environmentRoutes).list({ project: slug }, { signal }),
  })
  const deploy = useMutation({
    mutationFn: () => api(deploymentRoutes).deploy({ project: slug, endpoint: name, model, version, environment }),
    onSuccess: async endpoint => {
      await queries.invalidateQueries({ queryKey: ['project', slug] })
      await navigate({ to: '/projects/$slug/endpoints/$name', params: { slug, name: endpoint.name } })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    deploy.mutate()
  }
  const title = text.deployTitle(model, String(version))
  return (
    <Dialog label={title} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <h2>{title}</h2>
          <TextInput
            label={text.endpointName}
            description={text.endpointHint}
            required
            maxLength={60}
            pattern="[a-z0-9]+(-[a-z0-9]+)*"
            value={name}
            onChange={event => setName(event.target.value)}
          />
          <NativeSelect
            label={text.environment}
            description={text.environmentHint}
            value={environment}
            data={places.data?.environments.map(place => place.name) ?? [environment]}
            onChange={event => setEnvironment(event.target.value)}
          />
          {deploy.error && <ErrorPanel error={deploy.error} />}
          <div className={css['buttons']}>
            <Button onClick={onClose}>{cancel}</Button>
            <Button type="submit" variant="filled" loading={deploy.isPending}>
              {text.deploy}
            </Button>
          </div>
        </Stack>
      </form>
    </Dialog>
  )
}

/** `Delay minutes` is served at delay-minutes. */
const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '')
