import { Button } from '@mantine/core'
import { IconFlask, IconRocket } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { AskButton } from '../../web/parts/AskButton.tsx'
import { Chip } from '../../web/parts/Chip.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { ObjectTalk, talkQuery } from '../../web/parts/ObjectTalk.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { Fact, PageHeader } from '../../web/parts/PageHeader.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { Tabs } from '../../web/parts/Tabs.tsx'
import { When } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { useProject } from '../../web/project.ts'
import { cards } from '../../web/text/cards.ts'
import { models } from '../../web/text/models.ts'
import { useText } from '../../web/text/text.ts'
import { assetQuery, EndedPanel } from '../catalog/deprecation/EndedPanel.tsx'
import { NearPanel, nearQuery } from '../catalog/likeness/NearPanel.tsx'
import { LineagePanel } from '../catalog/lineage/LineagePanel.tsx'
import type { ModelVersionDetail } from './models.schema.ts'
import { AliasesPanel } from './view/AliasesPanel.tsx'
import { CardPanel } from './view/CardPanel.tsx'
import { DeployDialog } from './view/DeployDialog.tsx'
import { DeployedPanel, useEndpoints } from './view/DeployedPanel.tsx'
import { EvaluationPanel } from './view/EvaluationPanel.tsx'
import { FilesPanel } from './view/FilesPanel.tsx'
import css from './view/model.module.css'
import { PromotionDecision, PromotionEvidence, PromotionPanel, PromotionStatus } from './view/PromotionPanel.tsx'
import { SignaturePanel } from './view/SignaturePanel.tsx'
import { TagsPanel } from './view/TagsPanel.tsx'
import { useEvaluations, usePromotion, usePromotionRequest, useVersion, useVersions } from './view/useVersion.ts'
import { VersionsPanel } from './view/VersionsPanel.tsx'
import { VersionRunPanel } from './view/VersionRunPanel.tsx'

const from = '/projects/$slug/models/$name/$version'

/** One version of a model: whether it may go into use, on what evidence, and from where it came. */
export function ModelPage() {
  const text = useText(models)
  const { slug } = useProject()
  const { name, version } = useParams({ from })
  const query = useVersion(name, Number(version))
  return (
    <Page
      title={`${name} v${version}`}
      path={[{ label: text.models, href: `/projects/${slug}/models` }]}
      actions={
        query.data && (
          <>
            <AskButton
              subjects={{
                handoff: { kind: 'model', id: name, version },
                review: { kind: 'model', id: query.data.assetId, version },
              }}
            />
            <Deploy version={query.data} />
          </>
        )
      }
    >
      <Loaded query={query} level={1}>
        {found => (
          <Ready version={found}>
            <Header version={found} />
            <EndedPanel assetId={found.assetId} />
            {isFirst(found) && <NearPanel assetId={found.assetId} />}
            <div className={css['columns']}>
              <Content version={found} />
              <div className={css['column']}>
                <PromotionPanel key={found.version} version={found} />
                <PromotionDecision key={`decision ${found.version}`} version={found} />
                <DeployedPanel version={found} />
                <AliasesPanel version={found} />
                <TagsPanel key={`tags ${found.version}`} version={found} />
                <VersionRunPanel key={found.runId} runId={found.runId} />
                <ObjectTalk kind="model" id={found.assetId} version={version} title={text.talk} />
              </div>
            </div>
          </Ready>
        )}
      </Loaded>
    </Page>
  )
}

/** What stands on the first tab and beside it. */
function Ready({ version, children }: { version: ModelVersionDetail; children: ReactNode }) {
  const { slug } = useProject()
  const queries = [
    useQuery(talkQuery(slug, { kind: 'model', id: version.assetId })),
    useQuery(assetQuery(version.assetId)),
    useQuery({ ...nearQuery(version.assetId), enabled: isFirst(version) }),
    useVersions(version.model),
    usePromotion(version),
    usePromotionRequest(version),
    useEvaluations(version),
    useEndpoints(),
  ]
  return <Together queries={queries}>{children}</Together>
}

/** What was there before is news while there is but one. */
const isFirst = ({ version }: ModelVersionDetail) => version === 1

function Deploy({ version: { model, version } }: { version: ModelVersionDetail }) {
  const text = useText(models)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <RightTo right="deployment:write" action={text.deployAction}>
        <Button leftSection={<IconRocket />} onClick={() => setOpen(true)}>
          {text.deploy}
        </Button>
      </RightTo>
      {isOpen && <DeployDialog model={model} version={version} onClose={() => setOpen(false)} />}
    </>
  )
}

function Header({ version }: { version: ModelVersionDetail }) {
  const text = useText(models)
  const { slug } = useProject()
  const { model, runId, aliases, description } = version
  return (
    <PageHeader
      title={`${model} v${version.version}`}
      state={
        <>
          <PromotionStatus version={version} />
          {aliases.map(alias => (
            <Chip key={alias} tone="accent">
              {alias}
            </Chip>
          ))}
        </>
      }
      {...(description && { lede: description })}
      facts={
        <>
          {runId !== null && (
            <Fact icon={<IconFlask size={15} stroke={1.6} aria-hidden />}>
              {text.fromRun} <Go href={placeOf(slug, { kind: 'run', id: runId }) ?? ''}>{runId.slice(0, 12)}</Go>
            </Fact>
          )}
          <Fact>
            {text.madeBy} <PersonName person={version.createdBy} />, <When at={version.createdAt} />
          </Fact>
        </>
      }
    />
  )
}

const tabs = ['evidence', 'card', 'signature', 'files', 'lineage', 'versions'] as const

function Content({ version }: { version: ModelVersionDetail }) {
  const text = useText(models)
  const cardText = useText(cards)
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const versions = useVersions(version.model)
  const tab = tabs.find(one => one === search.tab) ?? 'evidence'
  const counts = { files: version.files.length, versions: versions.data?.versions.length }
  return (
    <div className={css['column']}>
      <Tabs
        label={text.tabs.label}
        value={tab}
        onChange={value => void navigate({ search: value === 'evidence' ? {} : { tab: value }, replace: true })}
        tabs={tabs.map(value => ({
          value,
          label: value === 'card' ? cardText.tab : text.tabs[value],
          ...((value === 'files' || value === 'versions') && counts[value] !== undefined && { count: counts[value] }),
        }))}
      >
        <div className={css['column']}>
          {tab === 'evidence' && (
            <>
              <PromotionEvidence version={version} />
              <EvaluationPanel key={version.version} version={version} />
            </>
          )}
          {tab === 'card' && <CardPanel version={version} />}
          {tab === 'signature' && <SignaturePanel version={version} />}
          {tab === 'files' && <FilesPanel version={version} />}
          {tab === 'lineage' && (
            <LineagePanel thing={{ kind: 'model', id: version.assetId, version: String(version.version) }} />
          )}
          {tab === 'versions' && (
            <Loaded query={versions}>
              {found => <VersionsPanel versions={found.versions} shown={version.version} />}
            </Loaded>
          )}
        </div>
      </Tabs>
    </div>
  )
}
