import { Button, Checkbox, NativeSelect, Textarea } from '@mantine/core'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { api } from '../../../web/api.ts'
import { useAsk } from '../../../web/ask.ts'
import { useKeys } from '../../../web/keys.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Callout, Column as GridColumn, Grid, Panel } from '../../../web/parts/Panel.tsx'
import { Table } from '../../../web/parts/Table.tsx'
import { SelectionBar } from '../../../web/parts/TableSelection.tsx'
import { SkeletonPanel } from '../../../web/parts/Skeleton.tsx'
import { endingsQuery } from '../../../web/queries.ts'
import { inboxWords } from '../../../web/text/inbox.ts'
import { useText } from '../../../web/text/text.ts'
import { AskedPanel } from './AskedPanel.tsx'
import { AwayPanel } from './AwayPanel.tsx'
import css from './inbox.module.css'
import { inboxRoutes, type InboxItem } from './inbox.schema.ts'
import { MailPanel } from './MailPanel.tsx'
import { useInboxColumns } from './useInboxColumns.tsx'

/** Only those whose projects use what is deprecated load it. */
const EndingsPanel = lazy(async () => ({ default: (await import('../../home/EndingsPanel.tsx')).EndingsPanel }))

type Search = {
  kind?: string | undefined
  project?: string | undefined
  days?: number | undefined
  overdue?: true | undefined
}

/** Every seat's work that waits for a word: read, chosen and answered without leaving the keyboard. */
export function InboxPage() {
  const text = useText(inboxWords)
  const search = useSearch({ from: '/inbox' })
  const query = useInbox(search)
  const rows = query.data?.pages.flatMap(page => page.requests) ?? []
  const isFiltered = Object.values(search).some(value => value !== undefined)
  return (
    <Page title={text.title}>
      <PageHeader title={text.title} lede={text.lede} />
      <Endings />
      <Filters rows={rows} search={search} />
      <Loaded query={query}>
        {({ pages }) => <Rows rows={rows} now={pages[0]?.now ?? 0} empty={isFiltered ? text.noneFits : text.empty} />}
      </Loaded>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.more}
        </Button>
      )}
      <Grid>
        <GridColumn span={6}>
          <AskedPanel />
        </GridColumn>
        <GridColumn span={6}>
          <AwayPanel />
          <MailPanel />
        </GridColumn>
      </Grid>
    </Page>
  )
}

/** What is deprecated and used by my projects waits for somebody too; nothing while there is none. */
function Endings() {
  const { data } = useQuery(endingsQuery())
  if (!data || data.uses.length === 0) return null
  return (
    <Suspense fallback={<SkeletonPanel height={90} />}>
      <EndingsPanel uses={data.uses} />
    </Suspense>
  )
}

function useInbox({ kind, project, days, overdue }: Search) {
  return useInfiniteQuery({
    queryKey: ['desk', 'inbox', { kind, project, days, overdue }],
    queryFn: ({ signal, pageParam }) =>
      api(inboxRoutes).list(
        {
          ...(kind && { kind }),
          ...(project && { project }),
          ...(days !== undefined && { olderThanDays: days }),
          ...(overdue && { overdue: 'true' }),
          ...(pageParam && { after: pageParam }),
          limit: 100,
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
}

const kinds = ['handoff', 'promotion', 'gate', 'review', 'access', 'subscription', 'scope-change']

function Filters({ rows, search }: { rows: InboxItem[]; search: Search }) {
  const text = useText(inboxWords)
  const { kindOf } = useAsk()
  const navigate = useNavigate({ from: '/inbox' })
  const set = (change: Search) => void navigate({ search: { ...search, ...change }, replace: true })
  const projects = new Map(rows.map(row => [row.project.slug, row.project.name]))
  if (search.project && !projects.has(search.project)) projects.set(search.project, search.project)
  const all = { value: '', label: text.all }
  return (
    <div className={css['filters']}>
      <NativeSelect
        label={text.kind}
        data={[all, ...kinds.map(value => ({ value, label: kindOf(value) }))]}
        value={search.kind ?? ''}
        onChange={event => set({ kind: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={text.project}
        data={[all, ...[...projects].map(([value, label]) => ({ value, label }))]}
        value={search.project ?? ''}
        onChange={event => set({ project: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={text.age}
        data={[all, ...[1, 3, 7, 30].map(days => ({ value: String(days), label: text.days(days) }))]}
        value={search.days === undefined ? '' : String(search.days)}
        onChange={event => set({ days: event.currentTarget.value ? Number(event.currentTarget.value) : undefined })}
      />
      <Checkbox
        label={text.overdueOnly}
        checked={search.overdue ?? false}
        onChange={event => set({ overdue: event.currentTarget.checked || undefined })}
      />
    </div>
  )
}

function Rows({ rows, now, empty }: { rows: InboxItem[]; now: number; empty: string }) {
  const text = useText(inboxWords)
  const router = useRouter()
  const columns = useInboxColumns(now)
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [returning, setReturning] = useState<InboxItem[]>([])
  const [refused, setRefused] = useState<string[]>([])
  const open = (row: InboxItem) => router.history.push(`/projects/${row.project.slug}/requests/${row.id}`)
  const selected = rows.filter(row => chosen.has(row.id))
  const decide = async (of: InboxItem[], decision: 'accept' | 'return', reason = '') => {
    const done = await api(inboxRoutes).decide({ requests: of.map(({ id }) => id), decision, reason })
    setRefused(done.refused.map(({ message }) => message))
    setChosen(new Set())
    await queries.invalidateQueries({ queryKey: ['desk'] })
  }
  // what needs a look of its own is opened, however it was chosen
  const accept = (row: InboxItem) => (row.inBulk ? void decide([row], 'accept') : open(row))
  const giveBack = (row: InboxItem) => (row.inBulk ? setReturning([row]) : open(row))
  useKeys({
    a: () => {
      const at = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row']
      const row = at === undefined ? undefined : rows[Number(at)]
      if (!row) return false
      accept(row)
    },
  })
  const single = selected.filter(row => !row.inBulk).length
  return (
    <Panel title={text.waiting} flush>
      {refused.length > 0 && (
        <Callout tone="failed">
          {text.refused}: {refused.join('; ')}
        </Callout>
      )}
      <Table
        label={text.waiting}
        columns={columns}
        rows={rows}
        keyOf={row => row.id}
        nameOf={row => row.subject.name}
        onOpen={open}
        onDone={accept}
        onReply={giveBack}
        selected={chosen}
        onSelect={setChosen}
        empty={empty}
      />
      <SelectionBar count={selected.length} onClear={() => setChosen(new Set())}>
        {single > 0 && <span>{text.alone(single)}</span>}
        <Button disabled={single > 0} variant="filled" onClick={() => void decide(selected, 'accept')}>
          {text.accept}
        </Button>
        <Button disabled={single > 0} onClick={() => setReturning(selected)}>
          {text.return}
        </Button>
      </SelectionBar>
      {returning.length > 0 && (
        <ReturnDialog send={reason => decide(returning, 'return', reason)} onClose={() => setReturning([])} />
      )}
    </Panel>
  )
}

function ReturnDialog({ send, onClose }: { send: (reason: string) => Promise<void>; onClose: () => void }) {
  const text = useText(inboxWords)
  const [reason, setReason] = useState('')
  return (
    <FormDialog title={text.return} submit={text.return} send={() => send(reason)} onClose={onClose}>
      <Textarea
        label={text.why}
        required
        autosize
        minRows={3}
        maxLength={4000}
        value={reason}
        onChange={event => setReason(event.target.value)}
      />
    </FormDialog>
  )
}
