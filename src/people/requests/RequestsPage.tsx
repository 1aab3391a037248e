import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { api } from '../../web/api.ts'
import { Empty } from '../../web/parts/Empty.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { SkeletonRows } from '../../web/parts/Skeleton.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { Waited, When } from '../../web/parts/Time.tsx'
import { useFormat } from '../../web/format.ts'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { requests } from '../../web/text/requests.ts'
import { sharedWords } from '../../web/text/shared.ts'
import { useText } from '../../web/text/text.ts'
import { requestStatus, subjectName } from './requests.look.ts'
import { requestRoutes, requestStates, type Request } from './requests.schema.ts'

const shown = ['all', ...requestStates] as const

/** What waits between seats in this project, and what was decided. */
export function RequestsPage() {
  const text = useText(requests)
  const shared = useText(sharedWords)
  const { slug } = useProject()
  const navigate = useNavigate({ from: '/projects/$slug/requests' })
  const { state } = useSearch({ from: '/projects/$slug/requests' })
  const query = useRequests(slug, state)
  const columns = useColumns(slug)
  const rows = query.data?.pages.flatMap(page => page.requests)
  return (
    <Page title={text.requests}>
      <ProjectTabs />
      <PageHeader
        title={text.requests}
        lede={text.lede}
        facts={
          <>
            <Go href={`/projects/${slug}/handoffs`}>{text.handoffs}</Go>
            <Go href={`/projects/${slug}/scope`}>{text.scope}</Go>
            <Go href={`/projects/${slug}/shared`}>{shared.title}</Go>
          </>
        }
      />
      <Panel
        flush
        title={text.states[state ?? 'all']}
        aside={
          <Segmented
            label={text.filter}
            options={shown.map(value => ({ value, label: text.states[value] }))}
            value={state ?? 'all'}
            onChange={value => void navigate({ search: value === 'all' ? {} : { state: value }, replace: true })}
          />
        }
      >
        {rows ? (
          <Table
            label={text.requests}
            columns={columns}
            rows={rows}
            keyOf={row => row.id}
            onOpen={row => void navigate({ to: '/projects/$slug/requests/$id', params: { slug, id: row.id } })}
            empty={state ? text.noneFits : <Empty title={text.none}>{text.noneText}</Empty>}
          />
        ) : query.error ? (
          <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows />
        )}
      </Panel>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.older}
        </Button>
      )}
    </Page>
  )
}

function useRequests(slug: string, state: Request['state'] | undefined) {
  return useInfiniteQuery({
    queryKey: ['project', slug, 'requests', state ?? 'all'],
    queryFn: ({ signal, pageParam }) =>
      api(requestRoutes).list(
        { project: slug, ...(state && { state }), ...(pageParam && { before: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
}

function useColumns(slug: string): Column<Request>[] {
  const text = useText(requests)
  const format = useFormat()
  return [
    {
      id: 'subject',
      head: text.columns.subject,
      phone: 'title',
      cell: row => <Go href={`/projects/${slug}/requests/${row.id}`}>{subjectName(row)}</Go>,
    },
    { id: 'kind', head: text.columns.kind, cell: row => text.kind[row.kind] ?? row.kind, width: '12%' },
    {
      id: 'state',
      head: text.columns.state,
      phone: 'aside',
      width: '13%',
      cell: row => (
        <Status is={requestStatus[row.state]} size="small">
          {text.state[row.state]}
        </Status>
      ),
    },
    { id: 'from', head: text.columns.from, cell: row => <PersonName person={row.from} />, width: '17%' },
    { id: 'seat', head: text.columns.seat, cell: row => <SeatOar seat={row.toSeat} />, width: '17%' },
    {
      id: 'waiting',
      head: text.columns.waiting,
      align: 'right',
      width: '10%',
      cell: row =>
        row.decidedAt === null ? <Waited since={row.createdAt} /> : format.age(row.decidedAt - row.createdAt),
    },
    {
      id: 'asked',
      head: text.columns.asked,
      align: 'right',
      width: '9%',
      phone: 'hide',
      cell: row => <When at={row.createdAt} />,
    },
  ]
}
