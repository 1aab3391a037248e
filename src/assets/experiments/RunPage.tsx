import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { attemptRoutes, type Attempt } from '../../backbone/engines/attempts/attempts.schema.ts'
import { api } from '../../web/api.ts'
import { AskButton } from '../../web/parts/AskButton.tsx'
import { Cannot } from '../../web/parts/Cannot.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { EventHistory, historyQuery } from '../../web/parts/EventHistory.tsx'
import { ImportedChip } from '../../web/parts/ImportedChip.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { ObjectTalk, talkQuery } from '../../web/parts/ObjectTalk.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { Fact, PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Duration, When } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { runs } from '../../web/text/runs.ts'
import { useText } from '../../web/text/text.ts'
import { LineagePanel, useLineage } from '../catalog/lineage/LineagePanel.tsx'
import { experimentRoutes, type RunDetail } from './experiments.schema.ts'
import { launchRoutes } from './launches/launches.schema.ts'
import { AttemptStatus, CancelButton, ExecutionPanel, isOpen, LogPanel } from './view/ExecutionPanel.tsx'
import { ArtifactsPanel } from './view/artifacts/ArtifactsPanel.tsx'
import { MadeFromPanel, MetricPanels, ParamsPanel } from './view/ContentsPanels.tsx'
import { CodePanel } from './view/run/CodePanel.tsx'
import { EnvironmentPanel } from './view/run/EnvironmentPanel.tsx'
import { NotesPanel } from './view/run/NotesPanel.tsx'
import { ResourcesPanel } from './view/run/ResourcesPanel.tsx'
import { PlotsPanel } from './view/PlotsPanel.tsx'
import { RepetitionPanel } from './view/RepetitionPanel.tsx'
import { runStatus } from './view/runs.look.ts'
import css from './view/run.module.css'

/** One run: whether it goes well, what it writes, what it took, from what it was made. */
export function RunPage() {
  const text = useText(runs)
  const { slug } = useProject()
  const { id } = useParams({ from: '/projects/$slug/runs/$id' })
  const query = useQuery({
    queryKey: ['project', slug, 'attempts', 'of', id],
    queryFn: ({ signal }) => api(attemptRoutes).list({ project: slug, subject: id, limit: 1 }, { signal }),
    refetchInterval: ({ state }) => (state.data?.attempts.some(isOpen) ? 2000 : false),
  })
  const detail = useQuery({
    queryKey: ['project', slug, 'run', id],
    queryFn: ({ signal }) => api(experimentRoutes).get({ project: slug, run: id }, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'RUNNING' ? 2000 : false),
  })
  const talk = useQuery(talkQuery(slug, { kind: 'run', id }))
  const history = useQuery(historyQuery(slug, { kind: 'run', id }))
  const lineage = useLineage({ kind: 'run', id, version: '' })
  const first = [query, detail, talk, history, lineage]
  const attempt = query.data?.attempts[0]
  const name = detail.data?.name ?? id.slice(0, 12)
  return (
    <Page
      title={name}
      path={[{ label: text.runs, href: `/projects/${slug}/runs` }]}
      actions={
        // on a phone they take a line of their own, so they come with the page
        query.data &&
        !first.some(one => one.isLoading) && (
          <>
            <AskButton subjects={{ handoff: { kind: 'run', id }, review: { kind: 'run', id } }} />
            <Act id={id} attempt={attempt} />
          </>
        )
      }
    >
      <Together queries={first}>
        <Loaded query={detail} level={1}>
          {run => (
            <>
              <Header run={run} attempt={attempt} />
              <div className={css['columns']}>
                <div className={css['column']}>
                  <MetricPanels run={run} />
                  <PlotsPanel run={run} />
                  <ResourcesPanel run={run} />
                  {attempt ? <LogPanel key={attempt.id} attempt={attempt} /> : <Panel>{text.none_here}</Panel>}
                  <EventHistory of={{ kind: 'run', id }} title={text.history} />
                  <ObjectTalk kind="run" id={id} title={text.talk} />
                </div>
                <div className={css['column']}>
                  <NotesPanel run={run} />
                  <MadeFromPanel run={run} />
                  <ParamsPanel run={run} />
                  <EnvironmentPanel run={run} />
                  {attempt && <ExecutionPanel attempt={attempt} />}
                  <RepetitionPanel id={id} />
                </div>
              </div>
              <Files run={run} />
              {run.codeDigest !== null && <CodePanel digest={run.codeDigest} />}
              <LineagePanel thing={{ kind: 'run', id, version: '' }} />
            </>
          )}
        </Loaded>
      </Together>
    </Page>
  )
}

/** What the run wrote, and the files of the models that it logged. */
function Files({ run }: { run: RunDetail }) {
  const text = useText(runs)
  const { slug } = useProject()
  const { file } = useSearch({ from: '/projects/$slug/runs/$id' })
  const navigate = useNavigate()
  const show = (owner: string) => (path: string) =>
    void navigate({
      to: '/projects/$slug/runs/$id',
      params: { slug, id: run.id },
      search: { file: owner === run.id ? path : `${owner}:${path}` },
      replace: true,
      resetScroll: false,
    })
  const [model, inModel] = /^(m-[0-9a-f]{32}):(.*)$/s.exec(file ?? '')?.slice(1) ?? []
  return (
    <>
      <ArtifactsPanel
        owner={run.id}
        title={text.artifacts}
        file={model === undefined ? file : undefined}
        onFile={show(run.id)}
      />
      {run.models.map(id => (
        <ArtifactsPanel
          key={id}
          owner={id}
          title={text.modelFiles(id.slice(0, 10))}
          file={model === id ? inModel : undefined}
          onFile={show(id)}
        />
      ))}
    </>
  )
}

function Act({ id, attempt }: { id: string; attempt: Attempt | undefined }) {
  const text = useText(runs)
  if (!attempt) return <Cannot action={text.rerunAction} because={text.rerunOwn} />
  return isOpen(attempt) ? <CancelButton attempt={attempt} /> : <RerunButton id={id} />
}

function Header({ run, attempt }: { run: RunDetail; attempt: Attempt | undefined }) {
  const text = useText(runs)
  return (
    <PageHeader
      title={run.name}
      state={
        attempt && isOpen(attempt) ? (
          <AttemptStatus attempt={attempt} />
        ) : (
          <Status is={runStatus[run.status]}>{text.status[run.status]}</Status>
        )
      }
      facts={
        <>
          <Fact>
            <PersonName person={run.by} />, <When at={run.startedAt} />,{' '}
            <Duration from={run.startedAt} to={run.endedAt ?? undefined} />
          </Fact>
          {run.importId !== null && (
            <Fact>
              <ImportedChip id={run.importId} />
            </Fact>
          )}
          <Fact>
            <code>{run.id}</code>
          </Fact>
        </>
      }
    />
  )
}

function RerunButton({ id }: { id: string }) {
  const text = useText(runs)
  const { slug } = useProject()
  const navigate = useNavigate()
  const rerun = useMutation({
    mutationFn: () => api(launchRoutes).rerun({ project: slug, run: id }),
    onSuccess: ({ runId }) => navigate({ to: '/projects/$slug/runs/$id', params: { slug, id: runId } }),
  })
  return (
    <>
      <RightTo right="run:write" action={text.rerunAction}>
        <Button leftSection={<IconRefresh />} loading={rerun.isPending} onClick={() => rerun.mutate()}>
          {text.rerun}
        </Button>
      </RightTo>
      {rerun.error && <ErrorPanel error={rerun.error} />}
    </>
  )
}
