import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { useFormat, type Format } from '../../web/format.ts'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { FilterBar } from '../../web/parts/FilterBar.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { SkeletonRows } from '../../web/parts/Skeleton.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { datasets } from '../../web/text/datasets.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'
import { datasetRoutes, type DatasetSummary } from './datasets.schema.ts'
import { UploadPanel, uploadLine } from './view/UploadPanel.tsx'

/** The tables of a project, and how to bring one in. */
export function DatasetsPage() {
  const text = useText(datasets)
  const { slug, barrier } = useProject()
  const [isAdding, setAdding] = useState(false)
  const query = useDatasets(slug)
  const rows = query.data?.pages.flatMap(page => page.datasets)
  const isEmpty = rows?.length === 0
  const isFirst = isEmpty && barrier('dataset:write') === undefined
  const add = (
    <RightTo right="dataset:write" action={text.addAction}>
      <Button variant="filled" leftSection={<IconPlus />} onClick={() => setAdding(true)}>
        {text.add}
      </Button>
    </RightTo>
  )
  return (
    <Page title={text.datasets} actions={isAdding || isEmpty ? undefined : add}>
      <ProjectTabs {...(rows && !query.hasNextPage && { counts: { data: rows.length } })} />
      <PageHeader title={text.datasets} lede={text.lede} />
      {isEmpty && (
        <Empty title={text.empty} {...(!isFirst && { code: uploadLine(slug, 'flights'), actions: add })}>
          {text.emptyText}
        </Empty>
      )}
      {(isAdding || isFirst) && (
        <UploadPanel known={rows ?? []} onClose={isAdding ? () => setAdding(false) : undefined} />
      )}
      {rows ? (
        !isEmpty && <DatasetTable rows={rows} />
      ) : query.error ? (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonRows />
      )}
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </Page>
  )
}

function useDatasets(slug: string) {
  return useInfiniteQuery({
    queryKey: ['project', slug, 'datasets'],
    queryFn: ({ signal, pageParam }) =>
      api(datasetRoutes).list({ project: slug, limit: 200, ...(pageParam && { before: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
}

function DatasetTable({ rows }: { rows: readonly DatasetSummary[] }) {
  const text = useText(datasets)
  const words = useText(parts)
  const { slug } = useProject()
  const navigate = useNavigate()
  const format = useFormat()
  const [filter, setFilter] = useState('')
  const wanted = filter.trim().toLowerCase()
  const shown = rows.filter(row => `${row.name} ${row.description}`.toLowerCase().includes(wanted))
  return (
    <>
      <FilterBar
        value={filter}
        onChange={setFilter}
        placeholder={text.filter}
        count={{ shown: shown.length, total: rows.length }}
      />
      <Panel flush>
        <Table
          label={text.datasets}
          columns={columnsOf({ slug, text, format })}
          rows={shown}
          keyOf={row => row.assetId}
          onOpen={row => void navigate({ href: placeOfDataset(slug, row) })}
          empty={words.nothingFits}
        />
      </Panel>
    </>
  )
}

const placeOfDataset = (slug: string, { name, latest }: DatasetSummary) =>
  placeOf(slug, { kind: 'dataset', id: name, version: latest ? String(latest.version) : null }) ?? ''

type Words = (typeof datasets)['en']

function columnsOf({ slug, text, format }: { slug: string; text: Words; format: Format }): Column<DatasetSummary>[] {
  return [
    {
      id: 'name',
      head: text.columns.name,
      phone: 'title',
      cell: row => <Go href={placeOfDataset(slug, row)}>{row.name}</Go>,
    },
    {
      id: 'version',
      head: text.columns.version,
      align: 'right',
      width: '9%',
      phone: 'aside',
      cell: row => (row.latest ? `v${row.latest.version}` : text.noVersion),
    },
    {
      id: 'rows',
      head: text.columns.rows,
      said: text.columns.rows,
      align: 'right',
      width: '11%',
      cell: row => format.num(row.latest?.rows),
    },
    { id: 'columns', head: text.columns.columns, align: 'right', width: '9%', phone: 'hide', cell: row => row.columns },
    {
      id: 'size',
      head: text.columns.size,
      align: 'right',
      width: '10%',
      cell: row => row.latest && format.bytes(row.latest.bytes),
    },
    { id: 'owner', head: text.columns.owner, width: '17%', cell: row => <PersonName person={row.owner} /> },
    {
      id: 'visibility',
      head: text.visibility,
      width: '13%',
      phone: 'hide',
      cell: row => text.visible[row.visibility] ?? row.visibility,
    },
    { id: 'updated', head: text.updated, align: 'right', width: '9%', cell: row => <When at={row.updatedAt} /> },
  ]
}
