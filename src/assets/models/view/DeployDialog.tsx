import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { environmentRoutes } from '../../../backbone/engines/environments/environments.schema.ts'
import { deploymentRoutes } from '../../../projects/deployments/deployments.schema.ts'
import { api } from '../../../web/api.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { useProject } from '../../../web/project.ts'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'

type DeployDialogProps = { model: string; version: number; onClose: () => void }

/** Puts this version behind an address; ends on the endpoint's page. */
export function DeployDialog({ model, version, onClose }: DeployDialogProps) {
  const text = useText(models)
  const { slug } = useProject()
  const navigate = useNavigate()
  const [name, setName] = useState(slugOf(model))
  const [environment, setEnvironment] = useState('development')
  const places = useQuery({
    queryKey: ['project', slug, 'environments'],
    queryFn: ({ signal }) => api(environmentRoutes).list({ project: slug }, { signal }),
  })
  const send = async () => {
    const endpoint = await api(deploymentRoutes).deploy({ project: slug, endpoint: name, model, version, environment })
    await navigate({ to: '/projects/$slug/endpoints/$name', params: { slug, name: endpoint.name } })
  }
  return (
    <FormDialog
      title={text.deployTitle(model, String(version))}
      submit={text.deploy}
      send={send}
      onClose={onClose}
      busy={<Status is="running">{text.deploying}</Status>}
    >
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
    </FormDialog>
  )
}

/** `Delay minutes` is served at delay-minutes. */
const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '')
