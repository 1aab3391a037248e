import { Button } from '@mantine/core'
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { Empty } from '../../web/parts/Empty.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { FilterBar } from '../../web/parts/FilterBar.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Together } from '../../web/parts/Loaded.tsx'
import { KindIcon } from '../../web/parts/kinds.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { catalogue } from '../../web/text/catalogue.ts'
import { useText } from '../../web/text/text.ts'
import { assetKinds, catalogRoutes, type Asset, type AssetKind } from './catalog.schema.ts'
import css from './CataloguePage.module.css'
import { ChosenAsset } from './ChosenAsset.tsx'
import { Facets } from './Facets.tsx'

type Search = {
  kind?: AssetKind | undefined
  q?: string | undefined
  tag?: string | undefined
  owner?: string | undefined
  project?: string | undefined
  state?: 'deprecated' | 'all' | undefined
  asset?: string | undefined
}
const kinds = ['all', ...assetKinds] as const
const states = ['active', 'deprecated', 'all'] as const

/** Does it exist already, may I use it, who owns it? */
export function CataloguePage() {
  const text = useText(catalogue)
  const format = useFormat()
  const search = useSearch({ from: '/catalogue' })
  const navigate = useNavigate({ from: '/catalogue' })
  const columns = useColumns()
  const [words, setWords] = useWords(search.q ?? '')
  const query = useAssets(search)
  const rows = query.data?.pages.flatMap(page => page.assets)
  const narrow = (next: Search) => void navigate({ search: { ...search, ...next }, replace: true })
  const isWide = useMediaQuery('(min-width: 1200px)', false, { getInitialValueInEffect: false })
  const shown = rows?.find(asset => asset.id === search.asset) ?? rows?.[0]
  // what is chosen stands beside the list; where there is no room for it, its page is opened
  const open = (asset: Asset) =>
    isWide ? narrow({ asset: asset.id }) : void navigate({ to: '/catalogue/$id', params: { id: asset.id }, search: {} })
  const isFiltered = Object.entries(search).some(([name, value]) => name !== 'asset' && value !== undefined)
  return (
    <Page title={text.catalogue}>
      <PageHeader title={text.catalogue} lede={text.lede} />
      <FilterBar value={words} onChange={setWords} placeholder={text.search} />
      <Filters search={search} counts={query.data?.pages[0]?.kinds} />
      <Together queries={[query]}>
        <div className={css['chooser']}>
          <Facets search={search} facets={query.data?.pages[0]?.facets} onChange={narrow} />
          <div className={css['found']}>
            <Panel
              flush
              title={text.kinds[search.kind ?? 'all']}
              {...(rows && { note: text.found(format.num(rows.length), query.hasNextPage) })}
            >
              {rows ? (
                <Table
                  label={text.catalogue}
                  columns={columns}
                  rows={rows}
                  keyOf={asset => asset.id}
                  onOpen={open}
                  {...(shown && isWide && { current: shown.id })}
                  empty={isFiltered ? text.noneFits : <Empty title={text.none}>{text.noneText}</Empty>}
                />
              ) : (
                query.error && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
              )}
            </Panel>
            {query.hasNextPage && (
              <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {text.more}
              </Button>
            )}
          </div>
          {shown && isWide && <ChosenAsset asset={shown} />}
        </div>
      </Together>
    </Page>
  )
}

/** What is typed, and a little later in the address: a search can be sent to somebody. */
function useWords(start: string) {
  const navigate = useNavigate({ from: '/catalogue' })
  const [words, setWords] = useState(start)
  const [settled] = useDebouncedValue(words, 200)
  useEffect(() => {
    void navigate({ search: known => ({ ...known, q: settled || undefined }), replace: true })
  }, [settled, navigate])
  return [words, setWords] as const
}

function useAssets({ q, kind, tag, owner, project, state }: Search) {
  return useInfiniteQuery({
    queryKey: ['catalogue', { q, kind, tag, owner, project, state }],
    queryFn: ({ signal, pageParam }) =>
      api(catalogRoutes).search(
        {
          ...(q && { q }),
          ...(kind && { kind }),
          ...(tag && { tag }),
          ...(owner && { owner }),
          ...(project && { project }),
          ...(state && { state }),
          ...(pageParam && { before: pageParam }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    placeholderData: keepPreviousData,
  })
}

type Counts = Record<AssetKind, number>

function Filters({ search, counts }: { search: Search; counts: Counts | undefined }) {
  const text = useText(catalogue)
  const format = useFormat()
  const navigate = useNavigate({ from: '/catalogue' })
  const narrow = (next: Search) => void navigate({ search: { ...search, ...next }, replace: true })
  return (
    <div className={css['filters']}>
      <Segmented
        label={text.kindFilter}
        options={kinds.map(value => ({
          value,
          label: (
            <>
              {text.kinds[value]} <small className={css['count']}>{counts && format.num(countOf(counts, value))}</small>
            </>
          ),
        }))}
        value={search.kind ?? 'all'}
        onChange={value => narrow({ kind: value === 'all' ? undefined : value })}
      />
      <Segmented
        label={text.stateFilter}
        options={states.map(value => ({ value, label: text.states[value] }))}
        value={search.state ?? 'active'}
        onChange={value => narrow({ state: value === 'active' ? undefined : value })}
      />
    </div>
  )
}

const countOf = (counts: Counts, kind: (typeof kinds)[number]) =>
  kind === 'all' ? Object.values(counts).reduce((sum, n) => sum + n, 0) : counts[kind]

function useColumns(): Column<Asset>[] {
  const text = useText(catalogue)
  return [
    { id: 'name', head: text.columns.name, phone: 'title', cell: asset => <NameCell asset={asset} /> },
    {
      id: 'owner',
      head: text.columns.owner,
      width: '24%',
      cell: asset => (
        <span className={css['two']}>
          <PersonName person={asset.owner} />
          <small>{asset.project.name}</small>
        </span>
      ),
    },
    {
      id: 'users',
      head: text.columns.users,
      width: '20%',
      cell: asset => (
        <span className={css['two']}>
          <span>{text.users(asset.usedByProjects)}</span>
          <small>
            {asset.deprecatedAt === null ? (
              text.visibility[asset.visibility]
            ) : (
              <Status is="warning" size="small">
                {text.deprecated}
              </Status>
            )}
          </small>
        </span>
      ),
    },
    {
      id: 'updated',
      head: text.columns.updated,
      align: 'right',
      width: '72px',
      phone: 'aside',
      cell: asset => <When at={asset.updatedAt} />,
    },
  ]
}

function NameCell({ asset }: { asset: Asset }) {
  const text = useText(catalogue)
  return (
    <span className={css['name']}>
      <span className={css['icon']}>
        <KindIcon kind={asset.kind} />
      </span>
      <span className={css['words']}>
        <span className={css['line']}>
          <Go href={`/catalogue/${asset.id}`}>
            <code>{asset.name}</code>
          </Go>
          <small>
            {asset.lastVersion > 0 ? `v${asset.lastVersion}` : text.noVersion} · {text.lineageKind[asset.kind]}
          </small>
          {asset.tags.map(tag => (
            <Chip key={tag} tone="outline">
              {tag}
            </Chip>
          ))}
        </span>
        {asset.description && <small>{asset.description}</small>}
      </span>
    </span>
  )
}
