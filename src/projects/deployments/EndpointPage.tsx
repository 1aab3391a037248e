import { IconPlugOff } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { api } from '../../web/api.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { CodeBlock } from '../../web/parts/CodeBlock.tsx'
import { ConfirmButton } from '../../web/parts/ConfirmButton.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { ObjectTalk, talkQuery } from '../../web/parts/ObjectTalk.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { Fact, PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel, Stack } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { When } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { useProject } from '../../web/project.ts'
import { endpoints } from '../../web/text/endpoints.ts'
import { useText } from '../../web/text/text.ts'
import { deploymentRoutes, type EndpointDetail } from './deployments.schema.ts'
import css from './view/endpoint.module.css'
import { exampleRow } from './view/fields.look.ts'
import { HistoryPanel } from './view/HistoryPanel.tsx'
import { ServingStatus } from './view/ServingStatus.tsx'
import { StartingPanel } from './view/StartingPanel.tsx'
import { TrafficPanel } from './view/TrafficPanel.tsx'
import { TryPanel } from './view/TryPanel.tsx'
import { useFields } from './view/useFields.ts'

/** One address that predicts: what stands behind it, how fast it is, and a form to try it. */
export function EndpointPage() {
  const text = useText(endpoints)
  const { slug } = useProject()
  const { name } = useParams({ from: '/projects/$slug/endpoints/$name' })
  const query = useQuery({
    queryKey: ['project', slug, 'endpoint', name],
    queryFn: ({ signal }) => api(deploymentRoutes).get({ project: slug, endpoint: name }, { signal }),
    // requests to the address and the stages of an image on its way are no events of the project
    refetchInterval: ({ state }) => (state.data?.live || state.data?.starting ? 2000 : false),
  })
  return (
    <Page
      title={name}
      path={[{ label: text.endpoints, href: `/projects/${slug}/endpoints` }]}
      actions={query.data?.live && <RetireButton name={name} />}
    >
      <Loaded query={query} level={1}>
        {endpoint => (
          <Ready endpoint={endpoint}>
            <Header endpoint={endpoint} />
            <Content endpoint={endpoint} />
          </Ready>
        )}
      </Loaded>
    </Page>
  )
}

function Ready({ endpoint, children }: { endpoint: EndpointDetail; children: ReactNode }) {
  const { slug } = useProject()
  const talk = useQuery(talkQuery(slug, { kind: 'endpoint', id: endpoint.id }))
  const isLoading = useFields(endpoint) === undefined
  return <Together queries={[talk, { isLoading }]}>{children}</Together>
}

function RetireButton({ name }: { name: string }) {
  const text = useText(endpoints)
  const { slug } = useProject()
  const queries = useQueryClient()
  const retire = async () => {
    await api(deploymentRoutes).retire({ project: slug, endpoint: name })
    await queries.invalidateQueries({ queryKey: ['project', slug] })
  }
  return (
    <RightTo right="deployment:write" action={text.retireAction}>
      <ConfirmButton
        tone="danger"
        leftSection={<IconPlugOff />}
        confirm={text.retire}
        consequence={text.retireText}
        onConfirm={retire}
      >
        {text.retire}
      </ConfirmButton>
    </RightTo>
  )
}

function Content({ endpoint }: { endpoint: EndpointDetail }) {
  const text = useText(endpoints)
  const fields = useFields(endpoint)
  return (
    <div className={css['columns']}>
      <div className={css['column']}>
        <StartingPanel endpoint={endpoint} />
        {endpoint.live && <TrafficPanel endpoint={endpoint} />}
        <HistoryPanel endpoint={endpoint} />
        {fields && <ProgramsPanel endpoint={{ ...endpoint, fields: [...fields] }} />}
      </div>
      <div className={css['column']}>
        {!endpoint.live && <Panel title={text.tryIt}>{endpoint.starting ? text.notYet : text.outOfService}</Panel>}
        {endpoint.live && fields && <TryPanel key={endpoint.live.id} endpoint={{ ...endpoint, fields: [...fields] }} />}
        <ObjectTalk kind="endpoint" id={endpoint.id} title={text.talk} />
      </div>
    </div>
  )
}

function Header({ endpoint: { name, live, starting, environment } }: { endpoint: EndpointDetail }) {
  const text = useText(endpoints)
  const { slug } = useProject()
  return (
    <PageHeader
      title={name}
      state={
        <>
          <ServingStatus live={live} starting={starting} />
          {live && (
            <Go href={placeOf(slug, { kind: 'model', id: live.model, version: String(live.version) }) ?? ''}>
              {live.model} v{live.version}
            </Go>
          )}
          <Chip tone="outline">{environment.name}</Chip>
        </>
      }
      {...(live && {
        facts: (
          <Fact>
            <PersonName person={live.createdBy} />, {text.since} <When at={live.createdAt} />
          </Fact>
        ),
      })}
    />
  )
}

function ProgramsPanel({ endpoint: { invocations, openInference, fields } }: { endpoint: EndpointDetail }) {
  const text = useText(endpoints)
  const body = JSON.stringify({ dataframe_records: [exampleRow(fields)] })
  return (
    <Panel title={text.programs} note={text.programsNote}>
      <Stack>
        <CodeBlock label={text.invocations} code={invocationLine(invocations, body)} />
        <CodeBlock
          label={text.openInference}
          code={`curl -H "Authorization: Bearer $TRIREME_TOKEN" ${openInference}`}
        />
      </Stack>
    </Panel>
  )
}

/** Works as it stands in a shell; a quote inside the body is closed, escaped and opened again. */
const invocationLine = (address: string, body: string) =>
  [
    `curl -X POST ${address} \\`,
    '  -H "Authorization: Bearer $TRIREME_TOKEN" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${body.replaceAll("'", String.raw`'\''`)}'`,
  ].join('\n')
