import { Go } from '../../../web/parts/Go.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { PersonName } from '../../../web/parts/PersonLine.tsx'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { When } from '../../../web/parts/Time.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { endpoints } from '../../../web/text/endpoints.ts'
import { useText } from '../../../web/text/text.ts'
import type { Deployment } from '../deployments.schema.ts'

const statusOf: Record<Deployment['state'], StatusKind> = {
  live: 'done',
  replaced: 'idle',
  failed: 'failed',
  retired: 'idle',
}

/** Which versions stood behind this address, and on whose word. */
export function HistoryPanel({ deployments }: { deployments: readonly Deployment[] }) {
  const text = useText(endpoints)
  const { slug } = useProject()
  return (
    <Panel title={text.history} flush>
      <Table label={text.history} columns={columnsOf(slug, text)} rows={deployments} keyOf={row => row.id} />
    </Panel>
  )
}

function columnsOf(slug: string, text: (typeof endpoints)['en']): Column<Deployment>[] {
  return [
    {
      id: 'version',
      head: text.version,
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
    { id: 'by', head: text.by, width: '20%', cell: row => <PersonName person={row.createdBy} /> },
    {
      id: 'reason',
      head: text.reason,
      width: '26%',
      cell: ({ reason, requestId }) => (
        <>
          {reason} {requestId && <Go href={placeOf(slug, { kind: 'request', id: requestId }) ?? ''}>{text.request}</Go>}
        </>
      ),
    },
    { id: 'at', head: text.at, align: 'right', width: '12%', cell: row => <When at={row.createdAt} /> },
  ]
}
