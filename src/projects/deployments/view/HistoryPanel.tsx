import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { PersonName } from '../../../web/parts/PersonLine.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { When } from '../../../web/parts/Time.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { endpoints } from '../../../web/text/endpoints.ts'
import { useText } from '../../../web/text/text.ts'
import { deploymentRoutes, type Deployment, type EndpointDetail } from '../deployments.schema.ts'

const statusOf: Record<Deployment['state'], StatusKind> = {
  starting: 'running',
  live: 'done',
  replaced: 'idle',
  failed: 'failed',
  retired: 'idle',
}

/** Which versions stood behind this address, and on whose word. */
export function HistoryPanel({ endpoint }: { endpoint: EndpointDetail }) {
  const text = useText(endpoints)
  const { slug } = useProject()
  return (
    <Panel title={text.history} flush>
      <Table
        label={text.history}
        columns={[...columnsOf(slug, text), backColumn(endpoint, text)]}
        rows={endpoint.deployments}
        keyOf={row => row.id}
        {...(endpoint.live && { current: endpoint.live.id })}
      />
    </Panel>
  )
}

function backColumn(endpoint: EndpointDetail, text: (typeof endpoints)['en']): Column<Deployment> {
  return {
    id: 'back',
    head: <span className="quiet">{text.back}</span>,
    align: 'right',
    width: '14%',
    cell: row => (row.state === 'replaced' || row.state === 'retired') && <Back endpoint={endpoint} to={row} />,
  }
}

/** What stood behind the address once can stand there again: a new deployment of the same version. */
function Back({ endpoint, to: { model, version } }: { endpoint: EndpointDetail; to: Deployment }) {
  const text = useText(endpoints)
  const { slug } = useProject()
  const queries = useQueryClient()
  const back = async () => {
    const environment = endpoint.environment.name
    await api(deploymentRoutes).deploy({ project: slug, endpoint: endpoint.name, model, version, environment })
    await queries.invalidateQueries({ queryKey: ['project', slug] })
  }
  if (endpoint.live?.model === model && endpoint.live.version === version) return null
  return (
    <RightTo right="deployment:write" action={text.backAction}>
      <ConfirmButton confirm={text.back} consequence={text.backText(`${model} v${version}`)} onConfirm={back} size="xs">
        {text.back}
      </ConfirmButton>
    </RightTo>
  )
}

function columnsOf(slug: string, text: (typeof endpoints)['en']): Column<Deployment>[] {
  return [
    {
      id: 'version',
      head: text.version,
      width: '20%',
      phone: 'title',
      cell: ({ model, version }) => (
        <Go href={placeOf(slug, { kind: 'model', id: model, version: String(version) }) ?? ''}>
          {model} v{version}
        </Go>
      ),
    },
    {
      id: 'state',
      head: text.columns.state,
      width: '16%',
      phone: 'aside',
      cell: ({ state }) => <Status is={statusOf[state]}>{text.state[state]}</Status>,
    },
    { id: 'by', head: text.by, width: '18%', cell: row => <PersonName person={row.createdBy} /> },
    {
      id: 'reason',
      head: text.reason,
      width: '20%',
      cell: ({ reason, requestId }) => (
        <>
          {reason} {requestId && <Go href={placeOf(slug, { kind: 'request', id: requestId }) ?? ''}>{text.request}</Go>}
        </>
      ),
    },
    { id: 'at', head: text.at, align: 'right', width: '12%', cell: row => <When at={row.createdAt} /> },
  ]
}
