import { Button } from '@mantine/core'
import { IconBooks } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
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
import { subscriptionRoutes, type AskedUse, type Subscription } from './subscriptions.schema.ts'

/** What this project uses of others, what it asked for, and who uses what is its own. */
export function SubscriptionsPage() {
  const text = useText(sharedWords)
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'subscriptions'],
    queryFn: ({ signal }) => api(subscriptionRoutes).list({ project: slug }, { signal }),
  })
  const columns = useColumns()
  const askedColumns = useAskedColumns()
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
      <Loaded query={query}>
        {({ uses, usedBy, asked }) => (
          <>
            {asked.length > 0 && (
              <Panel title={text.asked} flush>
                <Table label={text.asked} columns={askedColumns} rows={asked} keyOf={row => row.requestId} />
              </Panel>
            )}
            <Panel title={text.uses} flush>
              <Table
                label={text.uses}
                columns={columns.uses}
                rows={uses}
                keyOf={row => row.asset.id}
                empty={<Empty title={text.usesNone}>{text.usesNoneText}</Empty>}
              />
            </Panel>
            <Panel title={text.usedBy} flush>
              <Table
                label={text.usedBy}
                columns={columns.usedBy}
                rows={usedBy}
                keyOf={row => `${row.asset.id} ${row.project.id}`}
                empty={<Empty title={text.usedByNone}>{text.usedByNoneText}</Empty>}
              />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
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
