import { Button } from '@mantine/core'
import { IconBooks } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api } from '../../../web/api.ts'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { Empty } from '../../../web/parts/Empty.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { When } from '../../../web/parts/Time.tsx'
import { useProject } from '../../../web/project.ts'
import { ProjectTabs } from '../../../web/shell/ProjectTabs.tsx'
import { seatWords } from '../../../web/text/seats.ts'
import { sharedWords } from '../../../web/text/shared.ts'
import { useText } from '../../../web/text/text.ts'
import css from './subscriptions.module.css'
import { subscriptionRoutes, type AskedUse, type Side, type Subscription } from './subscriptions.schema.ts'

/** What this project uses of others, what it asked for, and who uses what is its own. */
export function SubscriptionsPage() {
  const text = useText(sharedWords)
  const columns = useColumns()
  return (
    <Page
      title={text.title}
      actions={
        <Button component={Go} href="/catalogue" leftSection={<IconBooks />}>
          {text.catalogue}
        </Button>
      }
    >
      <PageHeader title={text.title} lede={text.lede} />
      <ProjectTabs />
      <AskedPanel />
      <UsesPanel
        as="user"
        title={text.uses}
        columns={columns.uses}
        empty={<Empty title={text.usesNone}>{text.usesNoneText}</Empty>}
      />
      <UsesPanel
        as="home"
        title={text.usedBy}
        columns={columns.usedBy}
        empty={<Empty title={text.usedByNone}>{text.usedByNoneText}</Empty>}
      />
    </Page>
  )
}

/** Nothing where nothing was asked for. */
function AskedPanel() {
  const text = useText(sharedWords)
  const columns = useAskedColumns()
  const { slug } = useProject()
  const query = useInfiniteQuery({
    queryKey: ['project', slug, 'subscriptions', 'asked'],
    queryFn: ({ signal, pageParam }) =>
      api(subscriptionRoutes).asked({ project: slug, ...(pageParam && { before: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
  const rows = query.data?.pages.flatMap(({ asked }) => asked)
  if (rows?.length === 0) return null
  return (
    <Panel title={text.asked} flush>
      <Loaded query={query}>
        {() => <Table label={text.asked} columns={columns} rows={rows ?? []} keyOf={row => row.requestId} />}
      </Loaded>
      <More of={query} />
    </Panel>
  )
}

type UsesPanelProps = { as: Side; title: string; columns: Column<Subscription>[]; empty: ReactNode }

function UsesPanel({ as, title, columns, empty }: UsesPanelProps) {
  const { slug } = useProject()
  const query = useInfiniteQuery({
    queryKey: ['project', slug, 'subscriptions', as],
    queryFn: ({ signal, pageParam }) =>
      api(subscriptionRoutes).list(
        { project: slug, as, limit: 25, ...(pageParam && { after: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
  return (
    <Panel title={title} flush>
      <Loaded query={query}>
        {({ pages }) => (
          <Table
            label={title}
            columns={columns}
            rows={pages.flatMap(({ subscriptions }) => subscriptions)}
            keyOf={row => `${row.asset.id} ${row.project.id}`}
            empty={empty}
          />
        )}
      </Loaded>
      <More of={query} />
    </Panel>
  )
}

type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }

function More({ of }: { of: Paged }) {
  const text = useText(sharedWords)
  if (!of.hasNextPage) return null
  return (
    <div className={css['more']}>
      <Button loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
        {text.more}
      </Button>
    </div>
  )
}

function useColumns(): { uses: Column<Subscription>[]; usedBy: Column<Subscription>[] } {
  const text = useText(sharedWords)
  const asset: Column<Subscription> = {
    id: 'asset',
    head: text.asset,
    phone: 'title',
    cell: row => <Go href={`/catalogue/${row.asset.id}`}>{row.asset.name}</Go>,
  }
  const rest: Column<Subscription>[] = [
    { id: 'reason', head: text.reason, width: '26%', cell: row => row.reason },
    { id: 'state', head: text.state, width: '16%', cell: row => <State row={row} /> },
    { id: 'since', head: text.since, align: 'right', width: '9%', phone: 'hide', cell: row => <When at={row.since} /> },
    {
      id: 'last',
      head: text.last,
      align: 'right',
      width: '10%',
      phone: 'aside',
      cell: row => (row.lastUsedAt === null ? text.never : <When at={row.lastUsedAt} />),
    },
  ]
  return {
    uses: [
      asset,
      { id: 'home', head: text.home, width: '15%', cell: row => row.asset.home.name },
      ...rest,
      { id: 'end', head: <span className="quiet">{text.end}</span>, align: 'right', cell: row => <End row={row} /> },
    ],
    usedBy: [
      asset,
      { id: 'project', head: text.project, width: '15%', cell: row => row.project.name },
      ...rest,
      {
        id: 'end',
        head: <span className="quiet">{text.takeBack}</span>,
        align: 'right',
        cell: row => <End row={row} of={row.project} />,
      },
    ],
  }
}

function State({ row: { deprecatedAt, requestId } }: { row: Subscription }) {
  const text = useText(sharedWords)
  if (deprecatedAt !== null) return <Status is="warning">{text.deprecated}</Status>
  return <Status is="done">{requestId === null ? text.open : text.granted}</Status>
}

function useAskedColumns(): Column<AskedUse>[] {
  const text = useText(sharedWords)
  const seats = useText(seatWords).name
  return [
    {
      id: 'asset',
      head: text.asset,
      phone: 'title',
      cell: row => row.asset.name ?? <code>{row.asset.id}</code>,
    },
    {
      id: 'home',
      head: text.home,
      width: '14%',
      cell: row => row.home,
    },
    { id: 'reason', head: text.reason, width: '32%', cell: row => row.reason },
    {
      id: 'state',
      head: text.state,
      width: '30%',
      cell: row =>
        row.state === 'open' ? (
          <Status is="waiting">{text.waits(seats[row.seat])}</Status>
        ) : (
          <Status is="warning">
            {text.returned}
            {row.answer && `: ${row.answer}`}
          </Status>
        ),
    },
    { id: 'since', head: text.since, align: 'right', phone: 'aside', cell: row => <When at={row.since} /> },
  ]
}

/** Whoever uses it may stop; whoever owns it may take it back. */
function End({ row: { asset }, of }: { row: Subscription; of?: { id: string; name: string } }) {
  const text = useText(sharedWords)
  const { slug } = useProject()
  const queries = useQueryClient()
  const end = async () => {
    await api(subscriptionRoutes).end({ project: slug, asset: asset.id, ...(of && { of: of.id }) })
    await queries.invalidateQueries({ queryKey: ['project', slug, 'subscriptions'] })
  }
  const label = of ? text.takeBack : text.end
  return (
    <RightTo right="asset:write" action={text.action}>
      <ConfirmButton
        consequence={of ? text.takeBackText(asset.name, of.name) : text.endText(asset.name)}
        confirm={label}
        onConfirm={end}
      >
        {label}
      </ConfirmButton>
    </RightTo>
  )
}
