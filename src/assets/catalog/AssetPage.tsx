import { Button } from '@mantine/core'
import { IconArrowRight, IconFolder, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { Fact, PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid, Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { catalogue } from '../../web/text/catalogue.ts'
import { useText } from '../../web/text/text.ts'
import { AssetAbout } from './AssetAbout.tsx'
import { AssetSharing } from './AssetSharing.tsx'
import { UsePanel } from './subscriptions/UsePanel.tsx'
import { catalogRoutes, type AssetDetail, type AssetVersion } from './catalog.schema.ts'
import css from './CataloguePage.module.css'
import { Similar } from './ChosenAsset.tsx'
import { EndedPanel } from './deprecation/EndedPanel.tsx'
import { AssetLineage } from './lineage/AssetLineage.tsx'

/** A shared thing: may I use it, who answers for it, who would feel a change. */
export function AssetPage() {
  const text = useText(catalogue)
  const { id } = useParams({ from: '/catalogue/$id' })
  const query = useQuery({
    queryKey: ['catalogue', 'asset', id],
    queryFn: ({ signal }) => api(catalogRoutes).get({ asset: id }, { signal }),
  })
  const asset = query.data
  const newest = asset && newestOf(asset)
  return (
    <Page
      title={asset?.name ?? text.asset}
      path={[{ label: text.catalogue, href: '/catalogue' }]}
      {...(newest &&
        asset.lastVersion > 0 && {
          actions: (
            <Button component={Go} href={newest} rightSection={<IconArrowRight />}>
              {text.openVersion}
            </Button>
          ),
        })}
    >
      <Loaded query={query} level={1}>
        {loaded => (
          <>
            <Header asset={loaded} />
            <EndedPanel assetId={loaded.id} />
            <Grid>
              <AssetAbout key={loaded.updatedAt} asset={loaded} />
              <AssetSharing asset={loaded} />
              <UsePanel asset={loaded} />
              <Versions versions={loaded.versions} />
              <Users asset={loaded} />
              <AssetLineage asset={loaded} />
            </Grid>
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** An image's own page is named by what was built. */
function newestOf(asset: AssetDetail): string | undefined {
  const version = String(asset.lastVersion)
  const digest = asset.versions.find(one => one.version === asset.lastVersion)?.digest
  if (asset.kind === 'image' && !digest) return undefined
  return placeOf(asset.project.slug, { ...asset, version, ...(asset.kind === 'image' && digest && { id: digest }) })
}

function Header({ asset }: { asset: AssetDetail }) {
  const text = useText(catalogue)
  return (
    <PageHeader
      title={asset.name}
      state={
        <>
          <Chip tone="accent">{asset.lastVersion > 0 ? `v${asset.lastVersion}` : text.noVersion}</Chip>
          <Chip>{text.lineageKind[asset.kind]}</Chip>
          {asset.deprecatedAt === null ? (
            <Status is="done">{`${text.active}: ${text.sharedWith[asset.visibility]}`}</Status>
          ) : (
            <Status is="warning">{text.deprecated}</Status>
          )}
        </>
      }
      {...(asset.description && { lede: asset.description })}
      facts={
        <>
          <Fact>
            {text.ownedBy} <PersonName person={asset.owner} />
          </Fact>
          <Fact icon={<IconFolder size={15} stroke={1.6} aria-hidden />}>
            <Go href={`/projects/${asset.project.slug}`}>{asset.project.name}</Go>
          </Fact>
          <Fact icon={<IconUsers size={15} stroke={1.6} aria-hidden />}>{text.users(asset.usedByProjects)}</Fact>
        </>
      }
    />
  )
}

function Versions({ versions }: { versions: readonly AssetVersion[] }) {
  const text = useText(catalogue)
  const columns = useVersionColumns()
  return (
    <Panel title={text.versions} span={8} flush>
      <Table
        label={text.versions}
        columns={columns}
        rows={versions}
        keyOf={version => String(version.version)}
        empty={text.noVersions}
      />
    </Panel>
  )
}

function useVersionColumns(): Column<AssetVersion>[] {
  const text = useText(catalogue).version
  const format = useFormat()
  return [
    { id: 'version', head: text.version, width: '70px', phone: 'title', cell: row => <strong>v{row.version}</strong> },
    { id: 'note', head: text.note, cell: row => row.note },
    {
      id: 'by',
      head: text.by,
      width: '26%',
      cell: row => (
        <span className={css['line']}>
          <PersonName person={row.by} /> {row.seat && <SeatOar seat={row.seat} words="short" />}
        </span>
      ),
    },
    {
      id: 'digest',
      head: text.digest,
      width: '16%',
      phone: 'hide',
      cell: row =>
        row.digest !== null && <code title={row.digest}>{row.digest.replace('sha256:', '').slice(0, 12)}</code>,
    },
    { id: 'uses', head: text.uses, said: text.uses, align: 'right', width: '80px', cell: row => format.num(row.uses) },
    {
      id: 'when',
      head: text.when,
      align: 'right',
      width: '80px',
      phone: 'aside',
      cell: row => <When at={row.createdAt} />,
    },
  ]
}

function Users({ asset }: { asset: AssetDetail }) {
  const text = useText(catalogue)
  const format = useFormat()
  return (
    <Panel title={text.usage} span={4} {...(asset.users.length > 0 && { note: text.usageNote })}>
      {asset.users.length === 0 && <p className={css['none']}>{text.noUsage}</p>}
      <ul className={css['users']}>
        {asset.users.map((user, at) => (
          <li key={user.project?.id ?? at}>
            {user.project ? (
              <Go href={`/projects/${user.project.slug}`}>{user.project.name}</Go>
            ) : (
              <span>{text.hidden}</span>
            )}
            <small>
              {text.uses(format.num(user.uses))}, <When at={user.lastUsedAt} />
            </small>
          </li>
        ))}
      </ul>
      <Similar asset={asset} />
    </Panel>
  )
}
