import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { Empty } from '../../web/parts/Empty.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { FilterBar } from '../../web/parts/FilterBar.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Together } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { SkeletonRows } from '../../web/parts/Skeleton.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { models } from '../../web/text/models.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'
import { ProtectedAliases, protectedQuery } from './aliases/ProtectedAliases.tsx'
import { Webhooks, webhooksQuery } from './webhooks/Webhooks.tsx'
import { modelRoutes, type Model } from './models.schema.ts'

const registerLine = 'mlflow.sklearn.log_model(model, name="model", registered_model_name="my-model")'

/** The models of a project, each with its latest version. */
export function ModelsPage() {
  const text = useText(models)
  const { slug } = useProject()
  const query = useInfiniteQuery({
    queryKey: ['project', slug, 'models'],
    queryFn: ({ signal, pageParam }) =>
      api(modelRoutes).list({ project: slug, limit: 200, ...(pageParam && { after: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
  const rows = query.data?.pages.flatMap(page => page.models)
  const below = [useQuery(protectedQuery(slug)), useQuery(webhooksQuery(slug))]
  return (
    <Page title={text.models}>
      <ProjectTabs {...(rows && !query.hasNextPage && { counts: { models: rows.length } })} />
      <PageHeader title={text.models} lede={text.lede} />
      {rows?.length === 0 && (
        <Empty title={text.none} code={registerLine}>
          {text.noneText}
        </Empty>
      )}
      {rows && rows.length > 0 && <ModelTable rows={rows} />}
      {!rows &&
        (query.error ? <ErrorPanel error={query.error} onRetry={() => void query.refetch()} /> : <SkeletonRows />)}
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.more}
        </Button>
      )}
      {rows && (
        <Together queries={below}>
          <ProtectedAliases />
          <Webhooks />
        </Together>
      )}
    </Page>
  )
}

function ModelTable({ rows }: { rows: readonly Model[] }) {
  const text = useText(models)
  const words = useText(parts)
  const { slug } = useProject()
  const navigate = useNavigate()
  const [filter, setFilter] = useState('')
  const wanted = filter.trim().toLowerCase()
  const shown = rows.filter(row => `${row.name} ${row.description ?? ''}`.toLowerCase().includes(wanted))
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
          label={text.models}
          columns={columnsOf(slug, text.columns)}
          rows={shown}
          keyOf={row => row.assetId}
          onOpen={row => void navigate({ href: placeOfModel(slug, row) })}
          empty={words.nothingFits}
        />
      </Panel>
    </>
  )
}

const placeOfModel = (slug: string, { name, lastVersion }: Model) =>
  placeOf(slug, { kind: 'model', id: name, version: lastVersion > 0 ? String(lastVersion) : null }) ?? ''

function columnsOf(slug: string, head: (typeof models)['en']['columns']): Column<Model>[] {
  return [
    {
      id: 'name',
      head: head.name,
      phone: 'title',
      cell: row => <Go href={placeOfModel(slug, row)}>{row.name}</Go>,
    },
    {
      id: 'version',
      head: head.version,
      align: 'right',
      width: '9%',
      phone: 'aside',
      cell: row => (row.lastVersion > 0 ? `v${row.lastVersion}` : '–'),
    },
    {
      id: 'aliases',
      head: head.aliases,
      width: '22%',
      cell: row =>
        row.aliases.map(({ alias, version }) => (
          <Chip key={alias} tone="outline">
            {alias} v{version}
          </Chip>
        )),
    },
    { id: 'description', head: head.description, width: '32%', phone: 'hide', cell: row => row.description },
    { id: 'updated', head: head.updated, align: 'right', width: '10%', cell: row => <When at={row.updatedAt} /> },
  ]
}
