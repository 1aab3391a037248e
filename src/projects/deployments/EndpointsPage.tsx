import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../web/api.ts'
import { Empty } from '../../web/parts/Empty.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { SkeletonRows } from '../../web/parts/Skeleton.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { endpoints } from '../../web/text/endpoints.ts'
import { useText } from '../../web/text/text.ts'
import { deploymentRoutes, type Endpoint } from './deployments.schema.ts'
import { ServingStatus } from './view/ServingStatus.tsx'

/** The addresses that answer for this project, and what stands behind each. */
export function EndpointsPage() {
  const text = useText(endpoints)
  const { slug } = useProject()
  const navigate = useNavigate()
  const query = useQuery({
    queryKey: ['project', slug, 'endpoints'],
    queryFn: ({ signal }) => api(deploymentRoutes).list({ project: slug }, { signal }),
  })
  const rows = query.data?.endpoints
  return (
    <Page title={text.endpoints}>
      <ProjectTabs {...(rows && { counts: { endpoints: rows.length } })} />
      <PageHeader title={text.endpoints} lede={text.lede} />
      <Loaded query={query} skeleton={<SkeletonRows />}>
        {found =>
          found.endpoints.length === 0 ? (
            <Empty title={text.none} actions={<Go href={`/projects/${slug}/models`}>{text.toModels}</Go>}>
              {text.noneText}
            </Empty>
          ) : (
            <Panel flush>
              <Table
                label={text.endpoints}
                columns={columnsOf(slug, text)}
                rows={found.endpoints}
                keyOf={row => row.id}
                onOpen={row => void navigate({ href: placeOfEndpoint(slug, row) })}
              />
            </Panel>
          )
        }
      </Loaded>
    </Page>
  )
}

const placeOfEndpoint = (slug: string, { id, name }: Endpoint) => placeOf(slug, { kind: 'endpoint', id, name }) ?? ''

function columnsOf(slug: string, text: (typeof endpoints)['en']): Column<Endpoint>[] {
  const head = text.columns
  return [
    {
      id: 'name',
      head: head.name,
      phone: 'title',
      cell: row => <Go href={placeOfEndpoint(slug, row)}>{row.name}</Go>,
    },
    {
      id: 'state',
      head: head.state,
      width: '18%',
      phone: 'aside',
      cell: row => <ServingStatus {...row} />,
    },
    {
      id: 'model',
      head: head.model,
      width: '24%',
      cell: ({ live }) =>
        live && (
          <Go href={placeOf(slug, { kind: 'model', id: live.model, version: String(live.version) }) ?? ''}>
            {live.model} v{live.version}
          </Go>
        ),
    },
    { id: 'environment', head: head.environment, width: '18%', cell: row => row.environment.name },
    {
      id: 'since',
      head: head.since,
      align: 'right',
      width: '12%',
      cell: ({ live }) => live && <When at={live.createdAt} />,
    },
  ]
}
