import { IconPlugOff } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { api } from '../../web/api.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { ConfirmButton } from '../../web/parts/ConfirmButton.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { ObjectTalk, talkQuery } from '../../web/parts/ObjectTalk.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { Fact, PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { When } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { useProject } from '../../web/project.ts'
import { endpoints } from '../../web/text/endpoints.ts'
import { useText } from '../../web/text/text.ts'
import { traffic } from '../../web/text/traffic.ts'
import { deploymentRoutes, type EndpointDetail } from './deployments.schema.ts'
import css from './view/endpoint.module.css'
import { HistoryPanel } from './view/HistoryPanel.tsx'
import { historyQuery, predictionsQuery } from './view/predictionQueries.tsx'
import { OutcomesPanel, PredictionsPanel } from './view/PredictionsPanel.tsx'
import { ProgramsPanel } from './view/ProgramsPanel.tsx'
import { ServingStatus } from './view/ServingStatus.tsx'
import { StartingPanel } from './view/StartingPanel.tsx'
import { TrafficPanel, VersionsPanel } from './view/TrafficPanel.tsx'
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
  const day = useQuery(historyQuery(slug, { endpoint: endpoint.name, span: 'day' }))
  const month = useQuery(historyQuery(slug, { endpoint: endpoint.name, span: 'month' }))
  const last = useQuery(predictionsQuery(slug, endpoint.name))
  const isLoading = useFields(endpoint) === undefined
  return <Together queries={[talk, day, month, last, { isLoading }]}>{children}</Together>
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
        <TrafficPanel endpoint={endpoint.name} />
        <PredictionsPanel endpoint={endpoint.name} />
        <VersionsPanel endpoint={endpoint.name} />
        <HistoryPanel endpoint={endpoint} />
        {fields && <ProgramsPanel endpoint={{ ...endpoint, fields: [...fields] }} />}
      </div>
      <div className={css['column']}>
        {!endpoint.live && <Panel title={text.tryIt}>{endpoint.starting ? text.notYet : text.outOfService}</Panel>}
        {endpoint.live && fields && <TryPanel key={endpoint.live.id} endpoint={{ ...endpoint, fields: [...fields] }} />}
        <OutcomesPanel endpoint={endpoint.name} />
        <FailsPanel />
        <ObjectTalk kind="endpoint" id={endpoint.id} title={text.talk} />
      </div>
    </div>
  )
}

/** What callers get when something goes wrong, and what comes back by itself. */
function FailsPanel() {
  const text = useText(traffic)
  return (
    <Panel title={text.fails}>
      <dl className={css['fails']}>
        {text.failsTexts.map(({ who, what }) => (
          <div key={who}>
            <dt>{who}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function Header({ endpoint: { name, live, starting, environment, owner } }: { endpoint: EndpointDetail }) {
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
          <>
            <Fact>
              <PersonName person={live.createdBy} />, {text.since} <When at={live.createdAt} />
            </Fact>
            {owner.id !== live.createdBy.id && (
              <Fact>
                {text.answersFor} <PersonName person={owner} />
              </Fact>
            )}
          </>
        ),
      })}
    />
  )
}
