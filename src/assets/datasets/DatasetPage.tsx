import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconDownload, IconHash, IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { useKeys } from '../../web/keys.ts'
import { CopyButton } from '../../web/parts/CodeBlock.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { ObjectTalk, talkQuery } from '../../web/parts/ObjectTalk.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { AskButton } from '../../web/parts/AskButton.tsx'
import { Fact, PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { SkeletonPanel } from '../../web/parts/Skeleton.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Tabs } from '../../web/parts/Tabs.tsx'
import { When } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { datasets } from '../../web/text/datasets.ts'
import { useText } from '../../web/text/text.ts'
import { EndedPanel } from '../catalog/deprecation/EndedPanel.tsx'
import { NearPanel } from '../catalog/likeness/NearPanel.tsx'
import { LineagePanel, useLineage } from '../catalog/lineage/LineagePanel.tsx'
import { datasetRoutes, type DatasetVersion } from './datasets.schema.ts'
import { ChecksPanel } from './view/ChecksPanel.tsx'
import { ColumnsPanel } from './view/ColumnsPanel.tsx'
import { shortDigest } from './view/datasets.look.ts'
import { RowsPanel } from './view/RowsPanel.tsx'
import { ChangesPanel, SourcePanel, UsedByPanel, VersionsPanel, type Version } from './view/VersionPanels.tsx'
import css from './view/versions.module.css'

const from = '/projects/$slug/data/$name/$version'

/** One version of a table: what is in it, what changed, from where it came and who works with it. */
export function DatasetPage() {
  const text = useText(datasets)
  const { slug } = useProject()
  const params = useParams({ from })
  const { name } = params
  const version = Number(params.version)
  const query = useVersion(name, version)
  const all = useVersions(name)
  const versions = all.data?.versions ?? []
  return (
    <Page
      title={`${name} v${params.version}`}
      path={[{ label: text.datasets, href: `/projects/${slug}/data` }]}
      actions={
        query.data && (
          <>
            <AskButton
              subjects={{ review: { kind: 'dataset', id: query.data.assetId, version: String(query.data.version) } }}
            />
            <Downloads version={query.data} />
          </>
        )
      }
    >
      <Loaded query={query} level={1}>
        {found => (
          <Ready version={found}>
            <Header version={found} versions={versions} />
            <EndedPanel assetId={found.assetId} />
            {found.version === 1 && versions.length === 1 && <NearPanel assetId={found.assetId} />}
            <div className={css['columns']}>
              <Content version={found} versions={versions} />
              <div className={css['column']}>
                <ChangesPanel version={found} before={versions.find(other => other.version === version - 1)} />
                {found.profile && <ChecksPanel profile={found.profile} />}
                <UsedByPanel version={found} />
                <SourcePanel version={found} />
                <ObjectTalk kind="dataset" id={found.assetId} version={params.version} title={text.talk} />
              </div>
            </div>
          </Ready>
        )}
      </Loaded>
    </Page>
  )
}

/** What stands beside every tab. */
function Ready({ version: { name, assetId, version }, children }: { version: DatasetVersion; children: ReactNode }) {
  const { slug } = useProject()
  const queries = [
    useVersions(name),
    useQuery(talkQuery(slug, { kind: 'dataset', id: assetId })),
    useLineage({ kind: 'dataset', id: assetId, version: String(version) }),
  ]
  return <Together queries={queries}>{children}</Together>
}

function useVersions(name: string) {
  const { slug } = useProject()
  return useQuery({
    queryKey: ['project', slug, 'dataset', name],
    queryFn: ({ signal }) => api(datasetRoutes).versions({ project: slug, name }, { signal }),
  })
}

/** A version never changes once its profile is there; until then it is asked for again. */
function useVersion(name: string, version: number) {
  const { slug } = useProject()
  return useQuery({
    queryKey: ['project', slug, 'dataset', name, version],
    queryFn: ({ signal }) => api(datasetRoutes).get({ project: slug, name, version }, { signal }),
    enabled: version > 0,
    refetchInterval: ({ state }) => (state.data && state.data.profile === null ? 1500 : false),
  })
}

function Downloads({ version: { name, version } }: { version: DatasetVersion }) {
  const { slug } = useProject()
  const path = `/api/projects/${encodeURIComponent(slug)}/datasets/${encodeURIComponent(name)}/versions/${version}/file`
  return (
    <>
      {(['parquet', 'csv'] as const).map(format => (
        <Button
          key={format}
          component="a"
          href={`${path}?format=${format}`}
          download={`${name}-v${version}.${format}`}
          leftSection={<IconDownload />}
        >
          {format === 'parquet' ? 'Parquet' : 'CSV'}
        </Button>
      ))}
    </>
  )
}

function Header({ version, versions }: { version: DatasetVersion; versions: readonly Version[] }) {
  const text = useText(datasets)
  const format = useFormat()
  const odd = version.profile?.columns.filter(column => column.notes.length > 0).length
  return (
    <PageHeader
      title={version.name}
      state={
        <>
          <VersionChoice shown={version.version} versions={versions} />
          <strong>
            {text.headline(format.num(version.rows), format.num(version.columns.length), format.bytes(version.bytes))}
          </strong>
          {odd === undefined ? (
            <Status is="running">{text.profiling}</Status>
          ) : (
            <Status is={odd === 0 ? 'done' : 'warning'}>{odd === 0 ? text.clean : text.look(odd)}</Status>
          )}
        </>
      }
      {...(version.note && { lede: version.note })}
      facts={
        <>
          <Fact>
            {text.publishedBy} <PersonName person={version.createdBy} />, <When at={version.createdAt} />
          </Fact>
          <Fact icon={<IconHash size={15} stroke={1.6} aria-hidden />}>
            <span className={css['digest']}>
              sha256 <code title={version.digest}>{shortDigest(version.digest)}</code>
              <CopyButton value={version.digest} what={text.digest} />
            </span>
          </Fact>
          <Fact icon={<IconLock size={15} stroke={1.6} aria-hidden />}>{text.immutable}</Fact>
        </>
      }
    />
  )
}

/** The version as a choice; `[` and `]` go to its neighbours. */
function VersionChoice({ shown, versions }: { shown: number; versions: readonly Version[] }) {
  const text = useText(datasets)
  const { slug } = useProject()
  const { name } = useParams({ from })
  const navigate = useNavigate()
  const numbers = versions.map(version => version.version).toSorted((a, b) => a - b)
  const earlier = numbers.findLast(number => number < shown)
  const later = numbers.find(number => number > shown)
  const go = (version: number | undefined) => {
    if (version === undefined) return false
    void navigate({ to: from, params: { slug, name, version: String(version) }, search: true })
  }
  useKeys({ '[': () => go(earlier), ']': () => go(later) })
  return (
    <span className={css['choose']}>
      <ActionIcon
        aria-label={text.earlier}
        title={text.earlierKey}
        disabled={earlier === undefined}
        onClick={() => go(earlier)}
      >
        <IconChevronLeft />
      </ActionIcon>
      <NativeSelect
        aria-label={text.choose}
        value={String(shown)}
        data={(numbers.length > 0 ? numbers : [shown]).map(number => ({ value: String(number), label: `v${number}` }))}
        onChange={event => go(Number(event.target.value))}
      />
      <ActionIcon
        aria-label={text.later}
        title={text.laterKey}
        disabled={later === undefined}
        onClick={() => go(later)}
      >
        <IconChevronRight />
      </ActionIcon>
    </span>
  )
}

const tabs = ['profile', 'rows', 'versions', 'lineage'] as const

function Content({ version, versions }: { version: DatasetVersion; versions: readonly Version[] }) {
  const text = useText(datasets)
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const tab = tabs.find(one => one === search.tab) ?? 'profile'
  return (
    <div className={css['column']}>
      <Tabs
        label={text.tabs.label}
        value={tab}
        onChange={value => void navigate({ search: value === 'profile' ? {} : { tab: value }, replace: true })}
        tabs={tabs.map(value => ({
          value,
          label: text.tabs[value],
          ...(value === 'rows' && { count: version.rows }),
          ...(value === 'versions' && { count: versions.length }),
        }))}
      >
        <div className={css['column']}>
          {tab === 'profile' && <ProfileTab key={version.version} version={version} />}
          {tab === 'rows' && (
            <RowsPanel key={version.version} name={version.name} version={version.version} columns={version.columns} />
          )}
          {tab === 'versions' && <VersionsPanel versions={versions} shown={version.version} />}
          {tab === 'lineage' && (
            <LineagePanel thing={{ kind: 'dataset', id: version.assetId, version: String(version.version) }} />
          )}
        </div>
      </Tabs>
    </div>
  )
}

function ProfileTab({ version }: { version: DatasetVersion }) {
  const text = useText(datasets)
  const before = useVersion(version.name, version.version - 1).data
  if (!version.profile)
    return (
      <>
        <Panel title={text.profiling}>
          <p>{text.profilingText}</p>
        </Panel>
        <SkeletonPanel />
      </>
    )
  const earlier = before?.profile ? { version: before.version, profile: before.profile } : undefined
  return <ColumnsPanel profile={version.profile} before={earlier} />
}
