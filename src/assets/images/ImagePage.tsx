import { Button } from '@mantine/core'
import { IconHash, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { CodeBlock, CopyButton } from '../../web/parts/CodeBlock.tsx'
import { Empty } from '../../web/parts/Empty.tsx'
import { FilterBar } from '../../web/parts/FilterBar.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { KeyValue } from '../../web/parts/KeyValue.tsx'
import { LineageList } from '../../web/parts/LineageStrip.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { ObjectTalk } from '../../web/parts/ObjectTalk.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { Fact, PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid, Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { images } from '../../web/text/images.ts'
import { lineage } from '../../web/text/lineage.ts'
import { useText } from '../../web/text/text.ts'
import { EndedPanel } from '../catalog/deprecation/EndedPanel.tsx'
import { drawnAs, hrefOf, nameOf, useLineage } from '../catalog/lineage/LineagePanel.tsx'
import css from './ImagePage.module.css'
import { imageRoutes, type Image, type ImageBuild } from './images.schema.ts'
import { BuildPanel, buildStatus } from './view/BuildPanel.tsx'
import { NewImagePanel } from './view/NewImagePanel.tsx'

/**
 * An image, or the build that is to become one. The address holds a digest, a build's id, an asset's id with or without
 * `@version`, or `new`.
 */
export function ImagePage() {
  const text = useText(images)
  const { slug } = useProject()
  const { digest: ref } = useParams({ from: '/projects/$slug/images/$digest' })
  const all = useQuery({
    queryKey: ['project', slug, 'images'],
    queryFn: ({ signal }) => api(imageRoutes).list({ project: slug }, { signal }),
    refetchInterval: ({ state }) => (state.data?.builds.some(isOpen) ? 2000 : false),
  })
  const watched = useQuery({
    queryKey: ['project', slug, 'images', 'build', ref],
    queryFn: ({ signal }) => api(imageRoutes).watch({ project: slug, build: ref }, { signal }),
    enabled: ref.startsWith('job_'),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? 1000 : false),
  })
  const image = all.data && imageOf(all.data.images, watched.data?.digest ?? ref)
  const build = watched.data ?? all.data?.builds.find(one => one.id === ref || one.digest === ref)
  const title = image ? `${image.name} v${image.version}` : (build?.name ?? (ref === 'new' ? text.add : text.image))
  return (
    <Page title={title} path={[{ label: text.images, href: '/catalogue?kind=image' }]} actions={<NewImageButton />}>
      <Loaded query={all} level={1}>
        {({ images: others, builds }) => (
          <>
            {image && <EndedPanel assetId={image.assetId} />}
            {image ? <Ready image={image} /> : build ? <Building build={build} /> : <Start isNew={ref === 'new'} />}
            <Others images={others} builds={builds} current={image?.digest ?? build?.id} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

const isOpen = ({ state }: ImageBuild) => state === 'queued' || state === 'running'

function imageOf(all: readonly Image[], ref: string): Image | undefined {
  const [id, version] = ref.split('@')
  return all.find(
    image =>
      image.digest === ref || (image.assetId === id && (version === undefined || String(image.version) === version)),
  )
}

function NewImageButton() {
  const text = useText(images)
  const { slug } = useProject()
  return (
    <RightTo right="image:write" action={text.addAction}>
      <Button component={Go} href={`/projects/${slug}/images/new`} leftSection={<IconPlus />}>
        {text.add}
      </Button>
    </RightTo>
  )
}

function Start({ isNew }: { isNew: boolean }) {
  const text = useText(images)
  const { barrier } = useProject()
  return (
    <>
      <PageHeader title={isNew ? text.add : text.missing} lede={isNew ? text.lede : text.missingText} />
      {isNew && barrier('image:write') === undefined && <NewImagePanel />}
    </>
  )
}

function Building({ build }: { build: ImageBuild }) {
  const text = useText(images)
  return (
    <>
      <PageHeader
        title={build.name}
        state={<Status is={buildStatus[build.state]}>{text.state[build.state]}</Status>}
        lede={text.lede}
      />
      <Grid>
        <Panel title={text.asked} note={`${text.python} ${build.spec.python}`} span={5}>
          <Asked packages={build.spec.packages} />
        </Panel>
      </Grid>
      <BuildPanel build={build} />
    </>
  )
}

function Asked({ packages }: { packages: readonly string[] }) {
  return (
    <ul>
      {packages.map(name => (
        <li key={name}>
          <code>{name}</code>
        </li>
      ))}
    </ul>
  )
}

function Ready({ image }: { image: Image }) {
  const text = useText(images)
  const format = useFormat()
  return (
    <>
      <PageHeader
        title={image.name}
        state={
          <>
            <Chip tone="outline">v{image.version}</Chip>
            <strong>{text.headline(format.num(image.packages.length), image.python)}</strong>
            <Status is="done">{text.ready}</Status>
          </>
        }
        lede={text.lede}
        facts={
          <Fact icon={<IconHash size={15} stroke={1.6} aria-hidden />}>
            <code title={image.digest}>{image.digest.slice(0, 19)}…</code>{' '}
            <CopyButton value={image.digest} what={text.digest} />
          </Fact>
        }
      />
      <Grid>
        <Panel title={text.facts} span={4}>
          <KeyValue
            items={[
              { label: text.python, value: image.python },
              { label: text.size, value: image.sizeBytes === null ? '–' : format.bytes(image.sizeBytes) },
              { label: text.buildTime, value: image.buildMs === null ? '–' : format.duration(image.buildMs) },
              { label: text.by, value: <PersonName person={image.createdBy} /> },
              { label: text.when, value: <When at={image.createdAt} /> },
              { label: text.sources, value: image.spec.allowSourceBuilds ? text.sourcesOn : text.sourcesOff },
            ]}
          />
        </Panel>
        <Panel title={text.asked} note={text.askedNote} span={4}>
          <Asked packages={image.spec.packages} />
        </Panel>
        <UsedBy image={image} />
        <Packages packages={image.packages} />
        <div className={css['side']}>
          <LockPanel digest={image.digest} />
          <ObjectTalk kind="image" id={image.assetId} version={String(image.version)} title={text.talk} />
        </div>
      </Grid>
    </>
  )
}

function UsedBy({ image }: { image: Image }) {
  const text = useText(images)
  const words = useText(lineage)
  const query = useLineage({ kind: 'image', id: image.assetId, version: String(image.version) })
  const { nodes = [], edges = [], start = '' } = query.data ?? {}
  const used = new Set(edges.filter(edge => edge.to === start).map(edge => edge.from))
  const items = nodes
    .filter(node => used.has(node.key))
    .slice(0, 12)
    .map(node => {
      const href = hrefOf(node)
      return {
        kind: drawnAs[node.kind],
        name: nameOf(node, words.hidden),
        note: words.kind[node.kind],
        ...(href && { href }),
      }
    })
  return (
    <Panel title={text.usedBy} span={4}>
      {items.length > 0 ? <LineageList items={items} label={text.usedBy} /> : <p>{text.usedByNobody}</p>}
    </Panel>
  )
}

function Packages({ packages }: { packages: readonly string[] }) {
  const text = useText(images)
  const [filter, setFilter] = useState('')
  const shown = packages.filter(pin => pin.includes(filter.trim().toLowerCase())).map(pin => pin.split('=='))
  return (
    <Panel title={text.packages} note={text.packagesNote} span={8}>
      <FilterBar
        value={filter}
        onChange={setFilter}
        placeholder={text.filter}
        count={{ shown: shown.length, total: packages.length }}
      />
      <ul className={css['packages']} aria-label={text.packages}>
        {shown.map(([name, version]) => (
          <li key={name}>
            <span>{name}</span>
            <code>{version}</code>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function LockPanel({ digest }: { digest: string }) {
  const text = useText(images)
  const { slug } = useProject()
  const [isShown, setShown] = useState(false)
  const query = useQuery({
    queryKey: ['project', slug, 'image', digest],
    queryFn: ({ signal }) => api(imageRoutes).get({ project: slug, digest }, { signal }),
    enabled: isShown,
    staleTime: Infinity,
  })
  return (
    <Panel title={text.lock} note={text.lockNote}>
      {isShown ? (
        <Loaded query={query}>{({ lock }) => <CodeBlock code={lock} label={text.lock} />}</Loaded>
      ) : (
        <Button onClick={() => setShown(true)}>{text.showLock}</Button>
      )}
    </Panel>
  )
}

type Other = { key: string; name: string; state: ImageBuild['state']; note: string; at: number }

function Others({
  images: ready,
  builds,
  current,
}: {
  images: Image[]
  builds: ImageBuild[]
  current: string | undefined
}) {
  const text = useText(images)
  const format = useFormat()
  const { slug } = useProject()
  const navigate = useNavigate()
  const rows: Other[] = [
    ...builds.map(({ id, name, state, progress, error, createdAt }) => ({
      key: id,
      name,
      state,
      note: error ?? progress?.message ?? '',
      at: createdAt,
    })),
    ...ready.map(image => ({
      key: image.digest,
      name: `${image.name} v${image.version}`,
      state: 'done' as const,
      note: text.headline(format.num(image.packages.length), image.python),
      at: image.createdAt,
    })),
  ]
  return (
    <Panel flush title={text.all}>
      <Table
        label={text.images}
        columns={otherColumns(slug, text)}
        rows={rows}
        keyOf={row => row.key}
        onOpen={row => void navigate({ to: '/projects/$slug/images/$digest', params: { slug, digest: row.key } })}
        empty={<Empty title={text.none}>{text.noneText}</Empty>}
        {...(current !== undefined && { current })}
      />
    </Panel>
  )
}

function otherColumns(slug: string, text: (typeof images)['en']): Column<Other>[] {
  return [
    {
      id: 'name',
      head: text.name,
      phone: 'title',
      cell: row => <Go href={`/projects/${slug}/images/${encodeURIComponent(row.key)}`}>{row.name}</Go>,
    },
    {
      id: 'state',
      head: text.build,
      phone: 'aside',
      width: '20%',
      cell: row => (
        <Status is={buildStatus[row.state]} size="small">
          {text.state[row.state]}
        </Status>
      ),
    },
    { id: 'note', head: text.packages, width: '34%', cell: row => row.note },
    { id: 'when', head: text.when, align: 'right', width: '12%', cell: row => <When at={row.at} /> },
  ]
}
